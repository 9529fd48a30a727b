namespace AgentGrains;

/// <summary>How writes and recalls are guarded on this silo. A tenant may turn its guard down or off (<see cref="GuardPolicy"/>).</summary>
public sealed class GuardOptions
{
    /// <summary>Whether this silo guards at all. Default true. Off, nothing is held, nothing weighs trust, and records keep trust 1.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// A write whose trust (its source's reputation times what its signals leave) is below this is held in quarantine. Default 0.64: that of a
    /// source nobody knows, 0.8, less a suspicion of 0.2, the bound calibrated on benign writes (docs/guard.md).
    /// </summary>
    public float HoldBelow { get; set; } = 0.64f;

    /// <summary>A write whose trust is below this is refused and not kept at all. Default 0.08; 0 refuses only what a lesson knows.</summary>
    public float RejectBelow { get; set; } = 0.08f;

    /// <summary>Exponent of trust in ranking: a doubted record's odds are multiplied by (trust / 0.8) to this power. Default 2; 0 ranks without trust.</summary>
    public float TrustExponent { get; set; } = 2;

    /// <summary>
    /// How fast a doubted record's odds fall with its age, per day; e^(-this times days). Default 0.02. Records nobody doubts do not age by it:
    /// old evidence is often the evidence.
    /// </summary>
    public float DoubtedAgePerDay { get; set; } = 0.02f;

    /// <summary>Most votes that the records of one source have together on one matter. Default 1: a source is one voice.</summary>
    public int VotesPerSource { get; set; } = 1;

    /// <summary>Records that a memory last returned and knows again when they come back as text, per memory in use. Default 256; 0 folds no echoes.</summary>
    public int EchoRecords { get; set; } = 256;

    /// <summary>How old a silo's copy of a tenant's ledger may become while it is used. Default 10 seconds. The copy is renewed beside the writes.</summary>
    public TimeSpan LeaseAge { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the application's own <see cref="IWritePolicy"/> may take for one write. Default 2 seconds.</summary>
    public TimeSpan PolicyDeadline { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What becomes of a write whose policy failed or took too long. Default <see cref="PolicyFailure.Hold"/>.</summary>
    public PolicyFailure OnPolicyFailure { get; set; } = PolicyFailure.Hold;

    /// <summary>How long an <see cref="IEvidenceJudge"/> may take for one recall; then nothing passes. Default 30 seconds.</summary>
    public TimeSpan JudgeDeadline { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>What becomes of a write that the application's policy could not judge.</summary>
public enum PolicyFailure
{
    /// <summary>It is held in quarantine (fails closed, and loses nothing).</summary>
    Hold = 0,

    /// <summary>The guard's own decision stands (fails open).</summary>
    Ignore = 1,
}

/// <summary>A tenant's own say about its guard.</summary>
/// <param name="Mode">How far it goes.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.GuardPolicy")]
public sealed record GuardPolicy([property: Id(0)] GuardMode Mode = GuardMode.On);

/// <summary>How far a guard goes.</summary>
/// <remarks>The numbers are persisted: never renumber, only add.</remarks>
[GenerateSerializer, Alias("agentgrains.GuardMode")]
public enum GuardMode : byte
{
    /// <summary>Suspicious writes are held or refused; recall weighs trust and votes.</summary>
    On = 0,

    /// <summary>Trust is written down and nothing is held: to see what a guard would do.</summary>
    Observe = 1,

    /// <summary>Nothing is looked at.</summary>
    Off = 2,
}
