namespace AgentGrains.Engine.Index;

/// <summary>
/// Conversations, each one document of the session channel. A record without a session is a session of its own, so that it
/// competes on the same terms.
/// </summary>
internal sealed class SessionTable
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private int[] _length = [];
    private int[] _records = [];
    private int[] _last = [];

    public int Count { get; private set; }

    /// <summary>Sessions that hold a record.</summary>
    public int Live { get; private set; }

    public long TotalLength { get; private set; }

    public ReadOnlySpan<int> Lengths => _length.AsSpan(0, Count);

    public long Bytes => 3L * sizeof(int) * _length.Length;

    /// <summary>The session's id; a new one for null.</summary>
    public int IdOf(string? name)
    {
        if (name is null)
            return NewId();
        if (!_ids.TryGetValue(name, out var id))
            _ids.Add(name, id = NewId());
        return id;
    }

    /// <summary>The record added last to a session, or <see cref="RecordTable.None"/>.</summary>
    public int LastOf(int session) => _last[session];

    public void Add(int session, int ordinal, int length)
    {
        if (_records[session]++ == 0)
            Live++;
        _length[session] += length;
        _last[session] = Math.Max(_last[session], ordinal);
        TotalLength += length;
    }

    public void Remove(int session, int ordinal, int length, int previous)
    {
        if (--_records[session] == 0)
            Live--;
        _length[session] -= length;
        TotalLength -= length;
        if (_last[session] == ordinal)
            _last[session] = previous;
    }

    private int NewId()
    {
        if (Count == _length.Length)
        {
            var capacity = Math.Max(16, Count + Count / 2);
            Array.Resize(ref _length, capacity);
            Array.Resize(ref _records, capacity);
            Array.Resize(ref _last, capacity);
        }

        _last[Count] = RecordTable.None;
        return Count++;
    }
}
