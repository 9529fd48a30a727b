using AgentGrains.Engine.Codec;

namespace AgentGrains.Engine.Cubes;

/// <summary>A cube: a <see cref="SignedFile"/> whose header names the memories whose operations follow.</summary>
/// <remarks>Pure. docs/decisions/0022-cubes.md. Field numbers are for ever.</remarks>
internal static partial class CubeFile
{
    public const byte Version = 1;
    private static readonly SignedFormat Format = new("cube", "AGCUBE", Version, "agentgrains cube 1\n", "The file cannot be imported");

    /// <summary>Writes a cube.</summary>
    public static byte[] Write(Scope source, DateTimeOffset at, IReadOnlyList<CubeLog> logs, CubeKey key) =>
        SignedFile.Write(Format, header => WriteHeader(header, source, at, logs), logs.SelectMany(log => log.Operations), key);

    private static void WriteHeader(FieldWriter writer, Scope source, DateTimeOffset at, IReadOnlyList<CubeLog> logs)
    {
        writer.Text(1, source.Tenant);
        writer.Text(2, source.Name);
        writer.Time(3, at);
        foreach (var model in ModelsOf(logs))
            writer.Text(4, model);
        foreach (var log in logs)
        {
            var start = writer.Begin(5);
            writer.Number(1, (ulong)log.State.Type);
            writer.Number(2, (ulong)log.Operations.Length);
            writer.Bytes(3, log.StateHash());
            writer.End(start);
        }
    }

    private static IEnumerable<string> ModelsOf(IEnumerable<CubeLog> logs) =>
        logs.SelectMany(log => Enumerable.Range(0, log.State.Versions).Select(ordinal => log.State[ordinal]?.Vector?.Model))
            .OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static CubeInfo InfoOf(byte[] bytes, Scope source, DateTimeOffset at, IReadOnlyList<CubeLog> logs) => new()
    {
        Hash = Convert.ToHexStringLower(bytes.AsSpan(bytes.Length - SignedFile.TrailerBytes, SignedFile.HashBytes)),
        Source = source,
        ExportedAt = at,
        SignedBy = Convert.ToHexStringLower(bytes.AsSpan(bytes.Length - SignedFile.TrailerBytes + SignedFile.HashBytes, CubeKey.FingerprintBytes)),
        Models = [.. ModelsOf(logs)],
        Memories = [.. logs.Select(log => log.Memory)],
        Bytes = bytes.Length,
    };
}
