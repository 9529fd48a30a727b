using System.Collections.Immutable;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Cubes;
using AgentGrains.Engine.Records;

namespace AgentGrains.Engine.Moves;

/// <summary>A stretch between clusters: a <see cref="SignedFile"/> whose header names the parts whose operations follow.</summary>
/// <remarks>Pure. docs/decisions/0033-moves.md. Field numbers are for ever.</remarks>
internal static class MoveFile
{
    private static readonly SignedFormat Format = new("stretch", "AGMOVE", 1, "agentgrains move 1\n", "The stretch of the move cannot be taken");

    /// <summary>Writes a stretch.</summary>
    public static byte[] Write(MoveStretch stretch, CubeKey key) =>
        SignedFile.Write(Format, header => WriteHeader(header, stretch), stretch.Parts.SelectMany(part => part.Operations), key);

    /// <summary>Reads a stretch, and believes nothing of it before its hash and its signature hold.</summary>
    /// <exception cref="InvalidMemoryException">It is not a whole stretch of a version that is known, signed by one of the keys.</exception>
    public static MoveStretch Read(byte[] bytes, IReadOnlyCollection<CubeKey> trusted) => SignedFile.Read(Format, bytes, trusted, ReadContent);

    private static MoveStretch ReadContent(SignedContent content)
    {
        var (stretch, counts) = ReadHeader(content.Header);
        return stretch with { Parts = [.. stretch.Parts.Zip(counts, (part, count) => part with { Operations = content.Operations(stretch.Memory, part.After, count) })] };
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
}
