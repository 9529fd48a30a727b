using System.Diagnostics.CodeAnalysis;

namespace AgentGrains;

/// <summary>
/// Identity of one memory record: the memory it lives in, then 128 bits of which the first 48 are the recording time in
/// Unix milliseconds, the next 32 the sequence within its journal, and the last 48 a fingerprint of the scope.
/// Ids of one memory therefore sort by time of recording, and ids of different scopes do not collide.
/// </summary>
/// <remarks>Written as a letter (e, s or p), a dash and 26 characters of Crockford's base 32. Immutable and thread-safe.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.MemoryId")]
public readonly struct MemoryId : IEquatable<MemoryId>, IComparable<MemoryId>, ISpanParsable<MemoryId>
{
    private const int TextLength = 28;
    private const string Digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const string Letters = "esp";

    /// <summary>Makes an id from its parts.</summary>
    public MemoryId(MemoryType type, UInt128 value)
    {
        Type = type;
        Upper = (ulong)(value >> 64);
        Lower = (ulong)value;
    }

    // Two halves and not one UInt128, whose alignment would cost eight bytes more in every record.
    [Id(1)]
    private ulong Upper { get; }

    [Id(2)]
    private ulong Lower { get; }

    /// <summary>The memory that holds the record.</summary>
    [Id(0)]
    public MemoryType Type { get; }

    /// <summary>The 128 bits.</summary>
    public UInt128 Value => new(Upper, Lower);

    /// <summary>Makes the id of the record that a journal's <paramref name="sequence"/> adds.</summary>
    /// <param name="type">The memory the record lives in.</param>
    /// <param name="recordedAt">Time of recording.</param>
    /// <param name="sequence">Position in the journal, from 1.</param>
    /// <param name="scopeFingerprint">Hash of the scope; the low 48 bits are used.</param>
    public static MemoryId Create(MemoryType type, DateTimeOffset recordedAt, long sequence, ulong scopeFingerprint)
    {
        var milliseconds = (ulong)Math.Max(0, recordedAt.ToUnixTimeMilliseconds()) & 0xFFFF_FFFF_FFFF;
        var upper = (milliseconds << 16) | (((ulong)sequence & 0xFFFF_FFFF) >> 16);
        var lower = (((ulong)sequence & 0xFFFF) << 48) | (scopeFingerprint & 0xFFFF_FFFF_FFFF);
        return new MemoryId(type, new UInt128(upper, lower));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(TextLength, this, static (text, id) =>
    {
        text[0] = Letters[(int)id.Type];
        text[1] = '-';
        var value = id.Value;
        for (var i = TextLength - 1; i >= 2; i--)
        {
            text[i] = Digits[(int)(uint)(value & 31)];
            value >>= 5;
        }
    });

    /// <summary>Reads an id as <see cref="ToString()"/> writes it.</summary>
    /// <exception cref="FormatException">The text is not an id.</exception>
    public static MemoryId Parse(string s, IFormatProvider? provider = null) => Parse(s.AsSpan(), provider);

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static MemoryId Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id)
            ? id
            : throw new FormatException($"'{s}' is not a memory id; one looks like e-01HZX3M9Q2000G000123456789.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out MemoryId result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out MemoryId result)
    {
        result = default;
        if (s.Length != TextLength || s[1] != '-' || Letters.IndexOf(s[0], StringComparison.Ordinal) is var type && type < 0)
            return false;

        // 26 digits hold 130 bits: a first digit above 7 would not fit in 128.
        if (s[2] is < '0' or > '7')
            return false;

        UInt128 value = 0;
        foreach (var c in s[2..])
        {
            var digit = Digits.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
                return false;
            value = (value << 5) | (uint)digit;
        }

        result = new MemoryId((MemoryType)type, value);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(MemoryId other) =>
        Value.CompareTo(other.Value) is var byValue && byValue != 0 ? byValue : Type.CompareTo(other.Type);

    /// <inheritdoc/>
    public bool Equals(MemoryId other) => Type == other.Type && Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MemoryId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Value);

    /// <summary>Equality of both parts.</summary>
    public static bool operator ==(MemoryId left, MemoryId right) => left.Equals(right);

    /// <summary>Inequality of either part.</summary>
    public static bool operator !=(MemoryId left, MemoryId right) => !left.Equals(right);

    /// <summary>Order by time of recording, then sequence.</summary>
    public static bool operator <(MemoryId left, MemoryId right) => left.CompareTo(right) < 0;

    /// <summary>Order by time of recording, then sequence.</summary>
    public static bool operator >(MemoryId left, MemoryId right) => left.CompareTo(right) > 0;

    /// <summary>Order by time of recording, then sequence.</summary>
    public static bool operator <=(MemoryId left, MemoryId right) => left.CompareTo(right) <= 0;

    /// <summary>Order by time of recording, then sequence.</summary>
    public static bool operator >=(MemoryId left, MemoryId right) => left.CompareTo(right) >= 0;
}
