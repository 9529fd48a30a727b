using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>Consecutive turns of one session, as the stages of derivation see them.</summary>
/// <param name="Before">The turns just before, already derived from: for what "she" or "there" refers to. Oldest first; may be empty.</param>
/// <param name="Turns">The turns to derive from, in the order they were remembered; at least one.</param>
public sealed record TurnWindow(ImmutableArray<MemoryRecord> Before, ImmutableArray<MemoryRecord> Turns);

/// <summary>A run of turns about one matter.</summary>
/// <param name="Start">Position of its first turn in <see cref="TurnWindow.Turns"/>.</param>
/// <param name="Count">Number of turns, at least 1.</param>
/// <param name="Reason">Why it begins where it does.</param>
public readonly record struct Segment(int Start, int Count, SegmentReason Reason);

/// <summary>Why a segment begins.</summary>
public enum SegmentReason
{
    /// <summary>It goes on from the turns before, or is the first.</summary>
    Continued = 0,

    /// <summary>Another session.</summary>
    Session = 1,

    /// <summary>A pause.</summary>
    TimeGap = 2,

    /// <summary>Another topic.</summary>
    Topic = 3,

    /// <summary>Something unexpected was said.</summary>
    Surprise = 4,

    /// <summary>The segment before was full.</summary>
    Length = 5,
}
