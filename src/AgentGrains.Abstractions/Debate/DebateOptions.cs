namespace AgentGrains;

/// <summary>Limits and deadlines of debates.</summary>
public sealed class DebateOptions
{
    /// <summary>How long one call of a team, judge, family or verifier may take before it is a fault. Default 2 minutes.</summary>
    public TimeSpan StepDeadline { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a team's grain may be out of reach before its step is a fault. Default 5 minutes; longer than a silo's death is noticed.</summary>
    public TimeSpan UnavailableAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a step is begun when its silo dies in the middle, before it is a fault. Default 5.</summary>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Longest problem, reference, solution, critique or reason, in UTF-8 bytes. Default 64 KiB.</summary>
    public int MaxTextBytes { get; set; } = 64 * 1024;

    /// <summary>Most teams of a debate. Default 16.</summary>
    public int MaxTeams { get; set; } = 16;

    /// <summary>Most rounds that a request may ask for. Default 100.</summary>
    public int MaxRounds { get; set; } = 100;

    /// <summary>Most tokens that a request may ask for. Default 100 million.</summary>
    public long MaxTokens { get; set; } = 100_000_000;

    /// <summary>Most time that a request may ask for. Default 7 days.</summary>
    public TimeSpan MaxTime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Most cases of one kind that a team is shown. Default 3.</summary>
    public int CasesOfAKind { get; set; } = 3;

    /// <summary>Least similarity of a case that a team is shown, 0 to 1. Default 0.3.</summary>
    public double LeastSimilarity { get; set; } = 0.3;

    /// <summary>How long looking up cases may take before a step goes on without them. Default 5 seconds.</summary>
    public TimeSpan BankDeadline { get; set; } = TimeSpan.FromSeconds(5);
}
