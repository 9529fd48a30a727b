using System.Collections.Immutable;
using AgentGrains.Engine.Segmentation;

namespace AgentGrains.Inference.Derivation;

/// <summary>What the segmenter's model answers. Turns are named by number, from 1.</summary>
internal sealed record SegmentsAnswer(SegmentAnswer[] Segments)
{
    /// <summary>Segments that cover all turns in order; one that is too long for the extractor is cut where it is full.</summary>
    /// <exception cref="FormatException">They do not.</exception>
    public ImmutableArray<Segment> Read(int turns)
    {
        var segments = ImmutableArray.CreateBuilder<Segment>();
        var next = 1;
        foreach (var part in AnswerRules.Items(Segments, "segments", turns))
        {
            if (part.First != next)
                throw new FormatException($"a segment begins at turn {part.First} where turn {next} is the next");
            if (part.Last < part.First || part.Last > turns)
                throw new FormatException($"the segment that begins at turn {part.First} ends at turn {part.Last}, and {turns} were given");
            Add(part, AnswerRules.Value<SegmentReason>(part.Reason, "a segment's reason"), segments);
            next = part.Last + 1;
        }

        return next == turns + 1 ? segments.ToImmutable() : throw new FormatException($"the segments end at turn {next - 1}, and {turns} were given");
    }

    private static void Add(SegmentAnswer part, SegmentReason reason, ImmutableArray<Segment>.Builder segments)
    {
        for (var start = part.First - 1; start < part.Last; start += RuleSegmenter.MaxTurns)
            segments.Add(new Segment(start, Math.Min(RuleSegmenter.MaxTurns, part.Last - start), start == part.First - 1 ? reason : SegmentReason.Length));
    }
}

/// <summary>One segment: its first and last turn.</summary>
internal sealed record SegmentAnswer(int First, int Last, string Reason);
