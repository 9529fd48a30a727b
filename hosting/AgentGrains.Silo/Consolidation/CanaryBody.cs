namespace AgentGrains.Silo;

/// <summary>The sessions that see a staged run.</summary>
internal sealed record CanaryBody
{
    /// <summary>Sessions by name.</summary>
    public IReadOnlyList<string?>? Sessions { get; init; }

    /// <summary>Share of all other sessions, 0 to 100; 0 when left out.</summary>
    public int? Percent { get; init; }

    /// <summary>The canary that the body asks for.</summary>
    /// <exception cref="InvalidMemoryException">A session is null.</exception>
    public ConsolidationCanary ToCanary() => new(
        [.. (Sessions ?? []).Select((session, i) => session ?? throw new InvalidMemoryException($"sessions[{i}]", "The session is null; leave it out."))], Percent ?? 0);
}
