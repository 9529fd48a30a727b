namespace AgentGrains.Engine.Index;

/// <summary>What a record says about itself besides its words.</summary>
[Flags]
internal enum RecordMarks : byte
{
    None = 0,

    /// <summary>In the index: added and not removed.</summary>
    Live = 1,

    /// <summary>Its text ends in a question mark.</summary>
    Question = 2,

    /// <summary>Its text holds a time expression.</summary>
    Time = 4,
}

/// <summary>The columns that are read for single records only.</summary>
internal record struct RecordRow(int TokenStart, int TextTokens, int AllTokens, int Speaker, int Day, int RangeStart, byte Ranges, RecordMarks Marks)
{
    public readonly bool Is(RecordMarks mark) => (Marks & mark) == mark;
}

/// <summary>
/// Records by ordinal, in columns: lengths, the session chain and the lengths of the windows that the context channels score.
/// </summary>
internal sealed class RecordTable
{
    /// <summary>Weight of a word outside the text, in term frequency and in length.</summary>
    public const float SideWeight = 0.5f;

    public const int None = -1;

    /// <summary>Most records around one.</summary>
    public const int MostAround = 4;

    private int[] _length = [];
    private int[] _session = [];
    private int[] _previous = [];
    private int[] _next = [];
    private int[] _windowLength = [];
    private int[] _beforeLength = [];
    private RecordRow[] _rows = [];
    private float[] _prior = [];

    /// <summary>Ordinals given out so far, removed ones included.</summary>
    public int Count { get; private set; }

    /// <summary>Records in the index.</summary>
    public int Live { get; private set; }

    public long TotalLength { get; private set; }

    public long TotalWindow { get; private set; }

    public long TotalBefore { get; private set; }

    public int Windows { get; private set; }

    public int Befores { get; private set; }

    /// <summary>Ordinals there is room for; scratch sized to it grows as rarely as the table.</summary>
    public int Capacity => _rows.Length;

    public ReadOnlySpan<int> Lengths => _length.AsSpan(0, Count);

    public ReadOnlySpan<int> Sessions => _session.AsSpan(0, Count);

    public ReadOnlySpan<int> Previous => _previous.AsSpan(0, Count);

    public ReadOnlySpan<int> Next => _next.AsSpan(0, Count);

    public ReadOnlySpan<int> WindowLengths => _windowLength.AsSpan(0, Count);

    public ReadOnlySpan<int> BeforeLengths => _beforeLength.AsSpan(0, Count);

    public ReadOnlySpan<RecordRow> Rows => _rows.AsSpan(0, Count);

    public bool IsLive(int ordinal) => (uint)ordinal < (uint)Count && _rows[ordinal].Is(RecordMarks.Live);

    /// <summary>Bytes the columns take.</summary>
    public long Bytes => _length.Length * (6L * sizeof(int) + System.Runtime.CompilerServices.Unsafe.SizeOf<RecordRow>());

    /// <summary>Appends a record behind <paramref name="previous"/>, the last one of its session.</summary>
    public int Add(RecordRow row, int length, int session, int previous)
    {
        var ordinal = Count;
        if (ordinal == _rows.Length)
            Grow(Math.Max(16, ordinal + ordinal / 2));
        Count++;
        _rows[ordinal] = row with { Marks = row.Marks | RecordMarks.Live };
        (_length[ordinal], _session[ordinal], _previous[ordinal], _next[ordinal]) = (length, session, previous, None);
        if (previous != None)
            _next[previous] = ordinal;
        Live++;
        TotalLength += length;
        RefreshAround(ordinal);
        return ordinal;
    }

    /// <summary>Takes a record out of its chain and of every total.</summary>
    public void Remove(int ordinal)
    {
        var (previous, next) = (_previous[ordinal], _next[ordinal]);
        TotalLength -= _length[ordinal];
        Live--;
        SetWindow(ordinal, 0, 0);
        _length[ordinal] = 0;
        if (previous != None)
            _next[previous] = next;
        if (next != None)
            _previous[next] = previous;
        (_previous[ordinal], _next[ordinal]) = (None, None);
        _rows[ordinal].Marks &= ~RecordMarks.Live;   // the rest is for its restoration
        if (previous != None)
            RefreshAround(previous);
        else if (next != None)
            RefreshAround(next);
    }

