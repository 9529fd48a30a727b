using System.Globalization;

namespace AgentGrains.Silo;

/// <summary>A memory in quarantine, with why it is there.</summary>
internal sealed record HeldBody
{
    /// <summary>The memory.</summary>
    public required RecordBody Memory { get; init; }

    /// <summary>Since when it is held.</summary>
    public required DateTimeOffset HeldAt { get; init; }

    /// <summary>Why: the signals and their weights, or what somebody gave as a reason.</summary>
    public required string Reason { get; init; }

    /// <summary>Who held it: guard or caller.</summary>
    public required string By { get; init; }

    /// <summary>Writes a held record.</summary>
    public static HeldBody From(HeldMemory held) => new() { Memory = RecordBody.From(held.Record), HeldAt = held.HeldAt, Reason = held.Reason, By = held.By };
}

/// <summary>Why something is done to a memory in quarantine.</summary>
internal sealed record ReasonBody
{
    /// <summary>In words; kept in the journal.</summary>
    public string? Reason { get; init; }
}

/// <summary>A tenant's guard.</summary>
internal sealed record GuardPolicyBody
{
    /// <summary>on, observe or off.</summary>
    public string? Mode { get; init; }

    /// <summary>The policy that the body asks for.</summary>
    /// <exception cref="InvalidMemoryException">The mode is not one.</exception>
    public GuardPolicy ToPolicy() => new(Mode switch
    {
        "on" => GuardMode.On,
        "observe" => GuardMode.Observe,
        "off" => GuardMode.Off,
        _ => throw new InvalidMemoryException("mode", $"'{Mode}' is not a mode of a guard; it is on, observe or off."),
    });

    /// <summary>Writes a policy.</summary>
    public static GuardPolicyBody From(GuardPolicy policy) => new() { Mode = policy.Mode.ToString().ToLowerInvariant() };
}

/// <summary>A source and what is thought of it.</summary>
internal sealed record GuardSourceBody
{
    /// <summary>Source and actor, joined by a line.</summary>
    public string? Source { get; init; }

    /// <summary>open, vouched or blocked.</summary>
    public string? Standing { get; init; }

    /// <summary>Why; kept in the guard's history.</summary>
    public string? Reason { get; init; }

    /// <summary>From 0 to 0.95.</summary>
    public float? Reputation { get; init; }

    /// <summary>Held writes of it that were released.</summary>
    public int? Confirmed { get; init; }

    /// <summary>Writes of it that were purged.</summary>
    public int? Refuted { get; init; }

    /// <summary>The standing that the body asks for.</summary>
    /// <exception cref="InvalidMemoryException">It is not one, or no source is named.</exception>
    public (string Source, OperatorStanding Standing) ToStanding() => (
        Source ?? throw new InvalidMemoryException("source", "The source is missing; name it as the list of sources does."),
        Standing switch
        {
            "open" => OperatorStanding.Open,
            "vouched" => OperatorStanding.Vouched,
            "blocked" => OperatorStanding.Blocked,
            _ => throw new InvalidMemoryException("standing", $"'{Standing}' is not a standing; it is open, vouched or blocked."),
        });

    /// <summary>Writes a source.</summary>
    public static GuardSourceBody From(SourceStanding source) => new()
    {
        Source = source.Source,
        Standing = source.Standing.ToString().ToLowerInvariant(),
        Reputation = source.Reputation,
        Confirmed = source.Confirmed,
        Refuted = source.Refuted,
    };
}

/// <summary>Something that happened to a tenant's guard.</summary>
internal sealed record GuardEventBody
{
    /// <summary>Position in the guard's journal.</summary>
    public required long Sequence { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>policySet, released, purged or standingSet.</summary>
    public required string Kind { get; init; }

    /// <summary>The source it is about.</summary>
    public string? Source { get; init; }

    /// <summary>The scope whose memory it is about.</summary>
    public string? Scope { get; init; }

    /// <summary>The memory it is about.</summary>
    public MemoryId? Memory { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>What a purge taught.</summary>
    public string? Lesson { get; init; }

    /// <summary>The mode or standing that was set.</summary>
    public string? Value { get; init; }

    /// <summary>Writes an event.</summary>
    public static GuardEventBody From(GuardEvent happened) => new()
    {
        Sequence = happened.Sequence,
        At = happened.At,
        Kind = char.ToLower(happened.Kind.ToString()[0], CultureInfo.InvariantCulture) + happened.Kind.ToString()[1..],
        Source = happened.Source,
        Scope = happened.Scope,
        Memory = happened.Memory,
        Reason = happened.Reason,
        Lesson = happened.Lesson?.Text,
        Value = happened.Policy?.Mode.ToString().ToLowerInvariant() ?? (happened.Kind == GuardEventKind.StandingSet ? happened.Standing.ToString().ToLowerInvariant() : null),
    };
}
