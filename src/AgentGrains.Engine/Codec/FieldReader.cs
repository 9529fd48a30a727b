using System.Buffers.Binary;
using System.Text;

namespace AgentGrains.Engine.Codec;

/// <summary>Reads what <see cref="FieldWriter"/> wrote. Every read is bounds-checked; bad bytes are a <see cref="FormatException"/>.</summary>
/// <remarks>A view over bytes it does not own; not thread-safe.</remarks>
public ref struct FieldReader(ReadOnlySpan<byte> bytes, TextPool pool)
{
    // Throws on invalid UTF-8, where the default encoding would put replacement characters in a memory.
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = bytes;
    private WireType _type;

    /// <summary>Moves to the next field.</summary>
    /// <returns>False at the end.</returns>
    public bool Next(out int field)
    {
        field = 0;
        if (_rest.IsEmpty)
            return false;
        var tag = Varint();
        if (tag >> 3 > int.MaxValue)
            throw new FormatException("A field number is out of range.");
        (field, _type) = ((int)(tag >> 3), (WireType)(tag & 7));
        return true;
    }

    /// <summary>Skips the current field's value: a newer writer may know fields that this reader does not.</summary>
    public void Skip()
    {
        switch (_type)
        {
            case WireType.Varint: Varint(); break;
            case WireType.Fixed64: Take(8); break;
            case WireType.Fixed32: Take(4); break;
            case WireType.Bytes: Take(Length()); break;
            case WireType.Nested: Nested(); break;
            default: throw new FormatException($"Wire type {(int)_type} is not known.");
        }
    }

    /// <summary>Visits the bytes of all fields to come that hold text or bytes, nested ones included.</summary>
    public void Visit(Action<ReadOnlySpan<byte>> visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        while (Next(out _))
        {
            switch (_type)
            {
                case WireType.Bytes: visit(Bytes()); break;
                case WireType.Nested: Message().Visit(visit); break;
                default: Skip(); break;
            }
        }
    }

    /// <summary>Reads an unsigned number.</summary>
    public ulong Number() => Expect(WireType.Varint) ? Varint() : 0;

    /// <summary>Reads a number that fits 32 bits with its sign.</summary>
    public int SmallNumber() => (long)Number() is >= int.MinValue and <= int.MaxValue and var value
        ? (int)value
        : throw new FormatException("A number is longer than 32 bits.");

    /// <summary>Reads the number of a kind; one that does not fit must not be taken for another.</summary>
    public byte Kind() => Number() is <= byte.MaxValue and var value ? (byte)value : throw new FormatException("The number of a kind is above 255.");

    /// <summary>Reads eight bytes.</summary>
    public ulong Fixed64() => Expect(WireType.Fixed64) ? BinaryPrimitives.ReadUInt64LittleEndian(Take(8)) : 0;

    /// <summary>Reads a single-precision number.</summary>
    public float Real() => Expect(WireType.Fixed32) ? BinaryPrimitives.ReadSingleLittleEndian(Take(4)) : 0;

    /// <summary>Reads bytes.</summary>
    public ReadOnlySpan<byte> Bytes() => Expect(WireType.Bytes) ? Take(Length()) : default;

    /// <summary>Reads text that is not expected to repeat.</summary>
    public string Text()
    {
        try
        {
            return Strict.GetString(Bytes());
        }
        catch (DecoderFallbackException invalid)
        {
            throw new FormatException("A text is not valid UTF-8.", invalid);
        }
    }

    /// <summary>Reads text that many records share, such as a speaker; equal texts become one string.</summary>
    public string SharedText()
    {
        try
        {
            return pool.Get(Bytes(), Strict);
        }
        catch (DecoderFallbackException invalid)
        {
            throw new FormatException("A text is not valid UTF-8.", invalid);
        }
    }

    /// <summary>Reads a time.</summary>
    public DateTimeOffset Time()
    {
        var value = Bytes();
        if (value.Length is not (8 or 10))
            throw new FormatException($"A time takes 8 or 10 bytes, not {value.Length}.");
        var offset = TimeSpan.FromMinutes(value.Length == 10 ? BinaryPrimitives.ReadInt16LittleEndian(value[8..]) : 0);
        try
        {
            return new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(value), TimeSpan.Zero).ToOffset(offset);
        }
        catch (ArgumentException invalid)
        {
            throw new FormatException("A time is out of range.", invalid);
        }
    }

    /// <summary>Reads a record id.</summary>
    public MemoryId Id()
    {
        var value = Bytes();
        if (value.Length == 17 && value[0] > (byte)MemoryType.Procedural)
            throw new FormatException($"A record id names the memory {value[0]}, which there is not.");
        return value.Length == 17
            ? new MemoryId((MemoryType)value[0], BinaryPrimitives.ReadUInt128LittleEndian(value[1..]))
            : throw new FormatException($"A record id takes 17 bytes, not {value.Length}.");
    }

    /// <summary>A reader over a nested message.</summary>
    public FieldReader Message() => Expect(WireType.Nested) ? new FieldReader(Nested(), pool) : default;

    private readonly bool Expect(WireType type) =>
        _type == type ? true : throw new FormatException($"A field has wire type {_type} where {type} belongs.");

    private ReadOnlySpan<byte> Nested() => Take(BinaryPrimitives.ReadInt32LittleEndian(Take(4)));

    private int Length() => Varint() is var length && length <= int.MaxValue ? (int)length : throw new FormatException("A length is out of range.");

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = Take(1)[0];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }

        throw new FormatException("A number is longer than 64 bits.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length)
            throw new FormatException($"{count} bytes are needed and {_rest.Length} are left.");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
