namespace AgentGrains;

/// <summary>How recall learns from outcomes.</summary>
public sealed class OutcomeOptions
{
    /// <summary>
    /// Whether recalls are named and kept so that their outcomes can be reported, and whether what was learnt is used. Default true. When
    /// false every recall is ranked as shipped.
    /// </summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Recalls of one tenant that wait for their outcome, and as many with one; the oldest are dropped. Default 1,000.</summary>
    public int MaxRecalls { get; set; } = 1_000;

    /// <summary>Evidence of one recall that is kept, best first; the rest cannot be reported as used. Default 20.</summary>
    public int MaxShown { get; set; } = 20;

    /// <summary>A training follows after this many reports that can be learnt from. Default 50.</summary>
    public int TrainEvery { get; set; } = 50;

    /// <summary>Reports that a training needs, a third of which judge and do not teach. Default 90.</summary>
    public int MinReports { get; set; } = 90;

    /// <summary>
    /// Whether a training also looks for where adaptive recalls should end their lists (<see cref="RecallRequest.Adaptive"/>), and what it found is
    /// used. Default true. When false the shipped cut holds, whatever was learnt.
    /// </summary>
    public bool TuneCut { get; set; } = true;

    /// <summary>Tenants that must share their rankings before any of them begins from what they have in common. Default 5.</summary>
    public int LeastFederated { get; set; } = 5;

    /// <summary>How long a recall may wait before it is durable; a silo that dies earlier makes its outcome unknown. Default 200 ms.</summary>
    public TimeSpan FlushDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long the first recall of a tenant on a silo waits for what was learnt before it goes on without. Default 250 ms.</summary>
    public TimeSpan LookUpDeadline { get; set; } = TimeSpan.FromMilliseconds(250);
}
