namespace AgentGrains.Engine.Guard;

/// <summary>Whoever says in person what is remembered of them confirms it, a few times; then it is an echo like any other.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class OwnRepeats
{
    private const int MostRepeats = 3;
    private const int MostTexts = 4_096;

    private readonly Dictionary<ulong, int> _repeats = [];   // of texts by their own authors
    private readonly List<ulong> _words = [];

    /// <summary>Whether the draft confirms the record that it repeats. Counts it.</summary>
    public bool Confirms(MemoryRecord record, MemoryDraft draft)
    {
        if (Sources.Key(record) != Sources.Key(draft.Source, draft.Actor))
            return false;
        if (_repeats.Count >= MostTexts)
            _repeats.Clear();
        WordRuns.Words(draft.Text, _words);
        var text = WordRuns.Hash(_words, 0, _words.Count);
        return (_repeats[text] = _repeats.GetValueOrDefault(text) + 1) <= MostRepeats;
    }
}
