using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace AgentGrains.Engine.Codec;

/// <summary>
/// Writes tagged fields: a varint of field number times four plus wire type, then the value. Fields that hold their default are
/// left out by the caller, so the bytes of a value are canonical: equal values give equal bytes.
/// </summary>
/// <remarks>Not thread-safe. Reused for many messages; <see cref="Reset"/> keeps the buffer.</remarks>
public sealed class FieldWriter
{
    private byte[] _buffer = new byte[512];
    private int _length;

    /// <summary>What was written since the last reset. Valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <inheritdoc cref="Written"/>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, _length);

    /// <summary>Number of bytes written since the last reset.</summary>
    public int Length => _length;

    /// <summary>Forgets what was written.</summary>
    public void Reset() => _length = 0;

    /// <summary>Writes an unsigned number with the field tag, unless it equals the default.</summary>
    public void Number(int field, ulong value, ulong omitted = 0)
    {
        if (value == omitted)
            return;
        Tag(field, WireType.Varint);
        Varint(value);
    }

    /// <summary>Writes eight bytes.</summary>
    public void Fixed64(int field, ulong value)
    {
        Tag(field, WireType.Fixed64);
        BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);
    }

    /// <summary>Writes a single-precision number, unless it equals the default.</summary>
    public void Real(int field, float value, float omitted)
    {
        if (value.Equals(omitted))
            return;
        Tag(field, WireType.Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(Take(4), value);
    }

    /// <summary>Writes text as UTF-8, unless it is null.</summary>
    public void Text(int field, string? value)
    {
        if (value is null)
            return;
        Tag(field, WireType.Bytes);
        var size = Encoding.UTF8.GetByteCount(value);
        Varint((ulong)size);
        Encoding.UTF8.GetBytes(value, Take(size));
    }

    /// <summary>Writes bytes.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, WireType.Bytes);
        Varint((ulong)value.Length);
        value.CopyTo(Take(value.Length));
    }

    /// <summary>Writes a time with its offset, unless it is null.</summary>
    public void Time(int field, DateTimeOffset? value)
    {
        if (value is not { } time)
            return;
        Tag(field, WireType.Bytes);
        var offset = (short)time.TotalOffsetMinutes;
        Varint(offset == 0 ? 8u : 10u);
        BinaryPrimitives.WriteInt64LittleEndian(Take(8), time.UtcTicks);
        if (offset != 0)
            BinaryPrimitives.WriteInt16LittleEndian(Take(2), offset);
    }

    /// <summary>Writes a record id, unless it is null.</summary>
    public void Id(int field, MemoryId? value)
    {
        if (value is not { } id)
            return;
        Tag(field, WireType.Bytes);
        Varint(17);
        var span = Take(17);
        span[0] = (byte)id.Type;
        BinaryPrimitives.WriteUInt128LittleEndian(span[1..], id.Value);
    }

    /// <summary>Begins a nested message; <see cref="End"/> fills in its length.</summary>
    public int Begin(int field)
    {
        var tag = _length;
        Tag(field, WireType.Nested);
        BinaryPrimitives.WriteInt32LittleEndian(Take(4), tag);
        return _length;
    }

    /// <summary>Ends the nested message that began at <paramref name="start"/>; an empty one leaves nothing behind.</summary>
    public void End(int start)
    {
        var place = _buffer.AsSpan(start - 4, 4);
        if (_length == start)
            _length = BinaryPrimitives.ReadInt32LittleEndian(place);
        else
            BinaryPrimitives.WriteInt32LittleEndian(place, _length - start);
    }

    /// <summary>Writes bytes as they are, without tag or length.</summary>
    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Writes a bare varint, seven bits to a byte, least significant first.</summary>
    public void Varint(ulong value)
    {
        var span = Take(Math.Max(1, (70 - BitOperations.LeadingZeroCount(value)) / 7));
        var i = 0;
        for (; value >= 0x80; value >>= 7)
            span[i++] = (byte)(value | 0x80);
        span[i] = (byte)value;
    }

    private void Tag(int field, WireType type) => Varint(((ulong)field << 3) | (ulong)type);

    private Span<byte> Take(int count)
    {
        if (_buffer.Length - _length < count)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        var span = _buffer.AsSpan(_length, count);
        _length += count;
        return span;
    }
}

/// <summary>How a field's value is laid out; a reader can skip a field it does not know by it.</summary>
public enum WireType
{
    /// <summary>A varint.</summary>
    Varint = 0,

    /// <summary>Eight bytes.</summary>
    Fixed64 = 1,

    /// <summary>A varint length and that many bytes.</summary>
    Bytes = 2,

    /// <summary>A four-byte length and a message of that many bytes.</summary>
    Nested = 3,

    /// <summary>Four bytes.</summary>
    Fixed32 = 5,
}
