namespace AgentGrains.Engine.Guard;

/// <summary>
/// The last records that a memory returned, known by the runs of words in them: when they come back as text, memory hears itself.
/// Holds hashes only, at most <see cref="MostRuns"/> a record.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class EchoRing(int capacity)
{
    private const int RunLength = 3;
    private const int MostRuns = 64;
    private const int LeastWords = 3;
    private const float Share = 0.8f;

    private readonly Dictionary<ulong, int> _runs = [];   // the record that last held it
    private readonly HashSet<int> _known = [];
    private readonly Queue<(int Ordinal, ulong[] Runs)> _returned = new();
    private readonly Queue<(int Ordinal, string Text)> _pending = new();   // hashed when something is written: most recalls are followed by recalls
    private readonly List<ulong> _words = [];

    /// <summary>Records it knows.</summary>
    public int Count => Math.Min(capacity, _returned.Count + _pending.Count);

    /// <summary>Notes that a record was returned.</summary>
    public void Note(int ordinal, string text)
    {
        if (capacity == 0 || !_known.Add(ordinal))
            return;
        _pending.Enqueue((ordinal, text));
        while (_pending.Count > capacity)
            _known.Remove(_pending.Dequeue().Ordinal);
    }

    /// <summary>
    /// The record that a text repeats: at least four fifths of its runs of three words are of records that were returned. Of a text that is mostly
    /// quotations these are looked at alone. -1 when it repeats nothing.
    /// </summary>
    public int Find(string text)
    {
        TakePending();
        if (_returned.Count == 0)
            return -1;
        if (!text.Contains('\u201C', StringComparison.Ordinal))
            return FindPart(text);
        var (quotes, length) = (text.Split('\u201C').Skip(1).Select(part => part.Split('\u201D')[0]).ToList(), 0);
        foreach (var quote in quotes)
            length += quote.Length;
        if (length * 2 < text.Length)
            return FindPart(text);
        var found = quotes.ConvertAll(FindPart);
        return found.Contains(-1) ? -1 : found[0];
    }

    private int FindPart(string text)
    {
        WordRuns.Words(text, _words);
        if (_words.Count < LeastWords)
            return -1;
        var total = Math.Max(1, _words.Count - RunLength + 1);
        var missing = 0;
        var allowed = (int)(total * (1 - Share));
        Dictionary<int, int>? owners = null;
        for (var i = 0; i < total; i++)
        {
            if (!_runs.TryGetValue(WordRuns.Hash(_words, i, RunLength), out var ordinal))
            {
                if (++missing > allowed)
                    return -1;
                continue;
            }

            owners ??= [];
            owners[ordinal] = owners.GetValueOrDefault(ordinal) + 1;
        }

        return owners is null ? -1 : owners.OrderByDescending(owner => owner.Value).ThenBy(owner => owner.Key).First().Key;
    }

    private void TakePending()
    {
        while (_pending.TryDequeue(out var pending))
        {
            WordRuns.Words(pending.Text, _words);
            var runs = WordRuns.Runs(_words, RunLength, MostRuns);
            foreach (var run in runs)
                _runs[run] = pending.Ordinal;
            _returned.Enqueue((pending.Ordinal, runs));
            while (_returned.Count > capacity)
                Forget(_returned.Dequeue());
        }
    }

    private void Forget((int Ordinal, ulong[] Runs) oldest)
    {
        _known.Remove(oldest.Ordinal);
        foreach (var run in oldest.Runs)
        {
            if (_runs.TryGetValue(run, out var owner) && owner == oldest.Ordinal)
                _runs.Remove(run);
        }
    }
}
