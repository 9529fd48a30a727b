using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AgentGrains.Inference.Pool;

/// <summary>
/// Names a text of a tenant by its content. Cryptographic, as a tenant could make two texts of one weaker hash and so give another text's
/// vector to itself; with the tenant in it, as how fast an answer comes would tell what others have asked.
/// </summary>
internal static class ContentKey
{
    public static UInt128 Of(string tenant, string text)
    {
        var length = tenant.Length + 1 + text.Length;
        var rented = length <= 512 ? null : ArrayPool<char>.Shared.Rent(length);
        var content = rented is null ? stackalloc char[length] : rented.AsSpan(0, length);
        tenant.CopyTo(content);
        content[tenant.Length] = '/';   // no tenant's name has one
        text.CopyTo(content[(tenant.Length + 1)..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(content), hash);
        if (rented is not null)
            ArrayPool<char>.Shared.Return(rented);
        return MemoryMarshal.Read<UInt128>(hash);
    }
}
