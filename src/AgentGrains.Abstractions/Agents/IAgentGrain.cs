using Orleans.Concurrency;

namespace AgentGrains;

/// <summary>An agent: a persona, tools, and the scopes it reads and writes. Turns of one agent run one at a time. The key is <c>tenant/agent</c>.</summary>
[Alias("agentgrains.IAgentGrain")]
public interface IAgentGrain : ITenantOwned
{
    /// <summary>Sets who the agent is.</summary>
    /// <exception cref="InvalidMemoryException">The profile is not valid, names a scope of another tenant, or a plugin or model that this silo has not.</exception>
    [Alias("Configure")]
    ValueTask ConfigureAsync(AgentProfile profile, CancellationToken cancellationToken);

    /// <summary>Who the agent is; an agent that was never configured reads and writes its own scope.</summary>
    [Alias("GetProfile"), AlwaysInterleave]
    ValueTask<AgentProfile> GetProfileAsync(CancellationToken cancellationToken);

    /// <summary>Removes the profile from storage; what the agent remembers is its scope's. Repeatable.</summary>
    /// <exception cref="WriteUncertainException">Storage failed; erase again.</exception>
    [Alias("Erase")]
    ValueTask EraseAsync(CancellationToken cancellationToken);

    /// <summary>Runs one turn: recalls, answers with the help of its tools, and remembers what was said and done.</summary>
    /// <param name="session">The conversation.</param>
    /// <param name="message">What is said to the agent.</param>
    /// <param name="cancellationToken">Stops the turn.</param>
    /// <exception cref="InvalidMemoryException">The session or the message is not valid.</exception>
    [Alias("RunTurn"), ResponseTimeout("00:02:00")]
    ValueTask<AgentReply> RunAsync(string session, AgentMessage message, CancellationToken cancellationToken);

    /// <summary>Runs one turn with what the user says.</summary>
    /// <inheritdoc cref="RunAsync(string, AgentMessage, CancellationToken)"/>
    [Alias("Run"), ResponseTimeout("00:02:00")]
    ValueTask<AgentReply> RunAsync(string session, string message, CancellationToken cancellationToken);

    /// <summary>Runs one turn and tells of it while it goes on; the last update is <see cref="AgentUpdateKind.Done"/>.</summary>
    /// <inheritdoc cref="RunAsync(string, AgentMessage, CancellationToken)" path="/param"/>
    /// <inheritdoc cref="RunAsync(string, AgentMessage, CancellationToken)" path="/exception"/>
    [Alias("RunStreaming")]
    IAsyncEnumerable<AgentUpdate> RunStreamingAsync(string session, AgentMessage message, CancellationToken cancellationToken);
}
