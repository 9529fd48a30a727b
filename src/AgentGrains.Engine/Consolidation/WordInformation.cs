using AgentGrains.Engine.Records;

namespace AgentGrains.Engine.Consolidation;

/// <summary>
/// How surprising words are among all records of one memory, in nats: ln(1 + records / records with the word). Chatter and the names of those who
/// speak tell nothing.
/// </summary>
/// <remarks>After the entropy gate of SimpleMem, with words for a model's probabilities. Kept in step by <see cref="CatchUp"/>; not thread-safe.</remarks>
internal sealed class WordInformation(MemoryState state)
{
    private const int ShortestNickname = 3;
    private const int LeastRecords = 500;   // a young memory has not seen enough to call a word common

    private static readonly HashSet<string> FirstPerson =
        ["i", "i'm", "i've", "i'd", "i'll", "me", "my", "mine", "myself", "we", "we're", "we've", "we'd", "we'll", "us", "our", "ours", "ourselves"];

    private readonly Dictionary<string, int> _records = new(StringComparer.Ordinal);
    private readonly HashSet<string> _speakers = new(StringComparer.Ordinal);   // and what they are called for short
    private readonly HashSet<string> _seenInRecord = new(StringComparer.Ordinal);
    private int _seen;    // versions
    private int _count;

    /// <summary>Takes in what was remembered since the last call.</summary>
    public void CatchUp()
    {
        for (; _seen < state.Versions; _seen++)
        {
            if (state[_seen] is not { Status: not EpistemicStatus.Quarantined } record)
                continue;
            _count++;
            AddSpeaker(record.Provenance.Actor);
            _seenInRecord.Clear();
            foreach (var sentence in SentenceReader.Read(record.Text))
                _seenInRecord.UnionWith(sentence.Words);
            foreach (var word in _seenInRecord)
                _records[word] = _records.GetValueOrDefault(word) + 1;
        }
    }

    /// <summary>What a text tells: the sum over its distinct words, half for those it only asks with.</summary>
    public double Of(IReadOnlyList<Sentence> sentences)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sentence in sentences)
            (sentence.Asks ? asked : told).UnionWith(sentence.Words);
        asked.ExceptWith(told);
        return told.Sum(Of) + asked.Sum(Of) / 2;
    }

    /// <summary>
    /// What a turn tells a memory: the sum over its distinct words, twice for those of a sentence in the first person. What somebody says of himself is what
    /// others ask for; what he says of what the other said is mostly said already.
    /// </summary>
    public double OfTurn(IReadOnlyList<Sentence> sentences)
    {
        var (all, own) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var sentence in sentences)
        {
            all.UnionWith(sentence.Words);
            if (sentence.Words.Any(FirstPerson.Contains))
                own.UnionWith(sentence.Words);
        }

        return all.Sum(Of) + own.Sum(Of);
    }

    /// <summary>What of a sentence must not be lost; nothing of one that only greets, thanks or cheers.</summary>
    public IEnumerable<string> FactsOf(Sentence sentence) =>
        sentence.Facts.Where(fact => !_speakers.Contains(fact) && !(Chatter.Holds(fact) && sentence.Words.All(TellsNothing)));

    private double Of(string word) => TellsNothing(word) ? 0 : Math.Log(1 + (double)Math.Max(_count, LeastRecords) / Math.Max(1, _records.GetValueOrDefault(word)));

    private bool TellsNothing(string word) => Chatter.Holds(word) || _speakers.Contains(word);

    // "Melanie" is "Mel" to her friends.
    private void AddSpeaker(string? actor)
    {
        foreach (var name in (actor ?? "").ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            for (var length = Math.Min(ShortestNickname, name.Length); length <= name.Length; length++)
                _speakers.Add(name[..length]);
        }
    }
}
