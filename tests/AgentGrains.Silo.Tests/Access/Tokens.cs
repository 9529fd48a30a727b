using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AgentGrains.Silo.Tests;

/// <summary>Writes bearer tokens by hand, good ones and bad ones, so that nothing of the checking library decides what is tried.</summary>
internal static class Tokens
{
    public const string Secret = "a secret of the tests, long enough for HS256 and no other use";
    public const string Issuer = "https://issuer.example";
    public const string Audience = "memory";

    /// <summary>Arguments that make the server take tokens signed with <see cref="Secret"/>.</summary>
    public static string[] BySecret => [$"--AgentGrains:Jwt:Secret={Secret}", .. Names];

    private static string[] Names => [$"--AgentGrains:Jwt:Issuer={Issuer}", $"--AgentGrains:Jwt:Audience={Audience}"];

    /// <summary>Arguments that make the server take tokens signed with a key of a file.</summary>
    public static string[] ByFile(string path) => [$"--AgentGrains:Jwt:KeyFile={path}", .. Names];

    /// <summary>What a good token claims, with changes; a claim that is changed to null is left out.</summary>
    public static Dictionary<string, object?> Claims(params (string Name, object? Value)[] changes)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object?>
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["iat"] = now - 10,
            ["nbf"] = now - 10,
            ["exp"] = now + 600,
            ["tenant"] = "acme",
            ["role"] = "admin",
        };
        foreach (var (name, value) in changes)
            claims[name] = value;
        return claims;
    }

    /// <summary>A token signed with a shared secret.</summary>
    public static string Sign(Dictionary<string, object?> claims, string secret = Secret, string algorithm = "HS256") =>
        Write(algorithm, claims, signed => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));

    /// <summary>A token signed with an RSA key.</summary>
    public static string Sign(Dictionary<string, object?> claims, RSA key, string? id = null) =>
        Write("RS256", claims, signed => key.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), id);

    /// <summary>A token signed with an elliptic curve key.</summary>
    public static string Sign(Dictionary<string, object?> claims, ECDsa key) =>
        Write("ES256", claims, signed => key.SignData(signed, HashAlgorithmName.SHA256));

    /// <summary>A token with any header and signature.</summary>
    public static string Write(string algorithm, Dictionary<string, object?> claims, Func<byte[], byte[]> sign, string? id = null)
    {
        var header = new Dictionary<string, object?> { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = id };
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(Dictionary<string, object?> part) =>
        Base64Url(JsonSerializer.SerializeToUtf8Bytes(part.Where(claim => claim.Value is not null).ToDictionary()));

    public static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
