using System.Collections.Immutable;
using AgentGrains.Inference.Derivation.Prompts;
using Microsoft.Extensions.AI;

namespace AgentGrains.Inference.Derivation;

/// <summary>Lets a chat model cut a conversation where the matter changes.</summary>
/// <remarks>
/// Thread-safe if the client is. A window of one turn is one segment without asking. The model sees the first 600 characters of a turn;
/// a segment longer than the extractor takes is cut.
/// </remarks>
public sealed class ChatSegmenter : ISegmenter
{
    private const int Shown = 600;

    private readonly ChatStage _stage;

    /// <summary>A segmenter on a chat model.</summary>
    /// <param name="client">The model. It must say its model id in its metadata; it is not disposed.</param>
    /// <exception cref="InvalidOperationException">The client does not say its model id, or is no model.</exception>
    public ChatSegmenter(IChatClient client) =>
        _stage = new ChatStage(client, "segmenter", SegmenterPrompt.Instruction, SegmenterPrompt.Schema, SegmenterPrompt.Version);

    /// <inheritdoc/>
    public ProducerVersion Producer => _stage.Producer;

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<Segment>> SegmentAsync(TurnWindow window, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(window);
        if (window.Turns.Length == 1)
            return new([new Segment(0, 1, window.Before.IsEmpty ? SegmentReason.Session : SegmentReason.Continued)]);
        return _stage.AskAsync<SegmentsAnswer, ImmutableArray<Segment>>(PromptData.Of(window, Shown), answer => answer.Read(window.Turns.Length), cancellationToken);
    }
}
