namespace AgentGrains.Engine.Fusion;

/// <summary>Candidates of one question and their signals, in columns. Reused from search to search.</summary>
internal sealed class CandidateSignals
{
    private readonly float[][] _values = [.. Enumerable.Range(0, Signals.Count).Select(static _ => Array.Empty<float>())];
    private int[] _ordinals = [];
    private float[] _totals = [];

    public int Count { get; private set; }

    public ReadOnlySpan<int> Ordinals => _ordinals.AsSpan(0, Count);

    public Span<float> Totals => _totals.AsSpan(0, Count);

    public Span<float> this[Signal signal] => _values[(int)signal].AsSpan(0, Count);

    public void Clear(int capacity)
    {
        Count = 0;
        if (_ordinals.Length >= capacity)
            return;
        _ordinals = new int[capacity + capacity / 2];
        _totals = new float[_ordinals.Length];
        for (var i = 0; i < _values.Length; i++)
            _values[i] = new float[_ordinals.Length];
    }

    public void Add(int ordinal) => _ordinals[Count++] = ordinal;
}
