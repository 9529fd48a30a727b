using AgentGrains.Engine.Guard;
using AgentGrains.Engine.Records;

namespace AgentGrains.Engine.Consolidation;

/// <summary>
/// Finds the earliest record that says the same as another: the same words (case and marks aside) of one kind, speaker and slot; of turns also on the
/// same day, for when something was said again is something to remember.
/// </summary>
/// <remarks>Kept in step by <see cref="CatchUp"/>; not thread-safe.</remarks>
internal sealed class TwinIndex(MemoryState state)
{
    private readonly Dictionary<UInt128, List<int>> _alike = [];
    private readonly List<ulong> _words = [];
    private int _seen;

    public void CatchUp()
    {
        for (; _seen < state.Versions; _seen++)
        {
            if (state[_seen] is not { } record)
                continue;
            var key = KeyOf(record);
            if (!_alike.TryGetValue(key, out var places))
                _alike.Add(key, places = new List<int>(1));
            places.Add(_seen);
        }
    }

    /// <summary>The earliest record that is believed and says the same; -1 when there is none before this one.</summary>
    /// <param name="key">What the record says (<see cref="KeyOf"/>).</param>
    /// <param name="before">Where the record is.</param>
    /// <param name="counts">Whether a version counts.</param>
    public int Earliest(UInt128 key, int before, Func<int, bool> counts)
    {
        if (!_alike.TryGetValue(key, out var places))
            return -1;
        foreach (var place in places)
        {
            if (place >= before)
                return -1;
            if (state[place] is not null && counts(place))
                return place;
        }

        return -1;
    }

    /// <summary>Whether two records say the same.</summary>
    public bool AreTwins(MemoryRecord one, MemoryRecord other) => KeyOf(one) == KeyOf(other);

    /// <summary>What a record says. 128 bits: two records that differ do not meet in one key by chance.</summary>
    public UInt128 KeyOf(MemoryRecord record)
    {
        var day = record.Kind == MemoryKind.Turn ? record.OccurredAt.ToUniversalTime().ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture) : "";
        var slot = record.Slot is { } has ? $"{has.Subject}\u001f{has.Predicate}\u001f{has.Value}" : "";
        return new UInt128(Hash($"{record.Kind} {record.Provenance.Actor} {day} {slot}"), Hash(record.Text));
    }

    private ulong Hash(string text)
    {
        WordRuns.Words(text, _words);
        return WordRuns.Mix(WordRuns.Hash(_words, 0, _words.Count) + (ulong)text.Count(c => !char.IsLetterOrDigit(c) && !char.IsWhiteSpace(c) && !char.IsPunctuation(c)));
    }
}
