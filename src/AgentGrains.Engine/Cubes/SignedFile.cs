using System.Security.Cryptography;
using AgentGrains.Engine.Codec;

namespace AgentGrains.Engine.Cubes;

/// <summary>
/// What the files that leave a cluster have in common: frames of operations (a varint length, then that many bytes), and at the end SHA-256 of all before,
/// fingerprint of the signing key, ECDSA signature of both.
/// </summary>
/// <remarks>Pure.</remarks>
internal static class SignedFile
{
    public const int HashBytes = 32, SignatureBytes = 64;
    public const int TrailerBytes = HashBytes + CubeKey.FingerprintBytes + SignatureBytes;

    /// <summary>Ends a file.</summary>
    /// <param name="writer">All that stands before its end.</param>
    /// <param name="signedAs">What is signed with the hash, so that no kind of file is taken for another.</param>
    /// <param name="key">The key.</param>
    public static byte[] Sign(FieldWriter writer, ReadOnlySpan<byte> signedAs, CubeKey key)
    {
        writer.Raw(SHA256.HashData(writer.Written));
        writer.Raw(key.Fingerprint);
        writer.Raw(key.Sign([.. signedAs, .. writer.Written[^(HashBytes + CubeKey.FingerprintBytes)..]]));
        return writer.Written.ToArray();
    }

    /// <summary>Why a file is not to be believed; null when its hash and its signature hold.</summary>
    public static string? WhyNot(byte[] bytes, ReadOnlySpan<byte> signedAs, IReadOnlyCollection<CubeKey> trusted)
    {
        var content = bytes.AsSpan(0, bytes.Length - TrailerBytes);
        var hash = bytes.AsSpan(content.Length, HashBytes);
        var fingerprint = bytes.AsSpan(content.Length + HashBytes, CubeKey.FingerprintBytes);
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(hash))
            return "its content is not what its hash says: it was changed, or is cut short";
        foreach (var key in trusted)
        {
            if (key.Fingerprint.SequenceEqual(fingerprint))
                return key.Verifies([.. signedAs, .. hash, .. fingerprint], bytes.AsSpan(bytes.Length - SignatureBytes)) ? null : "its signature is not of the key that it names";
        }

        return $"key {Convert.ToHexStringLower(fingerprint)} signed it, which is not trusted; add its public key to CubeOptions.TrustedKeys";
    }

    /// <summary>Writes one operation.</summary>
    /// <param name="frames">Where to.</param>
    /// <param name="scratch">Overwritten.</param>
    /// <param name="operation">The operation.</param>
    public static void WriteFrame(FieldWriter frames, FieldWriter scratch, MemoryOperation operation)
    {
        scratch.Reset();
        OperationCodec.Write(scratch, operation);
        frames.Varint((ulong)scratch.Length);
        frames.Raw(scratch.Written);
    }

    /// <summary>The next operation's bytes.</summary>
    /// <exception cref="FormatException">It ends before.</exception>
    public static ReadOnlySpan<byte> NextFrame(ref Span<byte> rest)
    {
        ulong length = 0;
        var read = 0;
        for (var shift = 0; shift < 35 && read < rest.Length; shift += 7)
        {
            var b = rest[read++];
            length |= (ulong)(b & 0x7F) << shift;
            if (b >= 0x80)
                continue;
            if (length > (ulong)(rest.Length - read))
                break;
            var frame = rest.Slice(read, (int)length);
            rest = rest[(read + (int)length)..];
            return frame;
        }

        throw new FormatException("it ends amid an operation");
    }
}
