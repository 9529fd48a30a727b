namespace AgentGrains.Runtime.Journal;

internal sealed partial class GrainJournal
{
    /// <summary>Reads durable operations after a position, from storage.</summary>
    /// <param name="afterSequence">The first operation has the next sequence.</param>
    /// <param name="take">Most operations to read.</param>
    /// <param name="decode">Turns a frame and its sequence into an operation.</param>
    public async Task<List<T>> ReadAsync<T>(long afterSequence, int take, Func<ReadOnlyMemory<byte>, long, T> decode)
    {
        var read = new List<T>();
        var index = Math.Max(0, _firstSequences.FindLastIndex(first => first <= afterSequence + 1));
        for (; index < _firstSequences.Count && read.Count < take; index++)
        {
            var through = index + 1 < _firstSequences.Count ? _firstSequences[index + 1] - 1 : _head.SegmentsThrough;
            var segment = await ReadSegmentAsync(index + 1, through, (frame, sequence) => (frame, sequence));
            Take(segment.Operations);
        }

        if (read.Count < take)
            Take(Decode(JournalPieces.HeadName, _headFrames, _head.SegmentsThrough + 1, long.MaxValue, (frame, sequence) => (frame, sequence)).Operations);
        return read;

        void Take(List<(ReadOnlyMemory<byte> Frame, long Sequence)> frames)
        {
            foreach (var (frame, sequence) in frames)
            {
                if (sequence > afterSequence && read.Count < take)
                    read.Add(decode(frame, sequence));
            }
        }
    }
}
