using System.Runtime.InteropServices;
using AgentGrains.Engine.Index;

namespace AgentGrains.Engine.Channels;

/// <summary>The candidates of a question and the records around them, numbered: the candidates first, in their order.</summary>
internal sealed class CandidatePlaces(RecordTable records)
{
    private readonly List<int> _ordinals = [];
    private int[] _placeOf = [];   // by ordinal, plus one; all zero between questions

    public int Count => _ordinals.Count;

    /// <summary>The records, by place.</summary>
    public ReadOnlySpan<int> Ordinals => CollectionsMarshal.AsSpan(_ordinals);

    public int this[int place] => _ordinals[place];

    public void Collect(ReadOnlySpan<int> candidates, bool[]? visible)
    {
        Forget();
        if (_placeOf.Length < records.Count)
            _placeOf = new int[records.Capacity];
        foreach (var ordinal in candidates)
            Add(ordinal);
        Span<int> around = stackalloc int[RecordTable.MostAround];
        foreach (var ordinal in candidates)
        {
            foreach (var at in records.Around(ordinal, visible, around))
                Add(at);
        }
    }

    /// <summary>The place of a record, or -1 when it is neither a candidate nor around one, or must not be seen.</summary>
    public int Of(int ordinal) => ordinal < 0 ? -1 : _placeOf[ordinal] - 1;

    private void Add(int ordinal)
    {
        if (_placeOf[ordinal] != 0)
            return;
        _ordinals.Add(ordinal);
        _placeOf[ordinal] = _ordinals.Count;
    }

    private void Forget()
    {
        foreach (var ordinal in _ordinals)
            _placeOf[ordinal] = 0;
        _ordinals.Clear();
    }
}
