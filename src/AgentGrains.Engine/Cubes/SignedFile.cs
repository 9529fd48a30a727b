using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AgentGrains.Engine.Codec;

namespace AgentGrains.Engine.Cubes;

/// <summary>
/// The bytes of a file that leaves a cluster: magic, format version, header (four bytes of length, tagged fields), frames of operations (a varint length, then
/// that many bytes), SHA-256 of all before, fingerprint of the signing key, ECDSA signature of both.
/// </summary>
/// <remarks>Pure. docs/decisions/0022-cubes.md.</remarks>
internal static class SignedFile
{
    public const int LengthBytes = 4, HashBytes = 32, SignatureBytes = 64;
    public const int TrailerBytes = HashBytes + CubeKey.FingerprintBytes + SignatureBytes;

    /// <summary>Writes a file.</summary>
    /// <param name="format">Its kind.</param>
    /// <param name="header">Writes the fields of its header.</param>
    /// <param name="operations">What follows on the header.</param>
    /// <param name="key">Signs it.</param>
    public static byte[] Write(SignedFormat format, Action<FieldWriter> header, IEnumerable<MemoryOperation> operations, CubeKey key)
    {
        var (writer, scratch) = (new FieldWriter(), new FieldWriter());
        header(scratch);
        writer.Raw(format.Prefix);
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt32LittleEndian(length, scratch.Length);
        writer.Raw(length);
        writer.Raw(scratch.Written);
        foreach (var operation in operations)
        {
            scratch.Reset();
            OperationCodec.Write(scratch, operation);
            writer.Varint((ulong)scratch.Length);
            writer.Raw(scratch.Written);
        }

        writer.Raw(SHA256.HashData(writer.Written));
        writer.Raw(key.Fingerprint);
        writer.Raw(key.Sign([.. Encoding.ASCII.GetBytes(format.SignedAs), .. writer.Written[^(HashBytes + CubeKey.FingerprintBytes)..]]));
        return writer.Written.ToArray();
    }

    /// <summary>Reads a file, and believes nothing of it before its hash and its signature hold.</summary>
    /// <param name="format">Its kind.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="trusted">The keys whose files are taken.</param>
    /// <param name="read">Makes of its content what it is.</param>
    /// <exception cref="InvalidMemoryException">It is not a whole file of that kind and version, signed by one of the keys, that makes sense.</exception>
    public static T Read<T>(SignedFormat format, byte[] bytes, IReadOnlyCollection<CubeKey> trusted, Func<SignedContent, T> read)
    {
        var prefix = format.Prefix;
        if (bytes.Length < prefix.Length + LengthBytes + TrailerBytes || !bytes.AsSpan().StartsWith(prefix.AsSpan()[..^1]))
            throw format.Refused($"it does not begin like a {format.Kind}, or is cut short");
        if (bytes[prefix.Length - 1] != format.Version)
            throw format.Refused($"its format version is {bytes[prefix.Length - 1]} and this build reads {format.Version}; a newer build reads it");
        if (WhyNot(format, bytes, trusted) is { } why)
            throw format.Refused(why);
        try
        {
            var content = new SignedContent(bytes.AsMemory(prefix.Length..^TrailerBytes));
            var result = read(content);
            content.RequireEnd();
            return result;
        }
        catch (Exception damage) when (damage is FormatException or InvalidOperationException or ArgumentException or InvalidScopeException or OverflowException)
        {
            throw format.Refused($"what it holds makes no sense: {damage.Message}");
        }
    }

    private static string? WhyNot(SignedFormat format, byte[] bytes, IReadOnlyCollection<CubeKey> trusted)
    {
        var content = bytes.AsSpan(0, bytes.Length - TrailerBytes);
        var hash = bytes.AsSpan(content.Length, HashBytes);
        var fingerprint = bytes.AsSpan(content.Length + HashBytes, CubeKey.FingerprintBytes);
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(hash))
            return "its content is not what its hash says: it was changed, or is cut short";
        foreach (var key in trusted)
        {
            if (key.Fingerprint.SequenceEqual(fingerprint))
                return key.Verifies([.. Encoding.ASCII.GetBytes(format.SignedAs), .. hash, .. fingerprint], bytes.AsSpan(bytes.Length - SignatureBytes)) ? null : "its signature is not of the key that it names";
        }

        return $"key {Convert.ToHexStringLower(fingerprint)} signed it, which is not trusted; add its public key to CubeOptions.TrustedKeys";
    }
}
