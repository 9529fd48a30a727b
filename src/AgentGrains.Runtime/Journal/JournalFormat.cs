using System.Buffers.Binary;
using System.IO.Hashing;
using AgentGrains.Engine.Codec;

namespace AgentGrains.Runtime.Journal;

/// <summary>
/// The bytes of a journal's pieces (docs/decisions/0001-journal-format.md). A piece is: magic "AGJ", format version, kind, header
/// varints, frames (a varint length, then that many bytes), and a 64-bit XXH3 checksum of all before it.
/// </summary>
internal static class JournalFormat
{
    public const byte Version = 1;

    // A head with an intent: who cannot read it must not take the segments for damaged, and not go on without finishing it.
    private const byte VersionWithIntent = 2;
    private const int HashBytes = 8;
    private const int PrefixBytes = 5;

    private static ReadOnlySpan<byte> Magic => "AGJ"u8;

    public static byte[] WriteHead(
        FieldWriter writer, JournalHead head, ReadOnlySpan<byte> frames, ReadOnlySpan<byte> moreFrames, out ReadOnlyMemory<byte> written)
    {
        Begin(writer, PieceKind.Head, head.Intent is null ? Version : VersionWithIntent);
        writer.Varint((ulong)head.Segments);
        writer.Varint((ulong)head.SegmentsThrough);
        writer.Varint((ulong)head.SegmentBytes);
        writer.Varint(head.SegmentsHash);
        writer.Varint(head.Erasing ? 1u : 0);
        if (head.Intent is { } intent)
        {
            writer.Varint((ulong)intent.SegmentBytes);
            writer.Varint(intent.SegmentsHash);
            writer.Varint((ulong)intent.What.Length);
            writer.Raw(intent.What.Span);
        }

        var bytes = Finish(writer, frames, moreFrames);
        written = bytes.AsMemory(writer.Length, frames.Length + moreFrames.Length);
        return bytes;
    }

    public static byte[] WriteSegment(FieldWriter writer, int index, long firstSequence, ReadOnlySpan<byte> frames, ReadOnlySpan<byte> moreFrames)
    {
        Begin(writer, PieceKind.Segment);
        writer.Varint((ulong)index);
        writer.Varint((ulong)firstSequence);
        return Finish(writer, frames, moreFrames);
    }

    /// <summary>Checks a head and returns it with its frames.</summary>
    /// <exception cref="FormatException">The bytes are not an intact head of a known version.</exception>
    public static JournalHead ReadHead(byte[] bytes, out ReadOnlyMemory<byte> frames)
    {
        var rest = Open(bytes, PieceKind.Head);
        var head = new JournalHead(
            checked((int)Varint(ref rest)), checked((long)Varint(ref rest)), checked((long)Varint(ref rest)), Varint(ref rest), Varint(ref rest) != 0);
        if (bytes[3] == VersionWithIntent)
        {
            var (segmentBytes, hash, length) = (checked((long)Varint(ref rest)), Varint(ref rest), Varint(ref rest));
            if (length > (ulong)rest.Length)
                throw new FormatException("its intent is cut short");
            head = head with { Intent = new JournalIntent(segmentBytes, hash, rest[..(int)length]) };
            rest = rest[(int)length..];
        }

        frames = rest;
        return head;
    }

    /// <summary>Checks a segment and returns its frames.</summary>
    /// <exception cref="FormatException">The bytes are not an intact segment of a known version with this index and start.</exception>
    public static ReadOnlyMemory<byte> ReadSegment(byte[] bytes, int index, out long firstSequence)
    {
        var rest = Open(bytes, PieceKind.Segment);
        var stored = Varint(ref rest);
        firstSequence = (long)Varint(ref rest);
        return stored == (ulong)index ? rest : throw new FormatException($"it is segment {stored}, not {index}");
    }

    /// <summary>Takes the next frame off <paramref name="frames"/>.</summary>
    /// <exception cref="FormatException">The frame is cut short.</exception>
    public static ReadOnlyMemory<byte> NextFrame(ref ReadOnlyMemory<byte> frames)
    {
        var length = Varint(ref frames);
        if (length > (ulong)frames.Length)
            throw new FormatException("a frame is cut short");
        var frame = frames[..(int)length];
        frames = frames[(int)length..];
        return frame;
    }

    private static void Begin(FieldWriter writer, PieceKind kind, byte version = Version)
    {
        writer.Reset();
        writer.Raw(Magic);
        writer.Raw([version, (byte)kind]);
    }

    private static byte[] Finish(FieldWriter writer, ReadOnlySpan<byte> frames, ReadOnlySpan<byte> moreFrames)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(writer.Length + frames.Length + moreFrames.Length + HashBytes);
        writer.Written.CopyTo(bytes);
        frames.CopyTo(bytes.AsSpan(writer.Length));
        moreFrames.CopyTo(bytes.AsSpan(writer.Length + frames.Length));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(bytes.Length - HashBytes), XxHash3.HashToUInt64(bytes.AsSpan(0, bytes.Length - HashBytes)));
        return bytes;
    }

    private static ReadOnlyMemory<byte> Open(byte[] bytes, PieceKind kind)
    {
        if (bytes.Length < PrefixBytes + HashBytes || !bytes.AsSpan().StartsWith(Magic))
            throw new FormatException("it does not begin like a journal");
        if (bytes[3] != Version && !(bytes[3] == VersionWithIntent && bytes[4] == (byte)PieceKind.Head))
            throw new FormatException($"its format version is {bytes[3]} and this build reads {Version}; run the build that wrote it, or a newer one");
        var body = bytes.AsSpan(0, bytes.Length - HashBytes);
        if (XxHash3.HashToUInt64(body) != BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(body.Length)))
            throw new FormatException("its checksum does not match: bytes have changed");
        if (bytes[4] != (byte)kind)
            throw new FormatException($"it is not a {kind}");
        return bytes.AsMemory(PrefixBytes, body.Length - PrefixBytes);
    }

    private static ulong Varint(ref ReadOnlyMemory<byte> rest)
    {
        ulong value = 0;
        var span = rest.Span;
        for (var i = 0; i < span.Length && i < 10; i++)
        {
            value |= (ulong)(span[i] & 0x7F) << (7 * i);
            if (span[i] < 0x80)
            {
                rest = rest[(i + 1)..];
                return value;
            }
        }

        throw new FormatException("a number is cut short");
    }

    private enum PieceKind : byte
    {
        Head = 0,
        Segment = 1,
    }
}

/// <summary>What a journal's head says about its segments. The head is the commit record: what it does not vouch for never happened.</summary>
/// <param name="Segments">Number of segments.</param>
/// <param name="SegmentsThrough">Operations up to this sequence are in segments; later ones are in the head.</param>
/// <param name="SegmentBytes">Bytes of all frames in segments.</param>
/// <param name="SegmentsHash">XXH3 of all frames in segments, in order.</param>
/// <param name="Erasing">The journal is being removed.</param>
/// <param name="Intent">A redaction under way; null when there is none.</param>
internal readonly record struct JournalHead(int Segments, long SegmentsThrough, long SegmentBytes, ulong SegmentsHash, bool Erasing, JournalIntent? Intent = null);

/// <summary>A redaction under way: each segment is as it was, or as it will be.</summary>
/// <param name="SegmentBytes">Bytes of all frames in segments afterwards.</param>
/// <param name="SegmentsHash">XXH3 of all frames in segments afterwards.</param>
/// <param name="What">What is redacted.</param>
internal sealed record JournalIntent(long SegmentBytes, ulong SegmentsHash, ReadOnlyMemory<byte> What);
