using System.Buffers.Binary;
using System.Collections.Immutable;
using AgentGrains.Engine.Codec;

namespace AgentGrains.Engine.Cubes;

/// <summary>What a <see cref="SignedFile"/> whose hash and signature hold contains: its header, then operations, of which the header says how many.</summary>
/// <remarks>Not thread-safe. Whatever makes no sense is a <see cref="FormatException"/>.</remarks>
internal sealed class SignedContent
{
    private readonly TextPool _pool = new();
    private readonly ReadOnlyMemory<byte> _header;
    private ReadOnlyMemory<byte> _rest;

    /// <summary>The content of a file.</summary>
    /// <param name="content">All between its version and its hash.</param>
    public SignedContent(ReadOnlyMemory<byte> content)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(content.Span);
        _rest = content[SignedFile.LengthBytes..];
        if (length < 0 || length > _rest.Length)
            throw new FormatException("its header is longer than the file");
        (_header, _rest) = (_rest[..length], _rest[length..]);
    }

    /// <summary>The fields of the header.</summary>
    public FieldReader Header => new(_header.Span, _pool);

    /// <summary>Reads the next operations.</summary>
    /// <param name="type">The memory that they are of.</param>
    /// <param name="after">The sequence before the first.</param>
    /// <param name="count">How many, as the header says: no room is made for them before they are there.</param>
    public ImmutableArray<MemoryOperation> Operations(MemoryType type, long after, long count)
    {
        var operations = ImmutableArray.CreateBuilder<MemoryOperation>();
        for (var i = 1L; i <= count; i++)
            operations.Add(Checked(OperationCodec.Read(NextFrame(), after + i, _pool), type));
        return operations.ToImmutable();
    }

    /// <summary>Refuses what is left over.</summary>
    public void RequireEnd()
    {
        if (!_rest.IsEmpty)
            throw new FormatException($"{_rest.Length} bytes are left over");
    }

    private ReadOnlySpan<byte> NextFrame()
    {
        var rest = _rest.Span;
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
            _rest = _rest[(read + (int)length)..];
            return rest.Slice(read, (int)length);
        }

        throw new FormatException("it ends amid an operation");
    }

    private static MemoryOperation Checked(MemoryOperation operation, MemoryType type)
    {
        if (!Enum.IsDefined(operation.Kind))
            throw new FormatException($"operation kind {(int)operation.Kind} is not known; a newer build reads it");
        if (operation.Kind is not (OperationKind.Import or OperationKind.Tombstone or OperationKind.Lifted or OperationKind.Stage or OperationKind.Fence) && (operation.Target.Type != type || operation.Record is { } record && record.Id.Type != type))
            throw new FormatException($"an operation on another memory stands in the {type} one");
        return operation;
    }
}
