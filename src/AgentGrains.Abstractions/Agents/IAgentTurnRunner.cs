using System.Collections.Immutable;
using Microsoft.Extensions.AI;

namespace AgentGrains;

/// <summary>
/// Asks an agent's model for an answer and lets it call the agent's tools. The runtime brings the context and remembers the turn; this port
/// keeps it free of any agent framework. Implementations are thread-safe and must contain whatever models and tools do.
/// </summary>
public interface IAgentTurnRunner
{
    /// <summary>Checks that this silo has what a profile names.</summary>
    /// <exception cref="InvalidMemoryException">It has not the plugin or the model.</exception>
    void Check(AgentProfile profile);

    /// <summary>Runs one turn's model and tools.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="tell">Takes what happens, from any thread; null asks for the answer only, in one piece.</param>
    /// <param name="cancellationToken">Stops the model and the tools.</param>
    Task<AgentTurnResult> RunAsync(AgentTurn turn, Action<AgentUpdate>? tell, CancellationToken cancellationToken);
}

/// <summary>One turn, as the runner needs it.</summary>
public sealed record AgentTurn
{
    /// <summary>The agent's tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>The conversation.</summary>
    public required string Session { get; init; }

    /// <summary>Who the agent is.</summary>
    public required AgentProfile Profile { get; init; }

    /// <summary>The context, the earlier turns and, last, the message.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Further properties for the model, such as the evidence for a client that quotes it.</summary>
    public AdditionalPropertiesDictionary Properties { get; init; } = [];

    /// <summary>Most tool calls.</summary>
    public required int MaxToolCalls { get; init; }

    /// <summary>How long one tool may take.</summary>
    public required TimeSpan ToolTimeout { get; init; }

    /// <summary>Longest tool result that the model is shown, in UTF-16 units.</summary>
    public required int MaxToolResult { get; init; }
}

/// <summary>What came of a turn's model and tools.</summary>
/// <param name="Text">The answer.</param>
/// <param name="Tools">Every tool call, in order.</param>
/// <param name="HandTo">The agent that should go on; null when the conversation stays.</param>
/// <param name="HandNote">Why, in the model's words.</param>
public sealed record AgentTurnResult(string Text, ImmutableArray<ToolCall> Tools, string? HandTo = null, string? HandNote = null);
