using System.Collections.Immutable;
using AgentGrains.Inference.Derivation.Prompts;
using Microsoft.Extensions.AI;

namespace AgentGrains.Inference.Derivation;

/// <summary>
/// Lets a chat model take statements from turns, in any language: sentences that stand alone, with slots, names, days and participants
/// (after EMem's event units and SimpleMem's lossless restatement).
/// </summary>
/// <remarks>Thread-safe if the client is. Days the model names are days where the turn was said.</remarks>
public sealed class ChatExtractor : IExtractor
{
    private readonly ChatStage _stage;
    private readonly int _mostPerTurn;

    /// <summary>An extractor on a chat model.</summary>
    /// <param name="client">The model. It must say its model id in its metadata; it is not disposed.</param>
    /// <param name="options">Limits; the defaults when null.</param>
    /// <exception cref="InvalidOperationException">The client does not say its model id, or is no model.</exception>
    public ChatExtractor(IChatClient client, DerivationOptions? options = null)
    {
        _mostPerTurn = (options ?? new DerivationOptions()).MaxUnitsPerTurn;
        _stage = new ChatStage(client, "extractor", ExtractorPrompt.Instruction(_mostPerTurn), ExtractorPrompt.Schema, ExtractorPrompt.Version);
    }

    /// <inheritdoc/>
    public ProducerVersion Producer => _stage.Producer;

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<ExtractedUnit>> ExtractAsync(TurnWindow segment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(segment);
        return _stage.AskAsync<StatementsAnswer, ImmutableArray<ExtractedUnit>>(
            PromptData.Of(segment), answer => StatementReader.Read(answer, segment.Turns, _mostPerTurn), cancellationToken);
    }
}
