using System.Collections.Immutable;
using AgentGrains.Inference.Derivation.Prompts;
using Microsoft.Extensions.AI;

namespace AgentGrains.Inference.Derivation;

/// <summary>Lets a chat model decide what a statement does to what is known (after Memory-R1's four operations).</summary>
/// <remarks>
/// Thread-safe if the client is. Without similar records nothing is asked: a statement is new, and an end of what is not known ends
/// nothing. What a person edited or pinned is never changed, whatever the model says.
/// </remarks>
public sealed class ChatOperationPolicy : IOperationPolicy
{
    private readonly ChatStage _stage;

    /// <summary>A policy on a chat model.</summary>
    /// <param name="client">The model. It must say its model id in its metadata; it is not disposed.</param>
    /// <exception cref="InvalidOperationException">The client does not say its model id, or is no model.</exception>
    public ChatOperationPolicy(IChatClient client) =>
        _stage = new ChatStage(client, "policy", PolicyPrompt.Instruction, PolicyPrompt.Schema, PolicyPrompt.Version);

    /// <inheritdoc/>
    public ProducerVersion Producer => _stage.Producer;

    /// <inheritdoc/>
    public ValueTask<PolicyDecision> DecideAsync(ExtractedUnit unit, ImmutableArray<MemoryRecord> similar, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (similar.IsDefaultOrEmpty)
        {
            return new(unit.Negated
                ? new PolicyDecision(PolicyAction.Nothing, null, "ends what is not known")
                : new PolicyDecision(PolicyAction.Add, null, "nothing like it is known"));
        }

        return _stage.AskAsync<DecisionAnswer, PolicyDecision>(PromptData.Of(unit, similar), answer => answer.Read(unit, similar), cancellationToken);
    }
}