    /// <summary>Puts a record that was taken out back into its chain, before those of its session that were added later.</summary>
    public void Restore(int ordinal, int length, int last)
    {
        var (previous, next) = (last, None);
        while (previous > ordinal)
            (previous, next) = (_previous[previous], previous);
        (_previous[ordinal], _next[ordinal], _length[ordinal]) = (previous, next, length);
        if (previous != None)
            _next[previous] = ordinal;
        if (next != None)
            _previous[next] = ordinal;
        _rows[ordinal].Marks |= RecordMarks.Live;
        Live++;
        TotalLength += length;
        RefreshAround(ordinal);
    }

    /// <summary>What is added to a record's fused score: the logarithm of its weight, 0 at first.</summary>
    public float Prior(int ordinal) => ordinal < _prior.Length ? _prior[ordinal] : 0;

    /// <summary>Whether any record ever had a prior; while not, nothing is added.</summary>
    public bool HasPriors => _prior.Length > 0;

    public void SetPrior(int ordinal, float prior)
    {
        if (ordinal >= _prior.Length)
        {
            if (prior == 0)
                return;
            Array.Resize(ref _prior, Math.Max(Capacity, ordinal + 1));
        }

        _prior[ordinal] = prior;
    }

    /// <summary>Writes the records around one to the buffer: two before, nearest first, then two after; those that may be seen.</summary>
    /// <param name="ordinal">The record.</param>
    /// <param name="visible">Records that may be seen; null means all.</param>
    /// <param name="buffer">At least <see cref="MostAround"/> long.</param>
    public ReadOnlySpan<int> Around(int ordinal, bool[]? visible, Span<int> buffer)
    {
        var count = 0;
        for (int i = 0, at = _previous[ordinal]; i < MostAround / 2 && at != None; i++, at = _previous[at])
        {
            if (visible is null || visible[at])
                buffer[count++] = at;
        }

        for (int i = 0, at = _next[ordinal]; i < MostAround / 2 && at != None; i++, at = _next[at])
        {
            if (visible is null || visible[at])
                buffer[count++] = at;
        }

        return buffer[..count];
    }

    // A record's windows reach three back and two on, so a change is felt up to four records away.
    private void RefreshAround(int ordinal)
    {
        var first = ordinal;
        for (var i = 0; i < 3 && _previous[first] != None; i++)
            first = _previous[first];
        for (var i = 0; i < 8 && first != None; i++, first = _next[first])
            Refresh(first);
    }

    private void Refresh(int ordinal)
    {
        var (window, before) = (0, 0);
        for (int i = 0, at = _previous[ordinal]; i < 3 && at != None; i++, at = _previous[at])
        {
            window += i < 2 ? _length[at] : 0;
            before += _length[at];
        }

        for (int i = 0, at = _next[ordinal]; i < 2 && at != None; i++, at = _next[at])
            window += _length[at];
        SetWindow(ordinal, window, before);
    }

    private void SetWindow(int ordinal, int window, int before)
    {
        TotalWindow += window - _windowLength[ordinal];
        TotalBefore += before - _beforeLength[ordinal];
        Windows += (window > 0 ? 1 : 0) - (_windowLength[ordinal] > 0 ? 1 : 0);
        Befores += (before > 0 ? 1 : 0) - (_beforeLength[ordinal] > 0 ? 1 : 0);
        (_windowLength[ordinal], _beforeLength[ordinal]) = (window, before);
    }

    private void Grow(int capacity)
    {
        Array.Resize(ref _length, capacity);
        Array.Resize(ref _session, capacity);
        Array.Resize(ref _previous, capacity);
        Array.Resize(ref _next, capacity);
        Array.Resize(ref _windowLength, capacity);
        Array.Resize(ref _beforeLength, capacity);
        Array.Resize(ref _rows, capacity);
    }
}
