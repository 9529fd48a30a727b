using System.Buffers.Binary;
using System.Collections.Immutable;
using AgentGrains.Engine.Codec;

namespace AgentGrains.Engine.Cubes;

internal static partial class CubeFile
{
    /// <summary>Reads a cube, and believes nothing of it before its hash and its signature hold.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="trusted">The keys whose cubes are taken.</param>
    /// <exception cref="InvalidMemoryException">It is not a whole cube of a version that is known, signed by one of the keys.</exception>
    public static (CubeInfo Info, ImmutableArray<CubeLog> Logs) Read(byte[] bytes, IReadOnlyCollection<CubeKey> trusted)
    {
        if (bytes.Length < PrefixBytes + SignedFile.TrailerBytes || !bytes.AsSpan().StartsWith(Magic))
            throw Refused("it does not begin like a cube, or is cut short");
        if (bytes[Magic.Length] != Version)
            throw Refused($"its format version is {bytes[Magic.Length]} and this build reads {Version}; a newer build reads it");
        if (SignedFile.WhyNot(bytes, SignedAs, trusted) is { } why)
            throw Refused(why);
        try
        {
            return ReadContent(bytes);
        }
        catch (Exception damage) when (damage is FormatException or InvalidOperationException or ArgumentException or InvalidScopeException or OverflowException)
        {
            throw Refused($"what it holds makes no sense: {damage.Message}");
        }
    }

    private static (CubeInfo Info, ImmutableArray<CubeLog> Logs) ReadContent(byte[] bytes)
    {
        var rest = bytes.AsSpan(0, bytes.Length - SignedFile.TrailerBytes)[PrefixBytes..];
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(PrefixBytes - 4));
        if (length < 0 || length > rest.Length)
            throw new FormatException("its header is longer than the file");
        var pool = new TextPool();
        var (source, at, memories) = ReadHeader(new FieldReader(rest[..length], pool));
        rest = rest[length..];
        var logs = ImmutableArray.CreateBuilder<CubeLog>();
        foreach (var memory in memories)
        {
            var operations = ImmutableArray.CreateBuilder<MemoryOperation>();   // not of the size that the header says
            for (var sequence = 1L; sequence <= memory.Operations; sequence++)
                operations.Add(Checked(OperationCodec.Read(SignedFile.NextFrame(ref rest), sequence, pool), memory.Type));
            var log = CubeLog.Of(source, memory.Type, operations.ToImmutable());
            if (!log.StateHash().AsSpan().SequenceEqual(memory.StateHash))
                throw new FormatException($"the operations of its {memory.Type} memory do not lead to the state that it names");
            logs.Add(log);
        }

        return rest.IsEmpty ? (InfoOf(bytes, source, at, logs), logs.ToImmutable()) : throw new FormatException($"{rest.Length} bytes are left over");
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

    /// <summary>The operation, which may stand in such a memory.</summary>
    /// <exception cref="FormatException">It may not.</exception>
    public static MemoryOperation Checked(MemoryOperation operation, MemoryType type)
    {
        if (!Enum.IsDefined(operation.Kind))
            throw new FormatException($"operation kind {(int)operation.Kind} is not known; a newer build reads it");
        if (operation.Kind is not (OperationKind.Import or OperationKind.Tombstone or OperationKind.Lifted or OperationKind.Stage or OperationKind.Fence) && (operation.Target.Type != type || operation.Record is { } record && record.Id.Type != type))
            throw new FormatException($"an operation on another memory stands in the {type} one");
        return operation;
    }

    private static InvalidMemoryException Refused(string why) => new("cube", $"The file cannot be imported: {why}. Nothing was written.");

    private readonly record struct HeaderMemory(MemoryType Type, long Operations, byte[] StateHash);
}
