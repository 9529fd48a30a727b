namespace AgentGrains.Silo;

/// <summary>Who an agent is.</summary>
internal sealed record AgentBody
{
    /// <summary>What the agent is told about itself before every turn.</summary>
    public string? Persona { get; init; }

    /// <summary>Scopes it recalls from; its own scope when left out.</summary>
    public IReadOnlyList<string?>? Reads { get; init; }

    /// <summary>Scope it remembers turns in; it remembers nothing when left out.</summary>
    public string? Writes { get; init; }

    /// <summary>Most evidence it recalls for one turn; 10 when left out.</summary>
    public int? RecallLimit { get; init; }

    /// <summary>Tokens of context it recalls for one turn; 2000 when left out.</summary>
    public int? RecallTokens { get; init; }

    /// <summary>Plugins its model may call, of those the server has; "memory" is its own memory. None when left out.</summary>
    public IReadOnlyList<string?>? Plugins { get; init; }

    /// <summary>Name of the chat model that answers for it; the server's default when left out.</summary>
    public string? Model { get; init; }

    /// <summary>Agents it may hand a conversation to, each with when; none when left out.</summary>
    public IReadOnlyList<HandoffBody?>? Handoffs { get; init; }

    /// <summary>Writes a profile.</summary>
    public static AgentBody From(AgentProfile profile) => new()
    {
        Persona = profile.Persona,
        Reads = [.. profile.Reads.Select(scope => scope.Name)],
        Writes = profile.Writes?.Name,
        RecallLimit = profile.RecallLimit,
        RecallTokens = profile.RecallTokens,
        Plugins = profile.Plugins.IsDefaultOrEmpty ? null : [.. profile.Plugins],
        Model = profile.Model,
        Handoffs = profile.Handoffs.IsDefaultOrEmpty ? null : [.. profile.Handoffs.Select(handoff => new HandoffBody(handoff.Agent, handoff.When))],
    };

    /// <summary>The profile that the body asks for.</summary>
    /// <exception cref="InvalidMemoryException">A field is not valid.</exception>
    /// <exception cref="InvalidScopeException">A scope is not a valid name.</exception>
    public AgentProfile ToProfile(string tenant, string agent)
    {
        var profile = new AgentProfile
        {
            Reads = Reads is null
                ? [Scope.Agent(tenant, agent)]
                : [.. Reads.Select((name, i) => Scope.Parse(tenant, name
                    ?? throw new InvalidMemoryException($"reads[{i}]", "The scope is null; leave it out.")))],
            Writes = Writes is null ? null : Scope.Parse(tenant, Writes),
        };

        return profile with
        {
            Persona = Persona ?? profile.Persona,
            RecallLimit = Positive("recallLimit", RecallLimit ?? profile.RecallLimit),
            RecallTokens = Positive("recallTokens", RecallTokens ?? profile.RecallTokens),
            Plugins = [.. (Plugins ?? []).Select((name, i) => name ?? throw new InvalidMemoryException($"plugins[{i}]", "The plugin is null; leave it out."))],
            Model = Model,
            Handoffs = [.. (Handoffs ?? []).Select((handoff, i) => handoff is { Agent: { } target, When: { } when }
                ? new Handoff(target, when)
                : throw new InvalidMemoryException($"handoffs[{i}]", "A handoff needs an agent and when to hand over."))],
        };
    }

    private static int Positive(string field, int value) =>
        value >= 1 ? value : throw new InvalidMemoryException(field, $"The {field} is {value}; it must be at least 1.");
}

/// <summary>An agent that a conversation may be handed to.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="When">When it should be, as the model is told.</param>
internal sealed record HandoffBody(string? Agent, string? When);
