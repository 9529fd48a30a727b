using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
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
        if (bytes.Length < PrefixBytes + TrailerBytes || !bytes.AsSpan().StartsWith(Magic))
            throw Refused("it does not begin like a cube, or is cut short");
        if (bytes[Magic.Length] != Version)
            throw Refused($"its format version is {bytes[Magic.Length]} and this build reads {Version}; a newer build reads it");
        RequireSigned(bytes, trusted);
        try
        {
            return ReadContent(bytes);
        }
        catch (Exception damage) when (damage is FormatException or InvalidOperationException or ArgumentException or InvalidScopeException or OverflowException)
        {
            throw Refused($"what it holds makes no sense: {damage.Message}");
        }
    }

    private static void RequireSigned(byte[] bytes, IReadOnlyCollection<CubeKey> trusted)
    {
        var content = bytes.AsSpan(0, bytes.Length - TrailerBytes);
        var hash = bytes.AsSpan(content.Length, HashBytes);
        var fingerprint = bytes.AsSpan(content.Length + HashBytes, CubeKey.FingerprintBytes);
        var signature = bytes.AsSpan(bytes.Length - SignatureBytes);
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(hash))
            throw Refused("its content is not what its hash says: it was changed, or is cut short");
        foreach (var key in trusted)
        {
            if (!key.Fingerprint.SequenceEqual(fingerprint))
                continue;
            if (key.Verifies([.. SignedAs, .. hash, .. fingerprint], signature))
                return;
            throw Refused("its signature is not of the key that it names");
        }

        throw Refused($"key {Convert.ToHexStringLower(fingerprint)} signed it, which is not trusted; add its public key to CubeOptions.TrustedKeys");
    }

    private static (CubeInfo Info, ImmutableArray<CubeLog> Logs) ReadContent(byte[] bytes)
    {
        var rest = bytes.AsSpan(0, bytes.Length - TrailerBytes)[PrefixBytes..];
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
                operations.Add(Checked(OperationCodec.Read(NextFrame(ref rest), sequence, pool), memory.Type));
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

    private static ReadOnlySpan<byte> NextFrame(ref Span<byte> rest)
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

    private static MemoryOperation Checked(MemoryOperation operation, MemoryType type)
    {
        if (!Enum.IsDefined(operation.Kind))
            throw new FormatException($"operation kind {(int)operation.Kind} is not known; a newer build reads it");
        if (operation.Kind is not (OperationKind.Import or OperationKind.Tombstone or OperationKind.Lifted or OperationKind.Stage) && (operation.Target.Type != type || operation.Record is { } record && record.Id.Type != type))
            throw new FormatException($"an operation on another memory stands in the {type} one");
        return operation;
    }

    private static InvalidMemoryException Refused(string why) => new("cube", $"The file cannot be imported: {why}. Nothing was written.");

    private readonly record struct HeaderMemory(MemoryType Type, long Operations, byte[] StateHash);
}
