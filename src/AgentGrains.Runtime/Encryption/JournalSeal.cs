using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AgentGrains.Runtime.Encryption;

/// <summary>
/// Encrypts and opens the pieces of one journal (docs/decisions/0008-encryption.md). A sealed piece is: magic "AGE", format version, version
/// of the data key, salt (16), counter (8), AES-256-GCM ciphertext, tag (16). The key is HKDF-SHA256(data key, salt), the nonce the counter;
/// header, grain and name of the piece are associated data, so that a piece opens only as what it was written as.
/// </summary>
/// <remarks>Sealing is for one writer at a time; opening is thread-safe.</remarks>
internal sealed class JournalSeal(TenantKeyring keys, GrainId grain, string owner)
{
    private const byte Format = 1;
    private const int SaltBytes = 16;
    private const int CounterBytes = 8;
    private const int TagBytes = 16;
    private const int HeaderBytes = 5 + SaltBytes + CounterBytes;

    private readonly string _tenant = owner.Split('/')[0];
    private byte[]? _salt;   // of this activation: a nonce is never used twice under one key, even by two activations at once
    private byte[] _key = [];
    private int _keyVersion;
    private ulong _counter;

    private static ReadOnlySpan<byte> Magic => "AGE"u8;

    /// <summary>Whether bytes are sealed.</summary>
    public static bool IsSealed(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);

    /// <summary>Encrypts a piece, when this silo encrypts.</summary>
    /// <exception cref="TenantKeyException">The tenant's key was destroyed, or cannot be unwrapped.</exception>
    public async ValueTask<byte[]> SealAsync(string name, byte[] plain)
    {
        if (!keys.Encrypts)
            return plain;
        var key = await keys.GetAsync(_tenant)
            ?? throw new TenantKeyException(_tenant, false, $"Tenant '{_tenant}' has no key to encrypt with; its grain made none.");
        return Seal(name, plain, key);
    }

    /// <summary>Opens a piece; one that is not sealed is returned as it is.</summary>
    /// <exception cref="TenantKeyException">The tenant's key was destroyed, or cannot be unwrapped.</exception>
    /// <exception cref="JournalCorruptedException">It is not what was written under this name.</exception>
    public async ValueTask<byte[]> OpenAsync(string name, byte[] stored)
    {
        if (!IsSealed(stored))
            return stored;
        if (stored.Length < HeaderBytes + TagBytes)
            throw Damaged(name, "it is cut short");
        if (stored[3] != Format)
            throw Damaged(name, $"it is encrypted in format {stored[3]} and this build reads {Format}; run the build that wrote it, or a newer one");
        var key = await keys.GetAsync(_tenant);
        if (key?.Version != stored[4])
            throw new TenantKeyException(_tenant, false, $"A piece of '{owner}' is encrypted with key {stored[4]} of tenant '{_tenant}', which its grain does not have; restore the tenant's own state together with its data.");
        return Open(name, stored, key);
    }

    private byte[] Seal(string name, byte[] plain, DataKey key)
    {
        if (_salt is null || _keyVersion != key.Version)
        {
            _salt = RandomNumberGenerator.GetBytes(SaltBytes);
            (_key, _keyVersion, _counter) = (Derive(key.Bytes, _salt), key.Version, 0);
        }

        var sealedPiece = new byte[HeaderBytes + plain.Length + TagBytes];
        Magic.CopyTo(sealedPiece);
        (sealedPiece[3], sealedPiece[4]) = (Format, (byte)_keyVersion);
        _salt.CopyTo(sealedPiece, 5);
        BinaryPrimitives.WriteUInt64LittleEndian(sealedPiece.AsSpan(5 + SaltBytes), ++_counter);
        using var cipher = new AesGcm(_key, TagBytes);
        Span<byte> nonce = stackalloc byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(nonce, _counter);
        cipher.Encrypt(
            nonce, plain, sealedPiece.AsSpan(HeaderBytes, plain.Length), sealedPiece.AsSpan(HeaderBytes + plain.Length), AssociatedData(name, sealedPiece));
        return sealedPiece;
    }

    private byte[] Open(string name, byte[] stored, DataKey key)
    {
        var plain = new byte[stored.Length - HeaderBytes - TagBytes];
        Span<byte> nonce = stackalloc byte[12];
        stored.AsSpan(5 + SaltBytes, CounterBytes).CopyTo(nonce);
        try
        {
            using var cipher = new AesGcm(Derive(key.Bytes, stored.AsSpan(5, SaltBytes)), TagBytes);
            cipher.Decrypt(nonce, stored.AsSpan(HeaderBytes, plain.Length), stored.AsSpan(HeaderBytes + plain.Length), plain, AssociatedData(name, stored));
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw Damaged(name, "its seal does not open: bytes have changed, or they were written as another piece");
        }
    }

    private static byte[] Derive(byte[] dataKey, ReadOnlySpan<byte> salt)
    {
        var key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, dataKey, key, salt, "agentgrains journal"u8);
        return key;
    }

    private byte[] AssociatedData(string name, ReadOnlySpan<byte> piece) =>
        [.. piece[..HeaderBytes], .. Encoding.UTF8.GetBytes(name), 0, .. Encoding.UTF8.GetBytes(grain.ToString())];

    private JournalCorruptedException Damaged(string name, string why) => new(
        owner, name, $"The journal of '{owner}' is damaged: segment '{name}': {why}. Nothing will be written over it; restore it from a backup, or erase the scope.");
}
