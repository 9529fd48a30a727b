namespace AgentGrains.Runtime.Journal;

/// <summary>Which frames go to which segment.</summary>
/// <param name="Index">The segment, from 1.</param>
/// <param name="FirstSequence">Sequence of the first frame that goes there.</param>
/// <param name="LastSequence">Sequence of the last frame that goes there.</param>
/// <param name="Frames">The frames.</param>
internal readonly record struct SegmentMove(int Index, long FirstSequence, long LastSequence, ReadOnlyMemory<byte> Frames);

/// <summary>Deals frames out to segments: whole frames, filling the last segment first, at least one to each.</summary>
internal static class SegmentPlan
{
    public static List<SegmentMove> Make(ReadOnlyMemory<byte> frames, int segments, int tailBytes, long firstSequence, int segmentBytes)
    {
        var moves = new List<SegmentMove>();
        var (index, used) = segments > 0 ? (segments, tailBytes) : (1, 0);
        var (sequence, start, taken) = (firstSequence, 0, 0);
        var rest = frames;
        while (!rest.IsEmpty)
        {
            var before = rest.Length;
            JournalFormat.NextFrame(ref rest);
            var size = before - rest.Length;
            if (used + taken > 0 && used + taken + size > segmentBytes)
            {
                Deal();
                (index, used, firstSequence) = (index + 1, 0, sequence);
            }

            taken += size;
            sequence++;
        }

        Deal();
        return moves;

        void Deal()
        {
            if (taken > 0)
                moves.Add(new SegmentMove(index, firstSequence, sequence - 1, frames.Slice(start, taken)));
            (start, taken) = (start + taken, 0);
        }
    }
}
