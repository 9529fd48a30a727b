using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AgentGrains;

/// <summary>
/// A signed statement that records are erased: at that time no operation of the scope's memories told anything of them, nothing was derived from them any more, and the
/// history was whole. It names ids and places, never contents.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
/// <param name="Tenant">The tenant.</param>
/// <param name="Scope">The scope's name.</param>
/// <param name="IssuedAt">When it was checked.</param>
/// <param name="Records">The erased records.</param>
/// <param name="Tombstones">How many of them are refused when they are said again.</param>
/// <param name="Heads">The ends of the chains that were followed; a later audit that is given them proves that this history is the one it was.</param>
/// <param name="SignedBy">The beginning of the SHA-256 of the public key, in lower-case hexadecimal digits.</param>
/// <param name="Signature">ECDSA on P-256 with SHA-256 over <see cref="Statement"/> in UTF-8, as IEEE P1363, in base64.</param>
public sealed record ErasureCertificate(
    string Tenant, string Scope, DateTimeOffset IssuedAt, ImmutableArray<ErasedRecord> Records, int Tombstones, ImmutableArray<AuditHead> Heads, string SignedBy, string Signature)
{
    /// <summary>What is signed: everything but the signature, a line each.</summary>
    public string Statement
    {
        get
        {
            var text = new StringBuilder("agentgrains erasure certificate 1\n");
            text.Append(CultureInfo.InvariantCulture, $"tenant {Tenant}\nscope {Scope}\nissued {IssuedAt.UtcDateTime:O}\ntombstones {Tombstones}\nsigned by {SignedBy}\n");
            foreach (var record in Records)
                text.Append(CultureInfo.InvariantCulture, $"record {record.Id} {record.Sequence} {record.WrittenAt.UtcDateTime:O}\n");
            foreach (var head in Heads)
                text.Append(CultureInfo.InvariantCulture, $"head {head.Type} {head.Sequence} {head.Link}\n");
            return text.ToString();
        }
    }

    /// <summary>Whether it was signed with the private half of a key and not changed since. Needs no memory and no network.</summary>
    /// <param name="publicKey">The key in PEM.</param>
    /// <exception cref="ArgumentException">It is no key in PEM.</exception>
    public bool IsSignedBy(string publicKey) => Verify(publicKey, Statement, Signature);

    internal static bool Verify(string publicKey, string statement, string signed)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(publicKey);
        var signature = new byte[(signed.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(signed, signature, out var length)
            && key.VerifyData(Encoding.UTF8.GetBytes(statement), signature.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}

/// <summary>A record that was erased.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Sequence">The place of the operation that had written it.</param>
/// <param name="WrittenAt">When it had been written.</param>
public sealed record ErasedRecord(MemoryId Id, long Sequence, DateTimeOffset WrittenAt);
