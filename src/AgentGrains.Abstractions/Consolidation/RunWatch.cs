namespace AgentGrains;

/// <summary>What was seen of recalls while a run was staged and after it was promoted.</summary>
/// <param name="Baseline">Without the run: of sessions that are no canaries, while it was staged.</param>
/// <param name="Canary">As if it were applied: of canary sessions.</param>
/// <param name="Promoted">Since it was applied: of all.</param>
/// <remarks>Immutable and thread-safe. Counts may lack what a silo that died had not written yet.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.RunWatch")]
public sealed record RunWatch([property: Id(0)] ArmCounts Baseline, [property: Id(1)] ArmCounts Canary, [property: Id(2)] ArmCounts Promoted)
{
    /// <summary>Nothing was seen.</summary>
    public static RunWatch None { get; } = new(default, default, default);
}

/// <summary>What was seen of the recalls of one arm.</summary>
/// <param name="Recalls">Recalls that asked the scope.</param>
/// <param name="Unanswered">Those that found nothing, or nothing that can be the answer (<see cref="RecallRemark.Insufficient"/>).</param>
/// <param name="Partial">Those that a memory did not answer in (<see cref="RecallRemark.Partial"/>).</param>
/// <param name="Reports">Those whose outcome was reported.</param>
/// <param name="Failures">Those that were reported without success.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.ArmCounts")]
public readonly record struct ArmCounts(
    [property: Id(0)] long Recalls, [property: Id(1)] long Unanswered, [property: Id(2)] long Partial, [property: Id(3)] long Reports, [property: Id(4)] long Failures)
{
    /// <summary>Recalls whose evidence contradicts itself, or was left out because it did not agree with the rest.</summary>
    [Id(5)] public long Conflicts { get; init; }

    /// <summary>Those that showed an earlier value of something before the later one.</summary>
    [Id(6)] public long Outdated { get; init; }

    /// <summary>Both together.</summary>
    public ArmCounts Plus(ArmCounts other) =>
        new(Recalls + other.Recalls, Unanswered + other.Unanswered, Partial + other.Partial, Reports + other.Reports, Failures + other.Failures)
        {
            Conflicts = Conflicts + other.Conflicts,
            Outdated = Outdated + other.Outdated,
        };
}
