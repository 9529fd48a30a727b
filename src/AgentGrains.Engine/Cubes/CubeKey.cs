using System.Security.Cryptography;

namespace AgentGrains.Engine.Cubes;

/// <summary>A key that signs cubes, or tells whether one was signed: ECDSA on P-256 with SHA-256.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class CubeKey : IDisposable
{
    public const int FingerprintBytes = 8;
    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly ECDsa _key;
    private readonly byte[] _fingerprint;

    private CubeKey(ECDsa key) => (_key, _fingerprint) = (key, SHA256.HashData(key.ExportSubjectPublicKeyInfo())[..FingerprintBytes]);

    /// <summary>The beginning of the SHA-256 of the public key.</summary>
    public ReadOnlySpan<byte> Fingerprint => _fingerprint;

    /// <summary>Reads a private or public key in PEM.</summary>
    /// <exception cref="InvalidMemoryException">It is not a key on P-256.</exception>
    public static CubeKey Parse(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.ExportParameters(false).Curve.Oid.Value is P256)
                return new CubeKey(key);
        }
        catch (Exception damage) when (damage is ArgumentException or CryptographicException)
        {
            // Said below: a key's text is in no message.
        }

        key.Dispose();
        throw new InvalidMemoryException("key", "A key of CubeOptions is not an elliptic-curve key on P-256 in PEM; `openssl ecparam -name prime256v1 -genkey -noout` makes one.");
    }

    public byte[] Sign(byte[] data) => _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    public bool Verifies(byte[] data, ReadOnlySpan<byte> signature) =>
        _key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    public void Dispose() => _key.Dispose();
}
