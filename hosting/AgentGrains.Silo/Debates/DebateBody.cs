namespace AgentGrains.Silo;

/// <summary>What a debate is about, who takes part, and when it ends.</summary>
internal sealed record DebateBody
{
    /// <summary>The task that every team solves.</summary>
    public DebateTaskBody? Task { get; init; }

    /// <summary>Names of the teams, each once.</summary>
    public IReadOnlyList<string?>? Teams { get; init; }

    /// <summary>How disagreement is resolved: decentralised (default), judge or vote.</summary>
    public string? Protocol { get; init; }

    /// <summary>Name of the judge, when the protocol has one.</summary>
    public string? Judge { get; init; }

    /// <summary>Absolute difference up to which two outcomes are the same; 1e-9 when left out.</summary>
    public double? AbsoluteTolerance { get; init; }

    /// <summary>Relative difference up to which two outcomes are the same; 1e-4 when left out.</summary>
    public double? RelativeTolerance { get; init; }

    /// <summary>Rounds of critique and revision after the first proposals; 3 when left out.</summary>
    public int? Rounds { get; init; }

    /// <summary>Tokens of all teams together; 1,000,000 when left out.</summary>
    public long? Tokens { get; init; }

    /// <summary>Seconds from the start; 3,600 when left out.</summary>
    public double? Seconds { get; init; }

    /// <summary>Scope of the tenant in which earlier debates are looked up and this one is kept; nothing is learnt when left out.</summary>
    public string? Bank { get; init; }

    /// <summary>The request that the body stands for.</summary>
    /// <exception cref="InvalidDebateException">A field is missing or not valid.</exception>
    public DebateRequest ToRequest()
    {
        var (tolerance, budget) = (new OutcomeTolerance(), new DebateBudget());
        return new DebateRequest
        {
            Task = Task?.ToTask() ?? throw new InvalidDebateException("task", "It is missing."),
            Teams = Teams is null
                ? throw new InvalidDebateException("teams", "They are missing.")
                : [.. Teams.Select((team, i) => team ?? throw new InvalidDebateException($"teams[{i}]", "The name is null; leave it out."))],
            Protocol = DebateNames.Protocol(Protocol),
            Judge = Judge,
            Tolerance = new OutcomeTolerance(AbsoluteTolerance ?? tolerance.Absolute, RelativeTolerance ?? tolerance.Relative),
            Budget = new DebateBudget(Rounds ?? budget.Rounds, Tokens ?? budget.Tokens, Seconds ?? budget.Seconds),
            Bank = Bank,
        };
    }
}

/// <summary>A task.</summary>
internal sealed record DebateTaskBody
{
    /// <summary>The caller's name of the task.</summary>
    public string? Id { get; init; }

    /// <summary>The family that executes solutions, such as facts.</summary>
    public string? Family { get; init; }

    /// <summary>The task as the teams read it.</summary>
    public string? Problem { get; init; }

    /// <summary>What the verifier may hold a solution against; the teams never see it.</summary>
    public string? Reference { get; init; }

    /// <summary>The task.</summary>
    /// <exception cref="InvalidDebateException">A field is missing.</exception>
    public DebateTask ToTask() => new(Require("task.id", Id), Require("task.family", Family), Require("task.problem", Problem)) { Reference = Reference };

    private static string Require(string field, string? value) => value ?? throw new InvalidDebateException(field, "It is missing.");
}

/// <summary>Why a debate is stopped.</summary>
/// <param name="Reason">The reason; it is kept.</param>
internal sealed record DebateCancelBody(string? Reason);

/// <summary>Whether a debate was stopped.</summary>
/// <param name="Cancelled">False when it was over already.</param>
internal sealed record DebateCancelAnswer(bool Cancelled);
