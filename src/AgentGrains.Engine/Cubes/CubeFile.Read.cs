using System.Collections.Immutable;
using AgentGrains.Engine.Codec;

namespace AgentGrains.Engine.Cubes;

internal static partial class CubeFile
{
    /// <summary>Reads a cube, and believes nothing of it before its hash and its signature hold.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="trusted">The keys whose cubes are taken.</param>
    /// <exception cref="InvalidMemoryException">It is not a whole cube of a version that is known, signed by one of the keys.</exception>
    public static (CubeInfo Info, ImmutableArray<CubeLog> Logs) Read(byte[] bytes, IReadOnlyCollection<CubeKey> trusted) =>
        SignedFile.Read(Format, bytes, trusted, content => ReadContent(bytes, content));

    private static (CubeInfo Info, ImmutableArray<CubeLog> Logs) ReadContent(byte[] bytes, SignedContent content)
    {
        var (source, at, memories) = ReadHeader(content.Header);
        var logs = ImmutableArray.CreateBuilder<CubeLog>();
        foreach (var memory in memories)
        {
            var log = CubeLog.Of(source, memory.Type, content.Operations(memory.Type, 0, memory.Operations));
            if (!log.StateHash().AsSpan().SequenceEqual(memory.StateHash))
                throw new FormatException($"the operations of its {memory.Type} memory do not lead to the state that it names");
            logs.Add(log);
        }

        return (InfoOf(bytes, source, at, logs), logs.ToImmutable());
    }

    private static (Scope Source, DateTimeOffset At, List<HeaderMemory> Memories) ReadHeader(FieldReader reader)
    {
        var (tenant, name, at, memories) = ("", "", default(DateTimeOffset), new List<HeaderMemory>());
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: tenant = reader.Text(); break;
                case 2: name = reader.Text(); break;
                case 3: at = reader.Time(); break;
                case 5: memories.Add(ReadMemory(reader.Message())); break;
                default: reader.Skip(); break;
            }
        }

        if (memories.DistinctBy(memory => memory.Type).Count() != memories.Count)
            throw new FormatException("it holds a memory twice");
        return (Scope.Parse(tenant, name), at, memories);
    }

    private static HeaderMemory ReadMemory(FieldReader reader)
    {
        var (type, operations, hash) = (MemoryType.Episodic, 0L, Array.Empty<byte>());
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: type = (MemoryType)reader.Kind(); break;
                case 2: operations = (long)reader.Number(); break;
                case 3: hash = reader.Bytes().ToArray(); break;
                default: reader.Skip(); break;
            }
        }

        return Enum.IsDefined(type) ? new HeaderMemory(type, operations, hash) : throw new FormatException($"there is no memory {(int)type}");
    }

    private readonly record struct HeaderMemory(MemoryType Type, long Operations, byte[] StateHash);
}
