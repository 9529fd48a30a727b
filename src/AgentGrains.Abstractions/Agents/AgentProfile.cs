using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>Who an agent is.</summary>
/// <remarks>Field numbers are persisted: what an older version stored lacks the later ones, which then mean what null or empty means.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.AgentProfile")]
public sealed record AgentProfile
{
    /// <summary>Name of the plugin that gives an agent's model the agent's own memory as tools.</summary>
    public const string MemoryPlugin = "memory";

    /// <summary>What the agent is told about itself before every turn.</summary>
    [Id(0)] public string Persona { get; init; } = "You answer from memory and cite your sources.";

    /// <summary>Scopes it recalls from, of its own tenant.</summary>
    [Id(1)] public required ImmutableArray<Scope> Reads { get; init; }

    /// <summary>Scope it remembers turns in and keeps its sessions' working memory in; null means it remembers nothing.</summary>
    [Id(2)] public Scope? Writes { get; init; }

    /// <summary>Most evidence it recalls for one turn.</summary>
    [Id(3)] public int RecallLimit { get; init; } = 10;

    /// <summary>Tokens of context it recalls for one turn.</summary>
    [Id(4)] public int RecallTokens { get; init; } = 2000;

    /// <summary>Plugins its model may call: names given to <c>AddPlugin</c>, or <see cref="MemoryPlugin"/>. At most 32.</summary>
    [Id(5)] public ImmutableArray<string> Plugins { get; init; } = [];

    /// <summary>Name of the chat model that answers for it; null means the silo's default.</summary>
    [Id(6)] public string? Model { get; init; }

    /// <summary>Tokens of its working memory, and again as many of earlier turns of the session, in one turn's context; null means <see cref="AgentOptions.WorkingTokens"/>.</summary>
    [Id(7)] public int? WorkingTokens { get; init; }

    /// <summary>Agents of its tenant it may hand a conversation to. At most 32.</summary>
    [Id(8)] public ImmutableArray<Handoff> Handoffs { get; init; } = [];

    /// <summary>Most tool calls in one turn; null means <see cref="AgentOptions.MaxToolCalls"/>.</summary>
    [Id(9)] public int? MaxToolCalls { get; init; }

    /// <summary>How long one tool may take; null means <see cref="AgentOptions.ToolTimeout"/>.</summary>
    [Id(10)] public TimeSpan? ToolTimeout { get; init; }

    /// <summary>
    /// Rights to read secrets. Its model writes <c>secret://name</c> in a tool's argument; the tool gets the value, the model, the memory and the
    /// reply do not. At most 32, names distinct.
    /// </summary>
    [Id(11)] public ImmutableArray<SecretGrant> Secrets { get; init; } = [];
}

/// <summary>An agent that a conversation may be handed to.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="When">When it should be, as the model is told.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.Handoff")]
public sealed record Handoff([property: Id(0)] string Agent, [property: Id(1)] string When);
