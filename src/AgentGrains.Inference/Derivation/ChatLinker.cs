using System.Collections.Immutable;
using AgentGrains.Inference.Derivation.Prompts;
using Microsoft.Extensions.AI;

namespace AgentGrains.Inference.Derivation;

/// <summary>Lets a chat model say which records a statement is connected with (after A-MEM, without rewriting anybody's text).</summary>
/// <remarks>Thread-safe if the client is. Without neighbours nothing is asked.</remarks>
public sealed class ChatLinker : ILinker
{
    private readonly ChatStage _stage;

    /// <summary>A linker on a chat model.</summary>
    /// <param name="client">The model. It must say its model id in its metadata; it is not disposed.</param>
    /// <exception cref="InvalidOperationException">The client does not say its model id, or is no model.</exception>
    public ChatLinker(IChatClient client) =>
        _stage = new ChatStage(client, "linker", LinkerPrompt.Instruction, LinkerPrompt.Schema, LinkerPrompt.Version);

    /// <inheritdoc/>
    public ProducerVersion Producer => _stage.Producer;

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<MemoryId>> LinkAsync(ExtractedUnit unit, ImmutableArray<MemoryRecord> neighbours, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (neighbours.IsDefaultOrEmpty)
            return new([]);
        return _stage.AskAsync<LinksAnswer, ImmutableArray<MemoryId>>(PromptData.Of(unit, neighbours), answer => answer.Read(neighbours), cancellationToken);
    }
}
