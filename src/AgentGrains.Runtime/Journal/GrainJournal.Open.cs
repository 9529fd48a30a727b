using System.IO.Hashing;

namespace AgentGrains.Runtime.Journal;

internal sealed partial class GrainJournal
{
    /// <summary>Reads everything durable: segments are read and decoded in parallel, operations applied in order.</summary>
    /// <param name="decode">Turns a frame and its sequence into an operation; runs on several threads at once.</param>
    /// <param name="apply">Takes the operations in order, on the caller's scheduler.</param>
    /// <exception cref="JournalCorruptedException">What is stored is not what was written.</exception>
    public async Task OpenAsync<T>(Func<ReadOnlyMemory<byte>, long, T> decode, Action<T> apply)
    {
        var headPiece = await _pieces.ReadAsync(JournalPieces.HeadName);
        if (!headPiece.RecordExists && (await _pieces.ReadAsync(JournalPieces.SegmentName(1))).RecordExists)
        {
            // A head is always there before a segment is: unless another activation wrote both between the two reads, it is lost.
            headPiece = await _pieces.ReadAsync(JournalPieces.HeadName);
            if (!headPiece.RecordExists)
                throw Corrupted(JournalPieces.HeadName, "it is missing, and there are segments");
        }

        (_headETag, _headExists) = (headPiece.ETag, headPiece.RecordExists);
        if (!_headExists)
            return;

        ReadOnlyMemory<byte> frames;
        try
        {
            _head = JournalFormat.ReadHead(headPiece.State!.Bytes, out frames);
        }
        catch (Exception damage) when (damage is FormatException or OverflowException)
        {
            throw Corrupted(JournalPieces.HeadName, damage.Message);
        }

        if (_head.Erasing)
        {
            await EraseAsync();
            return;
        }

        await ReplaySegmentsAsync(decode, apply);
        var last = Decode(JournalPieces.HeadName, frames, _head.SegmentsThrough + 1, long.MaxValue, decode);
        ApplyAll(JournalPieces.HeadName, last.Operations, apply);
        _headFrames = frames;
        Sequence = _head.SegmentsThrough + last.Operations.Count;
        if (_head.Intent is { } intent)
            await RedactAsync(intent.What);
    }

    /// <summary>Removes every piece. Repeatable after an interruption, and works on a damaged journal.</summary>
    /// <exception cref="WriteUncertainException">Storage failed; erase again.</exception>
    public async Task EraseAsync()
    {
        try
        {
            await RemovePiecesAsync();
        }
        catch (Exception cause)
        {
            _failed = true;
            throw new WriteUncertainException(
                $"Storage failed while erasing '{_owner}' ({cause.GetType().Name}: {cause.Message}); erase again.", cause);
        }

        Reset();
    }

    private async Task RemovePiecesAsync()
    {
        var head = await _pieces.ReadStoredAsync(JournalPieces.HeadName);
        (_headETag, _headExists) = (head.ETag, head.RecordExists);
        var last = _headExists ? SegmentsOf(head.State!.Bytes) : 0;
        while ((await _pieces.ReadStoredAsync(JournalPieces.SegmentName(last + 1))).RecordExists)
            last++;
        if (_headExists)
            await CommitAsync(new JournalHead { Segments = last, Erasing = true }, default);

        // From the last to the first: what an interruption leaves is found again by counting up, even without a head.
        for (var index = last; index >= 1; index--)
        {
            var name = JournalPieces.SegmentName(index);
            var piece = await _pieces.ReadStoredAsync(name);
            if (piece.RecordExists)
                await _pieces.ClearAsync(name, piece);
        }

        head = await _pieces.ReadStoredAsync(JournalPieces.HeadName);
        if (head.RecordExists)
            await _pieces.ClearAsync(JournalPieces.HeadName, head);
    }

    private static int SegmentsOf(byte[] head)
    {
        try
        {
            return JournalFormat.ReadHead(head, out _).Segments;
        }
        catch (Exception damage) when (damage is FormatException or OverflowException)
        {
            return 0;
        }
    }

