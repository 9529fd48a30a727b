using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace AgentGrains.Silo;

/// <summary>The keys that tokens may be signed with, and the algorithms that go with them. Immutable.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="Algorithms">The algorithms of those kinds of keys and no other: a token does not choose how it is checked.</param>
internal sealed record TokenKeys(IReadOnlyList<SecurityKey> Keys, IReadOnlyList<string> Algorithms)
{
    private const int LeastSecretBytes = 32;
    private const string Base64 = "base64:";

    /// <summary>Reads the configured keys.</summary>
    /// <exception cref="InvalidConfigurationException">They cannot be used; the message says why.</exception>
    public static TokenKeys Read(JwtOptions options)
    {
        try
        {
            return options.Secret.Length > 0 ? OfSecret(options.Secret) : Of(ReadFile(options.KeyFile));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException or FormatException)
        {
            throw new InvalidConfigurationException(
                $"{SiloOptions.Section}:Jwt:{(options.Secret.Length > 0 ? "Secret" : $"KeyFile '{options.KeyFile}'")} cannot be used: {fault.Message}");
        }
    }

    /// <summary>What is wrong with the configured keys; null when nothing is.</summary>
    public static string? Fault(JwtOptions options)
    {
        try
        {
            Read(options);
            return null;
        }
        catch (InvalidConfigurationException fault)
        {
            return fault.Message;
        }
    }

    private static TokenKeys OfSecret(string secret)
    {
        var bytes = secret.StartsWith(Base64, StringComparison.Ordinal) ? Convert.FromBase64String(secret[Base64.Length..]) : Encoding.UTF8.GetBytes(secret);
        if (bytes.Length < LeastSecretBytes)
            throw new FormatException($"it has {bytes.Length} bytes and must have at least {LeastSecretBytes}; make one with 'openssl rand -base64 32' and write it as base64:…");
        return Of([new SymmetricSecurityKey(bytes)]);
    }

    private static List<SecurityKey> ReadFile(string path)
    {
        var text = File.ReadAllText(path);
        List<SecurityKey> keys = text.TrimStart().StartsWith('{') ? [.. new JsonWebKeySet(text).GetSigningKeys()] : [OfPem(text)];
        return keys.Count > 0 ? keys : throw new FormatException("it holds no signing key");
    }

    private static SecurityKey OfPem(string pem)
    {
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
            throw new FormatException("it holds a private key, which belongs to the issuer alone; give this server the public half ('openssl pkey -pubout')");
        if (pem.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal))
            return new X509SecurityKey(X509Certificate2.CreateFromPem(pem));

        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return new RsaSecurityKey(rsa);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            rsa.Dispose();
            var curve = ECDsa.Create();
            curve.ImportFromPem(pem);
            return new ECDsaSecurityKey(curve);
        }
    }

    private static TokenKeys Of(IReadOnlyList<SecurityKey> keys) => new(keys, [.. keys.SelectMany(AlgorithmsOf).Distinct()]);

    private static string[] AlgorithmsOf(SecurityKey key) => key switch
    {
        SymmetricSecurityKey or JsonWebKey { Kty: JsonWebAlgorithmsKeyTypes.Octet } =>
            [SecurityAlgorithms.HmacSha256, SecurityAlgorithms.HmacSha384, SecurityAlgorithms.HmacSha512],
        ECDsaSecurityKey or JsonWebKey { Kty: JsonWebAlgorithmsKeyTypes.EllipticCurve } or X509SecurityKey { PublicKey: ECDsa } =>
            [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512],
        _ =>
        [
            SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
            SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        ],
    };
}
