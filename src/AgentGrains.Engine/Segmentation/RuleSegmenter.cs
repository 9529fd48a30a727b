using System.Collections.Immutable;
using AgentGrains.Engine.Analysis;

namespace AgentGrains.Engine.Segmentation;

/// <summary>
/// Cuts where a session pauses, where the words change (topic), or where a cue announces something else (surprise); after HiMem
/// (topic or surprise segmentation). Needs no model.
/// </summary>
/// <remarks>Thread-safe. A segment has at least <see cref="MinTurns"/> turns, unless the window ends, and at most <see cref="MaxTurns"/>.</remarks>
public sealed class RuleSegmenter : ISegmenter
{
    /// <summary>Fewest turns of a segment that a change of topic may end.</summary>
    public const int MinTurns = 2;

    /// <summary>Most turns of a segment.</summary>
    public const int MaxTurns = 20;

    private const double TopicFloor = 0.05;   // share of a turn's words that its segment already used
    private static readonly TimeSpan Pause = TimeSpan.FromHours(2);

    private static readonly string[] Cues =
        ["by the way", "anyway", "on another note", "changing the subject", "speaking of", "before i forget", "guess what", "oh and", "one more thing", "unrelated"];

    /// <inheritdoc/>
    public ProducerVersion Producer { get; } = new("rules", 1);

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<Segment>> SegmentAsync(TurnWindow window, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(window);
        var segments = ImmutableArray.CreateBuilder<Segment>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var (start, reason) = (0, window.Before.IsEmpty ? SegmentReason.Session : SegmentReason.Continued);
        for (var i = 0; i < window.Turns.Length; i++)
        {
            var words = ContentWords(window.Turns[i].Text);
            if (i > start && Boundary(window.Turns[i - 1], window.Turns[i], i - start, words, seen) is { } why)
            {
                segments.Add(new Segment(start, i - start, reason));
                (start, reason) = (i, why);
                seen.Clear();
            }

            seen.UnionWith(words);
        }

        segments.Add(new Segment(start, window.Turns.Length - start, reason));
        return new(segments.ToImmutable());
    }

    private static SegmentReason? Boundary(MemoryRecord before, MemoryRecord turn, int length, List<string> words, HashSet<string> seen)
    {
        if (turn.OccurredAt - before.OccurredAt >= Pause)
            return SegmentReason.TimeGap;
        if (length >= MaxTurns)
            return SegmentReason.Length;
        if (length < MinTurns)
            return null;
        if (Cues.Any(cue => turn.Text.Contains(cue, StringComparison.OrdinalIgnoreCase)))
            return SegmentReason.Surprise;
        return words.Count >= 6 && words.Count(seen.Contains) <= TopicFloor * words.Count ? SegmentReason.Topic : null;
    }

    private static List<string> ContentWords(string text)
    {
        var words = new List<string>();
        var tokens = new Tokenizer(new TextFolder().Fold(text));
        while (tokens.MoveNext())
        {
            if (tokens.Current.Length > 3)
                words.Add(tokens.Current.ToString());
        }

        return words;
    }
}
