using System.Security.Cryptography;
using System.Text;

namespace AgentGrains.Runtime.Procedural;

/// <summary>
/// Encrypts the secrets of one scope and proves grants, with keys derived from the configured one (HKDF-SHA256), different for every scope. A value
/// is bound to its name, so that stored bytes cannot be moved from one secret to another.
/// </summary>
internal sealed class VaultCipher
{
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _values;
    private readonly byte[] _grants;

    /// <exception cref="InvalidMemoryException">The key is missing or not 32 bytes in base64.</exception>
    public VaultCipher(string? key, string scope)
    {
        var master = new byte[KeyBytes];
        if (key is null || !Convert.TryFromBase64String(key, master, out var length) || length != KeyBytes)
            throw new InvalidMemoryException("key", "The vault has no key: set VaultOptions.Key to 32 random bytes in base64, kept apart from the data.");
        _values = HKDF.DeriveKey(HashAlgorithmName.SHA256, master, KeyBytes, Encoding.UTF8.GetBytes(scope), "agentgrains.vault.values"u8.ToArray());
        _grants = HKDF.DeriveKey(HashAlgorithmName.SHA256, master, KeyBytes, Encoding.UTF8.GetBytes(scope), "agentgrains.vault.grants"u8.ToArray());
    }

    public byte[] Seal(string name, string value)
    {
        var plain = Encoding.UTF8.GetBytes(value);
        var bytes = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_values, TagBytes);
        aes.Encrypt(bytes.AsSpan(0, NonceBytes), plain, bytes.AsSpan(NonceBytes, plain.Length), bytes.AsSpan(NonceBytes + plain.Length), Encoding.UTF8.GetBytes(name));
        CryptographicOperations.ZeroMemory(plain);
        return bytes;
    }

    /// <exception cref="InvalidMemoryException">The bytes were not written with this key.</exception>
    public string Open(string name, byte[] bytes)
    {
        var plain = new byte[Math.Max(0, bytes.Length - NonceBytes - TagBytes)];
        try
        {
            using var aes = new AesGcm(_values, TagBytes);
            aes.Decrypt(bytes.AsSpan(0, NonceBytes), bytes.AsSpan(NonceBytes, plain.Length), bytes.AsSpan(NonceBytes + plain.Length), plain, Encoding.UTF8.GetBytes(name));
            return Encoding.UTF8.GetString(plain);
        }
        catch (CryptographicException)
        {
            throw new InvalidMemoryException("key", $"The secret '{name}' was written with another VaultOptions.Key, or its bytes have changed.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>The proof of a grant: its serial, and a code that only this key makes.</summary>
    public string Prove(string name, string holder, long serial)
    {
        var code = HMACSHA256.HashData(_grants, Encoding.UTF8.GetBytes($"{serial}\n{name}\n{holder}"));
        return $"{serial}.{Convert.ToHexStringLower(code)}";
    }

    public static bool Same(string a, string b) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));
}
