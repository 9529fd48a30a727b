using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AgentGrains;

/// <summary>
/// A signed statement that a whole tenant is erased: when it was issued, the tenant's directories and what it holds besides were read again and found empty. What was
/// touched is listed by salted digests, so that the list confirms a name and tells none (decision 28).
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
/// <param name="Erasure">The erasure.</param>
/// <param name="IssuedAt">When it was checked.</param>
/// <param name="IsKeyDestroyed">Whether the tenant's key is destroyed.</param>
/// <param name="Salt">The salt of the digests, in lower-case hexadecimal digits.</param>
/// <param name="Touched">One digest for each thing that was erased.</param>
/// <param name="SignedBy">The beginning of the SHA-256 of the public key, in lower-case hexadecimal digits.</param>
/// <param name="Signature">ECDSA on P-256 with SHA-256 over <see cref="Statement"/> in UTF-8, as IEEE P1363, in base64.</param>
public sealed record TenantErasureCertificate(
    TenantErasure Erasure, DateTimeOffset IssuedAt, bool IsKeyDestroyed, string Salt, ImmutableArray<string> Touched, string SignedBy, string Signature)
{
    /// <summary>What is signed: everything but the signature, a line each.</summary>
    public string Statement
    {
        get
        {
            var text = new StringBuilder("agentgrains tenant erasure certificate 1\n");
            text.Append(CultureInfo.InvariantCulture, $"tenant {Erasure.Tenant}\nbegun {Erasure.BegunAt.UtcDateTime:O}\nended {Erasure.EndedAt?.UtcDateTime:O}\nissued {IssuedAt.UtcDateTime:O}\n");
            text.Append(CultureInfo.InvariantCulture, $"scopes {Erasure.Scopes}\ndebates {Erasure.Debates}\nagents {Erasure.Agents}\nkey destroyed {IsKeyDestroyed}\nsalt {Salt}\nsigned by {SignedBy}\n");
            foreach (var digest in Touched)
                text.Append(CultureInfo.InvariantCulture, $"touched {digest}\n");
            return text.ToString();
        }
    }

    /// <summary>Whether a thing was erased.</summary>
    /// <param name="kind">What it was.</param>
    /// <param name="name">Its name, such as <c>user:ann</c>.</param>
    public bool Covers(ErasedKind kind, string name) => Touched.Contains(DigestOf(Convert.FromHexString(Salt), kind, name));

    /// <summary>Whether it was signed with the private half of a key and not changed since. Needs no memory and no network.</summary>
    /// <param name="publicKey">The key in PEM.</param>
    /// <exception cref="ArgumentException">It is no key in PEM.</exception>
    public bool IsSignedBy(string publicKey) => ErasureCertificate.Verify(publicKey, Statement, Signature);

    /// <summary>How a thing stands in <see cref="Touched"/>.</summary>
    /// <param name="salt">The salt.</param>
    /// <param name="kind">What it was.</param>
    /// <param name="name">Its name.</param>
    public static string DigestOf(ReadOnlySpan<byte> salt, ErasedKind kind, string name) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes($"{(int)kind}/{name}")).AsSpan(0, 16));
}

/// <summary>What is erased with a tenant, one by one. The numbers are persisted.</summary>
public enum ErasedKind : byte
{
    /// <summary>A scope.</summary>
    Scope = 0,

    /// <summary>A debate.</summary>
    Debate = 1,

    /// <summary>An agent.</summary>
    Agent = 2,
}
