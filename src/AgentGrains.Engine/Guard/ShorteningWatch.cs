namespace AgentGrains.Engine.Guard;

/// <summary>
/// Sees an injection being whittled down: a source that writes the same again and shorter, as when the prompt that carries a bridge is cut step by
/// step until only the harmless question is left (MINJA's progressive shortening).
/// </summary>
/// <remarks>Keeps the last writes of the last sources in hashes; not thread-safe.</remarks>
internal sealed class ShorteningWatch
{
    private const int MostSources = 128;
    private const int Kept = 3;
    private const int RunLength = 3;
    private const int MostRuns = 256;
    private const int LeastWords = 6;
    private const float Contained = 0.7f;

    private readonly Dictionary<(string?, string?), Queue<Past>> _sources = [];
    private readonly List<ulong> _words = [];

    /// <summary>How suspicious a write is for what its source wrote before.</summary>
    /// <param name="source">Who writes.</param>
    /// <param name="text">What.</param>
    /// <param name="past">Pass it to <see cref="Note"/> with what was decided.</param>
    public float Weigh((string?, string?) source, string text, out Past past)
    {
        WordRuns.Words(text, _words);
        past = new Past(_words.Count < LeastWords ? [] : _words.Count <= MostRuns ? WordRuns.InOrder(_words, RunLength) : WordRuns.Runs(_words, RunLength, MostRuns), _words.Count, 0, false);
        if (past.Runs.Length == 0 || !_sources.TryGetValue(source, out var before))
            return 0;
        var weight = 0f;
        foreach (var earlier in before)
        {
            if (past.Words * 20 >= earlier.Words * 19 || !Holds(earlier.Runs, past.Runs))
                continue;
            past = past with { Steps = Math.Max(past.Steps, earlier.Steps + 1) };
            weight = Math.Max(weight, earlier.Held ? 0.5f : past.Steps >= 2 ? 0.25f : 0.1f);
        }

        return weight;
    }

    public void Note((string?, string?) source, Past past)
    {
        if (past.Runs.Length == 0)
            return;
        if (!_sources.TryGetValue(source, out var before))
        {
            if (_sources.Count == MostSources)
                _sources.Clear();
            _sources.Add(source, before = new Queue<Past>(Kept));
        }

        if (before.Count == Kept)
            before.Dequeue();
        before.Enqueue(past);
    }

    // Most writes share nothing with the one before, so that this ends after a few looks; sorting both for one walk costs more.
    private static bool Holds(ReadOnlySpan<ulong> whole, ReadOnlySpan<ulong> part)
    {
        var missing = part.Length - (int)Math.Ceiling(part.Length * Contained);
        foreach (var run in part)
        {
            if (!whole.Contains(run) && --missing < 0)
                return false;
        }

        return true;
    }

    /// <summary>A write as it is remembered here.</summary>
    internal readonly record struct Past(ulong[] Runs, int Words, int Steps, bool Held);
}
