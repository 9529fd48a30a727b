using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace AgentGrains.Silo;

/// <summary>Makes keys and their hashes.</summary>
/// <remarks>
/// A key is 256 random bits, so nobody can search through keys the way one searches through passwords: a plain SHA-256 is enough
/// to keep a stolen configuration from being a stolen key, and it costs each request a microsecond. A slow or salted hash would
/// only protect keys that people choose, and nobody chooses these.
/// </remarks>
internal static class ApiKey
{
    private const string HashPrefix = "sha256:";

    // Secret scanners and people recognise a leaked key by how it begins.
    private const string KeyPrefix = "ag_";

    /// <summary>A new random key.</summary>
    public static string Create() => KeyPrefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>The hash of a key, as it is configured.</summary>
    public static string HashOf(string key) => HashPrefix + Convert.ToHexStringLower(Digest(key));

    /// <summary>The 32 bytes that a configured hash stands for.</summary>
    public static bool TryParseHash(string? hash, [NotNullWhen(true)] out byte[]? digest)
    {
        digest = null;
        if (hash is null || hash.Length != HashPrefix.Length + 64 || !hash.StartsWith(HashPrefix, StringComparison.OrdinalIgnoreCase))
            return false;

        var bytes = new byte[32];
        if (Convert.FromHexString(hash.AsSpan(HashPrefix.Length), bytes, out _, out var written) != default || written != bytes.Length)
            return false;

        digest = bytes;
        return true;
    }

    /// <summary>The 32 bytes of a key's hash.</summary>
    public static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
