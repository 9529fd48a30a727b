using System.Runtime.InteropServices;
using AgentGrains.Engine.Temporal;

namespace AgentGrains.Engine.Index;

/// <summary>
/// What each record is made of: its terms in order and the days it speaks of. Serves phrases, and removal, which must find
/// every posting of a record.
/// </summary>
internal sealed class TokenStore
{
    private readonly List<int> _tokens = [];
    private readonly List<DayRange> _ranges = [];

    public int NextToken => _tokens.Count;

    public int NextRange => _ranges.Count;

    public long Bytes => _tokens.Capacity * sizeof(int) + _ranges.Capacity * 2L * sizeof(int);

    public void AddTokens(ReadOnlySpan<int> terms) => _tokens.AddRange(terms);

    public void AddRanges(List<DayRange> ranges) => _ranges.AddRange(ranges);

    /// <summary>The terms of the record's text, in order.</summary>
    public ReadOnlySpan<int> Text(RecordRow row) => CollectionsMarshal.AsSpan(_tokens).Slice(row.TokenStart, row.TextTokens);

    /// <summary>The terms of all its fields.</summary>
    public ReadOnlySpan<int> All(RecordRow row) => CollectionsMarshal.AsSpan(_tokens).Slice(row.TokenStart, row.AllTokens);

    /// <summary>The days its text speaks of; the day it was written on is not among them.</summary>
    public ReadOnlySpan<DayRange> Ranges(RecordRow row) => CollectionsMarshal.AsSpan(_ranges).Slice(row.RangeStart, row.Ranges);
}
