using System.Collections.Immutable;
using AgentGrains.Engine.Records;

namespace AgentGrains.Engine.Memory;

/// <summary>The pinned records of one memory, by tier: persona, pinned, open questions (Tenure's tiers).</summary>
/// <remarks>Costs nothing while nothing is pinned. Not thread-safe.</remarks>
internal sealed class StandingBeliefs(MemoryState state)
{
    private readonly List<int> _pinned = [];

    /// <summary>Notes a version that was added.</summary>
    public void Add(int ordinal, MemoryRecord record)
    {
        if (record.Pinned)
            _pinned.Add(ordinal);
    }

    /// <summary>What stands for these domains; null when nothing does.</summary>
    /// <param name="domains">The asked domains; empty means all.</param>
    /// <param name="isVisible">Which versions may be seen.</param>
    public StandingContext? Find(ImmutableArray<string> domains, Func<int, bool> isVisible)
    {
        if (_pinned.Count == 0)
            return null;
        var (persona, pinned, questions) = (ImmutableArray.CreateBuilder<MemoryRecord>(), ImmutableArray.CreateBuilder<MemoryRecord>(), ImmutableArray.CreateBuilder<MemoryRecord>());
        foreach (var ordinal in _pinned)
        {
            if (!isVisible(ordinal) || state[ordinal] is not { } record)
                continue;
            if (record.Belief is { Type: BeliefType.OpenQuestion } && Domains.Match(record, domains))
                questions.Add(record);
            else if (Domains.AppliesEverywhere(record))
                persona.Add(record);
            else if (record.Belief is not { Type: BeliefType.OpenQuestion } && (record.Belief!.UserEdited || Domains.Match(record, domains)))
                pinned.Add(record);
        }

        return new StandingContext { Persona = persona.ToImmutable(), Pinned = pinned.ToImmutable(), OpenQuestions = questions.ToImmutable() };
    }
}
