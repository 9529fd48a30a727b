namespace AgentGrains.Engine.Fusion;

/// <summary>The signals that are standardised over the candidates, one row each.</summary>
internal enum Signal
{
    Record,
    Share,
    Session,
    Window,
    Before,
    Asked,
    Phrase,
    Dense,
    DenseWindow,
}

/// <summary>Candidates of one question and their signals, in columns. Reused from search to search.</summary>
internal sealed class CandidateSignals
{
    private const int Signals = (int)Signal.DenseWindow + 1;

    private readonly float[][] _values = [.. Enumerable.Range(0, Signals).Select(static _ => Array.Empty<float>())];
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
        for (var i = 0; i < Signals; i++)
            _values[i] = new float[_ordinals.Length];
    }

    public void Add(int ordinal) => _ordinals[Count++] = ordinal;
}
