using System.Buffers.Binary;
using System.Collections.Immutable;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Cubes;
using AgentGrains.Engine.Records;

namespace AgentGrains.Engine.Moves;

/// <summary>
/// The bytes of a stretch between clusters: magic "AGMOVE", format version, header (four bytes of length, tagged fields), the frames of each part that the
/// header names, and the end of a <see cref="SignedFile"/>.
/// </summary>
/// <remarks>Pure. docs/decisions/0033-moves.md. Field numbers are for ever.</remarks>
internal static class MoveFile
{
    public const byte Version = 1;
    private const int PrefixBytes = 7 + 4;

    private static ReadOnlySpan<byte> Magic => "AGMOVE"u8;

    private static ReadOnlySpan<byte> SignedAs => "agentgrains move 1\n"u8;

    /// <summary>Writes a stretch.</summary>
    public static byte[] Write(MoveStretch stretch, CubeKey key)
    {
        var (writer, frames, scratch) = (new FieldWriter(), new FieldWriter(), new FieldWriter());
        foreach (var operation in stretch.Parts.SelectMany(part => part.Operations))
            SignedFile.WriteFrame(frames, scratch, operation);
        scratch.Reset();
        WriteHeader(scratch, stretch);
        writer.Raw(Magic);
        writer.Raw([Version]);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, scratch.Length);
        writer.Raw(length);
        writer.Raw(scratch.Written);
        writer.Raw(frames.Written);
        return SignedFile.Sign(writer, SignedAs, key);
    }

    /// <summary>Reads a stretch, and believes nothing of it before its hash and its signature hold.</summary>
    /// <exception cref="InvalidMemoryException">It is not a whole stretch of a version that is known, signed by one of the keys.</exception>
    public static MoveStretch Read(byte[] bytes, IReadOnlyCollection<CubeKey> trusted)
    {
        if (bytes.Length < PrefixBytes + SignedFile.TrailerBytes || !bytes.AsSpan().StartsWith(Magic))
            throw Refused("it does not begin like one, or is cut short");
        if (bytes[Magic.Length] != Version)
            throw Refused($"its format version is {bytes[Magic.Length]} and this build reads {Version}; a newer build reads it");
        if (SignedFile.WhyNot(bytes, SignedAs, trusted) is { } why)
            throw Refused(why);
        try
        {
            return ReadContent(bytes);
        }
        catch (Exception damage) when (damage is FormatException or ArgumentException or InvalidScopeException or OverflowException)
        {
            throw Refused($"what it holds makes no sense: {damage.Message}");
        }
    }

    private static MoveStretch ReadContent(byte[] bytes)
    {
        var rest = bytes.AsSpan(0, bytes.Length - SignedFile.TrailerBytes)[PrefixBytes..];
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(PrefixBytes - 4));
        if (length < 0 || length > rest.Length)
            throw new FormatException("its header is longer than the file");
        var pool = new TextPool();
        var (stretch, counts) = ReadHeader(new FieldReader(rest[..length], pool));
        rest = rest[length..];
        var parts = ImmutableArray.CreateBuilder<MovePart>();
        foreach (var (part, count) in stretch.Parts.Zip(counts))
        {
            var operations = ImmutableArray.CreateBuilder<MemoryOperation>();   // not of the size that the header says
            for (var i = 1L; i <= count; i++)
                operations.Add(CubeFile.Checked(OperationCodec.Read(SignedFile.NextFrame(ref rest), part.After + i, pool), stretch.Memory));
            parts.Add(part with { Operations = operations.ToImmutable() });
        }

        return rest.IsEmpty ? stretch with { Parts = parts.ToImmutable() } : throw new FormatException($"{rest.Length} bytes are left over");
    }

    private static void WriteHeader(FieldWriter writer, MoveStretch stretch)
    {
        writer.Text(1, stretch.Move);
        writer.Text(2, stretch.Source.Tenant);
        writer.Text(3, stretch.Source.Name);
        writer.Number(4, (ulong)stretch.Memory);
        writer.Number(5, stretch.IsWhole ? 1UL : 0);
        foreach (var part in stretch.Parts)
        {
            var start = writer.Begin(6);
            writer.Number(1, (ulong)part.Chapter);
            writer.Number(2, (ulong)part.After);
            writer.Number(3, (ulong)part.Operations.Length);
            foreach (var id in part.Erased)
                writer.Id(4, id);
            if (!part.Hash.IsEmpty)
                writer.Bytes(5, part.Hash.AsSpan());
            writer.Number(6, 1);   // so that no part is empty, and left out
            writer.End(start);
        }
    }

    private static (MoveStretch Stretch, List<long> Counts) ReadHeader(FieldReader reader)
    {
        var (move, tenant, name, memory, isWhole) = ("", "", "", MemoryType.Episodic, false);
        var (parts, counts) = (ImmutableArray.CreateBuilder<MovePart>(), new List<long>());
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: move = reader.Text(); break;
                case 2: tenant = reader.Text(); break;
                case 3: name = reader.Text(); break;
                case 4: memory = (MemoryType)reader.Kind(); break;
                case 5: isWhole = reader.Number() != 0; break;
                case 6: parts.Add(ReadPart(reader.Message(), counts)); break;
                default: reader.Skip(); break;
            }
        }

        if (!Enum.IsDefined(memory) || move.Length == 0 || parts.Index().Any(part => part.Item.Chapter != part.Index))
            throw new FormatException("it names no memory, no move, or parts that do not follow on each other");
        return (new MoveStretch(move, Scope.Parse(tenant, name), memory, parts.ToImmutable(), isWhole), counts);
    }

    private static MovePart ReadPart(FieldReader reader, List<long> counts)
    {
        var (chapter, after, count, hash) = (0, 0L, 0L, ImmutableArray<byte>.Empty);
        var erased = ImmutableArray.CreateBuilder<MemoryId>();
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: chapter = reader.SmallNumber(); break;
                case 2: after = (long)reader.Number(); break;
                case 3: count = (long)reader.Number(); break;
                case 4: erased.Add(reader.Id()); break;
                case 5: hash = [.. reader.Bytes()]; break;
                default: reader.Skip(); break;
            }
        }

        if (Chapters.OfSequence(after) != chapter || hash.Length is not (0 or SetHash.Bytes))
            throw new FormatException($"its part {chapter} begins after {after}, or has a hash of {hash.Length} bytes");
        counts.Add(count);
        return new MovePart(chapter, after, [], erased.ToImmutable(), hash);
    }

    private static InvalidMemoryException Refused(string why) => new("stretch", $"The stretch of the move cannot be taken: {why}. Nothing was written.");
}
