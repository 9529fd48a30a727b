using System.Security.Cryptography;
using System.Text;

namespace AgentGrains.Storage.Qdrant;

/// <summary>
/// Names of collections and of points. Collections are named by hashes, so that a tenant or a model may be called anything, and no name tells who
/// it is of. A point's name follows from what it is of: writing it again replaces it.
/// </summary>
internal static class QdrantNames
{
    /// <summary>What the names of all collections of a tenant begin with.</summary>
    public static string OfTenant(string prefix, string tenant) => $"{prefix}-{Hash("tenant", tenant)[..32]}-";

    public static string OfCollection(string prefix, string tenant, string model) => $"{OfTenant(prefix, tenant)}{Hash("model", model)[..32]}";

    // A record's id says which of the scope's memories it is in.
    public static Guid OfVector(VectorOwner owner, MemoryId id) => Name("vector", owner.Scope.Key, id.ToString());

    public static Guid OfCursor(VectorOwner owner, int part) => Name("cursor", owner.Scope.Key, Text((int)owner.Memory), Text(part));

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static Guid Name(params ReadOnlySpan<string> parts) => Guid.ParseExact(Hash(parts)[..32], "N");

    // Lengths keep the parts apart, whatever they contain.
    private static string Hash(params ReadOnlySpan<string> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
            text.Append(part.Length).Append(':').Append(part);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