    private async Task ReplaySegmentsAsync<T>(Func<ReadOnlyMemory<byte>, long, T> decode, Action<T> apply)
    {
        var pending = new Queue<Task<DecodedSegment<T>>>();
        var next = 1;
        long sequence = 0;
        DecodedSegment<T>? current = null;
        while (next <= _head.Segments || pending.Count > 0)
        {
            while (next <= _head.Segments && pending.Count < _options.ParallelReads)
                pending.Enqueue(ReadSegmentAsync(next++, _head.SegmentsThrough, decode));

            var following = await pending.Dequeue();
            Take(current?.Through(following.FirstSequence - 1));
            current = following;
        }

        Take(current);
        if (sequence != _head.SegmentsThrough)
            throw Corrupted(JournalPieces.HeadName, $"segments hold {sequence} operations and the head vouches for {_head.SegmentsThrough}");
        if (_head.Segments > 0 && _segmentsHash.GetCurrentHashAsUInt64() != (_head.Intent?.SegmentsHash ?? _head.SegmentsHash))
            throw Corrupted(JournalPieces.HeadName, "the segments are intact but are not the ones the head vouches for");

        void Take(DecodedSegment<T>? taken)
        {
            if (taken is not { } segment)
                return;
            if (segment.FirstSequence != sequence + 1)
                throw Corrupted(segment.Name, $"it begins at {segment.FirstSequence} where {sequence + 1} belongs");
            ApplyAll(segment.Name, segment.Operations, apply);
            _segmentsHash.Append(segment.Frames.Span);
            _firstSequences.Add(segment.FirstSequence);
            (sequence, _tailBytes, _tailETag) = (sequence + segment.Operations.Count, segment.Frames.Length, segment.ETag);
        }
    }

    private async Task<DecodedSegment<T>> ReadSegmentAsync<T>(int index, long through, Func<ReadOnlyMemory<byte>, long, T> decode)
    {
        var name = JournalPieces.SegmentName(index);
        var piece = await _pieces.ReadAsync(name);
        if (!piece.RecordExists)
            throw Corrupted(name, "it is missing");
        return await Task.Run(() =>
        {
            try
            {
                var frames = JournalFormat.ReadSegment(piece.State!.Bytes, index, out var first);
                if (_head.Intent is { } intent)
                    frames = Redact(intent.What, frames, first, through);
                return Decode(name, frames, first, through, decode) with { ETag = piece.ETag };
            }
            catch (FormatException damage)
            {
                throw Corrupted(name, damage.Message);
            }
        });
    }

    // Frames past `through` were written by an append that never committed.
    private DecodedSegment<T> Decode<T>(string name, ReadOnlyMemory<byte> frames, long first, long through, Func<ReadOnlyMemory<byte>, long, T> decode)
    {
        var operations = new List<T>();
        var rest = frames;
        try
        {
            for (var sequence = first; !rest.IsEmpty && sequence <= through; sequence++)
                operations.Add(decode(JournalFormat.NextFrame(ref rest), sequence));
        }
        catch (FormatException damage)
        {
            throw Corrupted(name, $"operation {first + operations.Count}: {damage.Message}");
        }

        return new DecodedSegment<T>(name, first, operations, frames[..(frames.Length - rest.Length)], null);
    }

    // Intact bytes that make no sense, such as an operation of a newer version: damage to whoever reads them.
    private void ApplyAll<T>(string name, List<T> operations, Action<T> apply)
    {
        try
        {
            operations.ForEach(apply);
        }
        catch (Exception impossible) when (impossible is InvalidOperationException or AgentGrainsException)
        {
            throw Corrupted(name, impossible.Message);
        }
    }

    private void Reset()
    {
        (_head, _headFrames, _headETag, _headExists, _tailETag, _tailBytes, _owned, _failed) = (default, default, null, false, null, 0, false, false);
        _firstSequences.Clear();
        _segmentsHash = new XxHash3();
        Sequence = 0;
    }

    private readonly record struct DecodedSegment<T>(string Name, long FirstSequence, List<T> Operations, ReadOnlyMemory<byte> Frames, string? ETag)
    {
        // What a segment holds past the next one's first operation was written by an append that never committed.
        public DecodedSegment<T> Through(long sequence)
        {
            var count = sequence - FirstSequence + 1;
            if (count < 1 || count >= Operations.Count)
                return this;
            var rest = Frames;
            for (var i = 0; i < count; i++)
                JournalFormat.NextFrame(ref rest);
            return this with { Operations = Operations.GetRange(0, (int)count), Frames = Frames[..^rest.Length] };
        }
    }
}
