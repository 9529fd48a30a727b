using System.Runtime.CompilerServices;

namespace AgentGrains.Engine.Index;

/// <summary>The part of a record a word stands in.</summary>
internal enum Field : byte
{
    Text,

    /// <summary>Why it matters, names, slots: searched like the text at a lower weight.</summary>
    Side,
    Speaker,
}

/// <summary>
/// One term in one record, in 32 bits: the ordinal in the upper 24, then 4 bits for how often it stands in the text, 3 for
/// the side fields, and 1 for the speaker's name.
/// </summary>
internal static class Posting
{
    public const int MaxOrdinal = (1 << 24) - 1;
    private const uint TextMask = 0xF0;
    private const uint SideMask = 0x0E;

    /// <summary>Weighted term frequency by the low byte of a posting.</summary>
    private static readonly float[] Frequencies = [.. Enumerable.Range(0, 256).Select(static low =>
        (low >> 4) + (low >> 1 & 7) * RecordTable.SideWeight + (low & 1))];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Ordinal(uint posting) => (int)(posting >> 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Frequency(uint posting) => Frequencies[(byte)posting];

    public static uint First(int ordinal, Field field) => Again((uint)ordinal << 8, field);

    /// <summary>Counts one more occurrence. Counts saturate: BM25 has long stopped to care by then.</summary>
    public static uint Again(uint posting, Field field) => field switch
    {
        Field.Text => (posting & TextMask) == TextMask ? posting : posting + 0x10,
        Field.Side => (posting & SideMask) == SideMask ? posting : posting + 2,
        _ => posting | 1,
    };
}

/// <summary>The records a term stands in, by ordinal.</summary>
internal struct PostingList
{
    private uint[]? _postings;
    private int _count;

    public readonly int Count => _count;

    public readonly ReadOnlySpan<uint> Span => new(_postings, 0, _count);

    /// <summary>Bytes taken, the array's own header included.</summary>
    public readonly long Bytes => _postings is null ? 0 : 24 + sizeof(uint) * (long)_postings.Length;

    /// <summary>Counts one occurrence in the record added last.</summary>
    public void Tally(int ordinal, Field field)
    {
        if (_count > 0 && Posting.Ordinal(_postings![_count - 1]) == ordinal)
        {
            _postings[_count - 1] = Posting.Again(_postings[_count - 1], field);
            return;
        }

        if (_postings is null)
            _postings = new uint[1];
        else if (_count == _postings.Length)
            Array.Resize(ref _postings, _count < 4 ? 4 : _count + _count / 2);
        _postings[_count++] = Posting.First(ordinal, field);
    }

    /// <summary>Counts one occurrence in any record, keeping the order.</summary>
    public void Insert(int ordinal, Field field)
    {
        var at = IndexOf(ordinal);
        if (at >= 0)
        {
            _postings![at] = Posting.Again(_postings[at], field);
            return;
        }

        if (_postings is null)
            _postings = new uint[1];
        else if (_count == _postings.Length)
            Array.Resize(ref _postings, _count < 4 ? 4 : _count + _count / 2);
        at = _count++;
        for (; at > 0 && Posting.Ordinal(_postings[at - 1]) > ordinal; at--)
            _postings[at] = _postings[at - 1];
        _postings[at] = Posting.First(ordinal, field);
    }

    /// <summary>The posting of a record, or 0 when the term is not in it.</summary>
    public readonly uint Find(int ordinal)
    {
        var at = IndexOf(ordinal);
        return at < 0 ? 0 : _postings![at];
    }

    /// <summary>Takes a record out; harmless when it is not there.</summary>
    public void Remove(int ordinal)
    {
        var at = IndexOf(ordinal);
        if (at < 0)
            return;
        Array.Copy(_postings!, at + 1, _postings!, at, _count - at - 1);
        _count--;
    }

    private readonly int IndexOf(int ordinal)
    {
        var (low, high) = (0, _count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var found = Posting.Ordinal(_postings![middle]);
            if (found == ordinal)
                return middle;
            (low, high) = found < ordinal ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}
