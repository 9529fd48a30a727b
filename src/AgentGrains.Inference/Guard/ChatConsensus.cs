using System.Collections.Immutable;
using AgentGrains.Inference.Derivation;
using Microsoft.Extensions.AI;

namespace AgentGrains.Inference.Guard;

/// <summary>
/// Consensus over reasoning chains (A-MemGuard): a model writes what each memory would lead to as "entity, relation, entity", and a second call,
/// which sees the chains and not the memories' words, says which agree with each other and are safe. Whatever cannot be read passes nothing.
/// </summary>
/// <remarks>
/// Thread-safe if the client is. The second call cannot be talked to by a memory except through a chain of bounded length. A majority of memories
/// from one source would win such a vote: the guard's own rules, which count sources, come first.
/// </remarks>
public sealed class ChatConsensus : IEvidenceJudge
{
    private readonly ChatStage _chains;
    private readonly ChatStage _audit;

    /// <summary>A judge on a chat model.</summary>
    /// <param name="client">The model. It must say its model id in its metadata; it is not disposed.</param>
    /// <exception cref="InvalidOperationException">The client does not say its model id, or is no model.</exception>
    public ChatConsensus(IChatClient client)
    {
        _chains = new ChatStage(client, "chains", ConsensusPrompt.Chains, ConsensusPrompt.ChainsSchema, ConsensusPrompt.Version);
        _audit = new ChatStage(client, "audit", ConsensusPrompt.Audit, ConsensusPrompt.AuditSchema, ConsensusPrompt.Version);
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<MemoryId>> JudgeAsync(string query, ImmutableArray<Evidence> evidence, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (evidence.IsDefaultOrEmpty)
            return [];
        var chains = await _chains.AskAsync<ChainsAnswer, ImmutableArray<string>>(
            PromptData.Of(query, [.. evidence.Select(item => item.Record.Text)]), answer => answer.Read(evidence.Length), cancellationToken);
        return await _audit.AskAsync<AuditAnswer, ImmutableArray<MemoryId>>(
            PromptData.Of(query, chains), answer => answer.Read(evidence), cancellationToken);
    }
}
