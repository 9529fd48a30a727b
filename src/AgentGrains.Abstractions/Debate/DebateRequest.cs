using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>What a debate is about, who takes part, and when it ends.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.DebateRequest")]
public sealed record DebateRequest
{
    /// <summary>The task that every team solves.</summary>
    [Id(0)] public required DebateTask Task { get; init; }

    /// <summary>Names of the teams, each once; 1 to 16.</summary>
    [Id(1)] public required ImmutableArray<string> Teams { get; init; }

    /// <summary>How disagreement is resolved.</summary>
    [Id(2)] public DebateProtocol Protocol { get; init; }

    /// <summary>Name of the judge; only for <see cref="DebateProtocol.Judge"/>.</summary>
    [Id(3)] public string? Judge { get; init; }

    /// <summary>When two outcomes are the same.</summary>
    [Id(4)] public OutcomeTolerance Tolerance { get; init; } = new();

    /// <summary>How much the debate may cost.</summary>
    [Id(5)] public DebateBudget Budget { get; init; } = new();

    /// <summary>What is known of the teams' reliability; a team that is not named has what earlier debates of the tenant in the family say, else Beta(1, 1).</summary>
    [Id(6)] public ImmutableArray<TeamReliability> Reliability { get; init; } = [];

    /// <summary>
    /// Name of the scope, of the debate's own tenant, in whose procedural memory earlier debates are looked up and this one is kept, such as
    /// <c>team:planners</c>. Null means that nothing is looked up and nothing is learnt.
    /// </summary>
    [Id(7)] public string? Bank { get; init; }
}

/// <summary>A task.</summary>
/// <param name="Id">The caller's name of the task.</param>
/// <param name="Family">Name of the <see cref="IOutcomeFamily"/> that executes solutions.</param>
/// <param name="Problem">The task as the teams read it.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.DebateTask")]
public sealed record DebateTask([property: Id(0)] string Id, [property: Id(1)] string Family, [property: Id(2)] string Problem)
{
    /// <summary>What the verifier may hold a solution against. The teams never see it.</summary>
    [Id(3)] public string? Reference { get; init; }
}

/// <summary>When two outcomes are the same: |a−b| ≤ max(<paramref name="Absolute"/>, <paramref name="Relative"/>·max(|a|, |b|)).</summary>
/// <param name="Absolute">In the outcome's own unit; at least 0, finite.</param>
/// <param name="Relative">A share, 0 to 1. The experiments of Agora-Opt used 0.05, under which 11 of 179 recorded agreements are false.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.OutcomeTolerance")]
public readonly record struct OutcomeTolerance([property: Id(0)] double Absolute, [property: Id(1)] double Relative)
{
    /// <summary>The default: 1e-9 absolute, 1e-4 relative.</summary>
    public OutcomeTolerance()
        : this(1e-9, 1e-4)
    {
    }
}

/// <summary>How much a debate may cost. What is reached first exhausts it; what is then known is verified and decided.</summary>
/// <param name="Rounds">Rounds of critique and revision after the first proposals, 0 to 100.</param>
/// <param name="Tokens">Tokens that all teams report, at least 1. Looked at between rounds.</param>
/// <param name="Seconds">Seconds from the start, more than 0, at most a week.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.DebateBudget")]
public sealed record DebateBudget([property: Id(0)] int Rounds = 3, [property: Id(1)] long Tokens = 1_000_000, [property: Id(2)] double Seconds = 3600);

/// <summary>How disagreement is resolved. The numbers are persisted.</summary>
[GenerateSerializer, Alias("agentgrains.DebateProtocol")]
public enum DebateProtocol : byte
{
    /// <summary>Teams criticise each other, revise and execute again until they agree (Agora-Opt).</summary>
    Decentralised = 0,

    /// <summary>A judge reads the first proposals and their outcomes and chooses one.</summary>
    Judge = 1,

    /// <summary>The largest group of equal outcomes of the first proposals wins.</summary>
    MajorityVote = 2,
}

/// <summary>How often a team's outcomes were right, as a Beta posterior.</summary>
/// <param name="Team">The team.</param>
/// <param name="Alpha">Prior plus outcomes that a verifier confirmed; above 0, finite.</param>
/// <param name="Beta">Prior plus outcomes that a verifier refuted; above 0, finite.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.TeamReliability")]
public sealed record TeamReliability([property: Id(0)] string Team, [property: Id(1)] double Alpha = 1, [property: Id(2)] double Beta = 1)
{
    /// <summary>Expected share of right outcomes, 0 to 1.</summary>
    public double Mean => Alpha / (Alpha + Beta);

    /// <summary>The posterior after one more outcome was checked; unchanged when the check was not conclusive.</summary>
    public TeamReliability After(Verdict verdict) => verdict switch
    {
        Verdict.Verified => this with { Alpha = Alpha + 1 },
        Verdict.Refuted => this with { Beta = Beta + 1 },
        _ => this,
    };
}
