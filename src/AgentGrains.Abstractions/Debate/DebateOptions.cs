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
}
