using System.Collections.Immutable;

namespace AgentGrains.Engine.Segmentation;

/// <summary>
/// Cuts where a session pauses, where the matter changes (topic), or where a cue announces something else (surprise); after HiMem
/// (topic or surprise segmentation). Needs no model.
/// </summary>
/// <remarks>Thread-safe. A segment has at least <see cref="MinTurns"/> turns, unless the window ends or a pause does, and at most <see cref="MaxTurns"/>.</remarks>
public sealed class RuleSegmenter : ISegmenter
{
    /// <summary>Fewest turns of a segment that a change of topic may end.</summary>
    public const int MinTurns = 2;

    /// <summary>Most turns of a segment.</summary>
    public const int MaxTurns = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public ProducerVersion Producer { get; } = new("rules", 2);

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<Segment>> SegmentAsync(TurnWindow window, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(window);
        var segments = ImmutableArray.CreateBuilder<Segment>();
        var said = new SegmentContent();
        var (start, reason) = (0, window.Before.IsEmpty ? SegmentReason.Session : SegmentReason.Continued);
        for (var i = 0; i < window.Turns.Length; i++)
        {
            var turn = TurnContent.Of(window.Turns[i].Text);
            if (i > start && Boundary(window.Turns[i].OccurredAt - window.Turns[i - 1].OccurredAt, i - start, turn, said) is { } why)
            {
                segments.Add(new Segment(start, i - start, reason));
                (start, reason) = (i, why);
                said.Clear();
            }

            said.Add(turn);
        }

        segments.Add(new Segment(start, window.Turns.Length - start, reason));
        return new(segments.ToImmutable());
    }

    private static SegmentReason? Boundary(TimeSpan pause, int length, TurnContent turn, SegmentContent said)
    {
        if (pause >= Pause)
            return SegmentReason.TimeGap;
        if (length >= MaxTurns)
            return SegmentReason.Length;
        if (length < MinTurns)
            return null;
        if (turn.HasCue)
            return SegmentReason.Surprise;

        // Who answers goes on; who asks may begin something else, and then nothing of it was heard before.
        return !said.Shares(turn) && (turn.Asks ? turn.Topics != 0 || turn.Opens : !said.EndsInQuestion && turn.Topics != 0 && said.Topics != 0 && turn.Words.Count >= MinWords)
            ? SegmentReason.Topic
            : null;
    }

    private const int MinWords = 5;   // content words of a statement that can begin a topic
}
