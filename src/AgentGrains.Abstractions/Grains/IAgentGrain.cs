using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains;

/// <summary>An agent: a persona and the scopes it reads and writes. Turns of one agent run one at a time. The key is <c>tenant/agent</c>.</summary>
[Alias("agentgrains.IAgentGrain")]
public interface IAgentGrain : ITenantOwned
{
    /// <summary>Sets who the agent is.</summary>
    /// <exception cref="InvalidMemoryException">The profile is not valid, or names a scope of another tenant.</exception>
    [Alias("Configure")]
    ValueTask ConfigureAsync(AgentProfile profile, CancellationToken cancellationToken);

    /// <summary>Who the agent is; an agent that was never configured reads and writes its own scope.</summary>
    [Alias("GetProfile"), AlwaysInterleave]
    ValueTask<AgentProfile> GetProfileAsync(CancellationToken cancellationToken);

    /// <summary>Runs one turn: recalls, answers, and remembers the message and the answer.</summary>
    /// <exception cref="InvalidMemoryException">The session or the message is not valid.</exception>
    [Alias("Run"), ResponseTimeout("00:02:00")]
    ValueTask<AgentReply> RunAsync(string session, string message, CancellationToken cancellationToken);
}

/// <summary>Who an agent is.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.AgentProfile")]
public sealed record AgentProfile
{
    /// <summary>What the agent is told about itself before every turn.</summary>
    [Id(0)] public string Persona { get; init; } = "You answer from memory and cite your sources.";

    /// <summary>Scopes it recalls from, of its own tenant.</summary>
    [Id(1)] public required ImmutableArray<Scope> Reads { get; init; }

    /// <summary>Scope it remembers turns in; null means it remembers nothing.</summary>
    [Id(2)] public Scope? Writes { get; init; }

    /// <summary>Most evidence it recalls for one turn.</summary>
    [Id(3)] public int RecallLimit { get; init; } = 10;

    /// <summary>Tokens of context it recalls for one turn.</summary>
    [Id(4)] public int RecallTokens { get; init; } = 2000;
}

/// <summary>An agent's answer.</summary>
/// <param name="Text">The answer; numbers in brackets refer to <paramref name="Evidence"/>, counted from 1.</param>
/// <param name="Evidence">What it was given to answer from.</param>
/// <param name="Receipts">The writes that remembered the turn.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.AgentReply")]
public sealed record AgentReply(
    [property: Id(0)] string Text, [property: Id(1)] ImmutableArray<Evidence> Evidence, [property: Id(2)] ImmutableArray<MemoryReceipt> Receipts);
