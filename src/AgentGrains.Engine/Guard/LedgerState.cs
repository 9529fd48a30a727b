using System.Collections.Immutable;

namespace AgentGrains.Engine.Guard;

/// <summary>What a guard's journal says: policy, sources, lessons. Pure: the same events give the same state.</summary>
/// <remarks>Not thread-safe: for its one owner.</remarks>
internal sealed class LedgerState
{
    private readonly SortedDictionary<string, (SourceStanding Standing, long Changed)> _sources = new(StringComparer.Ordinal);
    private readonly HashSet<(MemoryId, GuardEventKind)> _counted = [];
    private readonly Queue<GuardLesson> _lessons = new();

    /// <summary>Number of events applied.</summary>
    public long Sequence { get; private set; }

    public GuardPolicy Policy { get; private set; } = new();

    /// <summary>Whether an outcome was counted before.</summary>
    public bool Knows(GuardEvent outcome) => outcome.Memory is { } memory && _counted.Contains((memory, outcome.Kind));

    public void Apply(GuardEvent happened)
    {
        Sequence++;
        switch (happened.Kind)
        {
            case GuardEventKind.PolicySet:
                Policy = happened.Policy ?? new GuardPolicy();
                break;
            case GuardEventKind.Released:
                Count(happened, standing => standing with { Confirmed = standing.Confirmed + 1 });
                break;
            case GuardEventKind.Purged:
                Count(happened, standing => standing with { Refuted = standing.Refuted + 1 });
                if (happened.Lesson is { } lesson)
                    Learn(lesson);
                break;
            case GuardEventKind.StandingSet:
                Change(happened.Source!, standing => standing with { Standing = happened.Standing });
                break;
            default:
                throw new InvalidOperationException($"Guard event {(int)happened.Kind} is not known; a newer version wrote it.");
        }
    }

    /// <summary>A copy to decide by.</summary>
    public GuardLease Lease() => new(
        Sequence, Policy,
        [.. _sources.Values.OrderByDescending(entry => entry.Changed).Take(GuardLease.MostSources).Select(entry => entry.Standing)], [.. _lessons]);

    public ImmutableArray<SourceStanding> List(string? after, int take) =>
        [.. _sources.SkipWhile(entry => after is not null && string.CompareOrdinal(entry.Key, after) <= 0).Take(take).Select(entry => entry.Value.Standing)];

    private void Count(GuardEvent outcome, Func<SourceStanding, SourceStanding> change)
    {
        if (outcome.Memory is { } memory && !_counted.Add((memory, outcome.Kind)))
            return;
        if (outcome.Source is { } source)
            Change(source, change);
    }

    private void Change(string source, Func<SourceStanding, SourceStanding> change)
    {
        var standing = _sources.TryGetValue(source, out var known) ? known.Standing : new SourceStanding(source, 0, 0);
        _sources[source] = (change(standing), Sequence);
    }

    private void Learn(GuardLesson lesson)
    {
        if (_lessons.Count == GuardLease.MostLessons)
            _lessons.Dequeue();
        _lessons.Enqueue(lesson);
    }
}
