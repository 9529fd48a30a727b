using System.Collections.Immutable;

namespace AgentGrains.Runtime.Outcomes;

/// <summary>The only way a tenant's outcomes change.</summary>
internal abstract record OutcomeEvent
{
    /// <summary>A recall was made.</summary>
    public sealed record Shown(ShownRecall Recall) : OutcomeEvent;

    /// <summary>What came of a recall was reported.</summary>
    public sealed record Reported(Guid Recall, ImmutableArray<MemoryId> Used, bool Success) : OutcomeEvent;

    /// <summary>A ranking was adopted.</summary>
    public sealed record Adopted(RankingAdjustment Ranking) : OutcomeEvent;

    /// <summary>An earlier ranking took the place of the latest.</summary>
    public sealed record RolledBack(int ToVersion) : OutcomeEvent;

    /// <summary>A scope was erased.</summary>
    public sealed record ScopeErased(string Scope) : OutcomeEvent;

    /// <summary>The tenant shares what it learns with others and begins from what they learnt, or no longer does.</summary>
    public sealed record Federated(bool IsMember) : OutcomeEvent;

    /// <summary>First of a journal: which generation it is.</summary>
    public sealed record Began(long Generation) : OutcomeEvent;

    /// <summary>Last of a journal: the next generation is being written, and nothing may follow here.</summary>
    public sealed record Sealed : OutcomeEvent;
}
