using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AgentGrains.Engine.Codec;

namespace AgentGrains.Engine.Audit;

/// <summary>What a frame did to the chain.</summary>
public enum AuditStep : byte
{
    /// <summary>It has no link of its own, as it was written before there were any; the next link covers it.</summary>
    Unchained = 0,

    /// <summary>Its link follows from all that came before it, and from itself.</summary>
    Chained = 1,

    /// <summary>Its link does not follow: it, or something before it, is not what was written.</summary>
    Broken = 2,
}

/// <summary>
/// The chain of hashes over a journal's operations: link n = SHA-256(link n−1 ‖ digest n), digest n = SHA-256(salt n ‖ sequence ‖ operation n), so that whoever
/// knows the last link knows the whole history. Links are the first 16 bytes; they and the salt are the last field of a frame, 35 bytes with its tag.
/// </summary>
/// <remarks>
/// After an erasure the frame holds the digest in the place of what it was made of: the chain still verifies, and without the salt nobody can guess what
/// was erased and check the guess. Pure and thread-safe. docs/decisions/0019-audit-chain.md.
/// </remarks>
public static class AuditChain
{
    /// <summary>Bytes of a link.</summary>
    public const int LinkBytes = 16;

    private const int SaltBytes = 16, DigestBytes = 32;
    private const int LinkField = 20, ErasedField = 21;
    private static readonly byte[] LinkTag = TagOf(LinkField), ErasedTag = TagOf(ErasedField);

    /// <summary>Bytes that a link and its salt take in a frame, at its end.</summary>
    public static int SealBytes => LinkTag.Length + SaltBytes + LinkBytes;

    private static int ErasedBytes => ErasedTag.Length + DigestBytes;

    /// <summary>The link before the first operation; no two memories have the same.</summary>
    public static byte[] Genesis(string memory) => SHA256.HashData(Encoding.UTF8.GetBytes($"agentgrains audit 1\n{memory}"))[..LinkBytes];

    /// <summary>Adds salt and link to a frame that holds an operation and nothing else.</summary>
    /// <param name="frame">The frame; written to.</param>
    /// <param name="sequence">The operation's place in its journal.</param>
    /// <param name="link">The link before it; becomes its own.</param>
    public static void Seal(FieldWriter frame, long sequence, Span<byte> link)
    {
        ArgumentNullException.ThrowIfNull(frame);
        Span<byte> seal = stackalloc byte[SaltBytes + LinkBytes];
        RandomNumberGenerator.Fill(seal[..SaltBytes]);
        Advance(link, Digest(seal[..SaltBytes], sequence, frame.Written));
        link.CopyTo(seal[SaltBytes..]);
        frame.Bytes(LinkField, seal);
    }

    /// <summary>Follows the chain over one frame.</summary>
    /// <param name="frame">The frame as it is stored.</param>
    /// <param name="sequence">Its place in its journal.</param>
    /// <param name="link">The link before it; becomes the one after it, as it should be.</param>
    public static AuditStep Follow(ReadOnlySpan<byte> frame, long sequence, Span<byte> link)
    {
        if (!IsSealed(frame))
        {
            Advance(link, IsErased(frame) ? frame[^DigestBytes..] : Digest([], sequence, frame));
            return AuditStep.Unchained;
        }

        var content = frame[..^SealBytes];
        Advance(link, IsErased(content) ? content[^DigestBytes..] : Digest(frame.Slice(frame.Length - SaltBytes - LinkBytes, SaltBytes), sequence, content));
        return frame[^LinkBytes..].SequenceEqual(link) ? AuditStep.Chained : AuditStep.Broken;
    }

    /// <summary>The link that a frame bears; empty when it bears none. It is not checked.</summary>
    public static ReadOnlySpan<byte> LinkOf(ReadOnlySpan<byte> frame) => IsSealed(frame) ? frame[^LinkBytes..] : [];

    /// <summary>A frame in the place of one that is erased: other content, the same link, and the digest of what is gone.</summary>
    /// <param name="frame">The frame as it is stored.</param>
    /// <param name="sequence">Its place in its journal.</param>
    /// <param name="instead">The operation that stands there from now on.</param>
    public static byte[] Erase(ReadOnlySpan<byte> frame, long sequence, ReadOnlySpan<byte> instead)
    {
        var (writer, isSealed) = (new FieldWriter(), IsSealed(frame));
        writer.Raw(instead);

        // What was written before there were links has no salt: a guess of what it was can be checked, or its chain would break.
        writer.Bytes(ErasedField, isSealed ? Digest(frame.Slice(frame.Length - SaltBytes - LinkBytes, SaltBytes), sequence, frame[..^SealBytes]) : Digest([], sequence, frame));
        if (!isSealed)
            return writer.Written.ToArray();
        Span<byte> seal = stackalloc byte[SaltBytes + LinkBytes];
        seal.Clear();
        frame[^LinkBytes..].CopyTo(seal[SaltBytes..]);
        writer.Bytes(LinkField, seal);
        return writer.Written.ToArray();
    }

    private static bool IsSealed(ReadOnlySpan<byte> frame) => frame.Length >= SealBytes && frame[^SealBytes..].StartsWith(LinkTag);

    private static bool IsErased(ReadOnlySpan<byte> content) => content.Length >= ErasedBytes && content[^ErasedBytes..].StartsWith(ErasedTag);

    private static byte[] Digest(ReadOnlySpan<byte> salt, long sequence, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> place = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(place, sequence);
        hash.AppendData(salt);
        hash.AppendData(place);
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }

    private static void Advance(Span<byte> link, ReadOnlySpan<byte> digest)
    {
        Span<byte> both = stackalloc byte[LinkBytes + DigestBytes];
        link.CopyTo(both);
        digest.CopyTo(both[LinkBytes..]);
        Span<byte> next = stackalloc byte[DigestBytes];
        SHA256.HashData(both, next);
        next[..LinkBytes].CopyTo(link);
    }

    private static byte[] TagOf(int field)
    {
        var writer = new FieldWriter();
        writer.Bytes(field, new byte[32]);
        return writer.Written[..^32].ToArray();
    }
}
