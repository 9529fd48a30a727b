using System.IO.Hashing;
using AgentGrains.Engine.Codec;

namespace AgentGrains.Runtime.Journal;

/// <summary>Gives a frame's bytes after a redaction: the same ones where there is nothing to hide. Given its own result it changes nothing.</summary>
/// <param name="what">What is redacted, as it was asked for.</param>
/// <param name="frame">The frame.</param>
/// <param name="sequence">Its place.</param>
internal delegate ReadOnlyMemory<byte> FrameRedactor(ReadOnlyMemory<byte> what, ReadOnlyMemory<byte> frame, long sequence);

internal sealed partial class GrainJournal
{
    /// <summary>What redacts frames; a journal without one cannot be redacted.</summary>
    public FrameRedactor? Redactor { get; init; }

    /// <summary>
    /// Rewrites durable operations in their places, so that storage no longer holds what they held. The head says first what is redacted and what the
    /// segments will be then; whoever opens the journal before that is finished reads it as redacted, and finishes it.
    /// </summary>
    /// <param name="what">What to redact; the redactor understands it.</param>
    /// <exception cref="WriteUncertainException">Storage failed; open the journal again, and redact again.</exception>
    public async Task RedactAsync(ReadOnlyMemory<byte> what)
    {
        if (_failed)
            throw new WriteUncertainException($"An earlier write to the journal of '{_owner}' failed; try again.");
        try
        {
            await RewriteAsync(what);
        }
        catch (Exception cause)
        {
            _failed = true;
            if (cause is JournalCorruptedException or TenantKeyException)
                throw;
            throw new WriteUncertainException($"Storage failed while redacting '{_owner}' ({cause.GetType().Name}: {cause.Message}); try again.", cause);
        }
    }

    private async Task RewriteAsync(ReadOnlyMemory<byte> what)
    {
        var (rewritten, hash, bytes) = (new List<(int Index, ReadOnlyMemory<byte> Frames, string? ETag)>(), new XxHash3(), 0L);
        for (var index = 1; index <= _head.Segments; index++)
        {
            var name = JournalPieces.SegmentName(index);
            var piece = await _pieces.ReadAsync(name);
            if (!piece.RecordExists)
                throw Corrupted(name, "it is missing");
            var stored = JournalFormat.ReadSegment(piece.State!.Bytes, index, out var first);
            var through = index < _head.Segments ? _firstSequences[index] - 1 : _head.SegmentsThrough;
            var frames = Redact(what, stored, first, through);   // leaves out what an append that never committed left behind
            hash.Append(frames.Span);
            bytes += frames.Length;
            if (!frames.Span.SequenceEqual(stored.Span))
                rewritten.Add((index, frames, piece.ETag));
        }

        // The ETags were learnt before this commit: if the fence was lost meanwhile it fails, and so would their writes.
        var intent = rewritten.Count == 0 ? null : new JournalIntent(bytes, hash.GetCurrentHashAsUInt64(), what);
        var rest = new JournalHead(_head.Segments, _head.SegmentsThrough, bytes, hash.GetCurrentHashAsUInt64(), Erasing: false);
        await CommitAsync(intent is null ? rest : _head with { Intent = intent }, Redact(what, _headFrames, _head.SegmentsThrough + 1, long.MaxValue));
        foreach (var (index, frames, before) in rewritten)
        {
            var etag = await _pieces.WriteAsync(JournalPieces.SegmentName(index), JournalFormat.WriteSegment(_writer, index, _firstSequences[index - 1], frames.Span, default), before, exists: true);
            if (index == _head.Segments)
                (_tailETag, _tailBytes) = (etag, frames.Length);
        }

        // What failed appends left under names of segments to come may hold it, too.
        for (var index = _head.Segments + 1; await _pieces.ReadStoredAsync(JournalPieces.SegmentName(index)) is { RecordExists: true } left; index++)
            await _pieces.ClearAsync(JournalPieces.SegmentName(index), left);
        if (intent is not null)
            await CommitAsync(rest, _headFrames);
        _segmentsHash = hash;
    }

    private ReadOnlyMemory<byte> Redact(ReadOnlyMemory<byte> what, ReadOnlyMemory<byte> frames, long first, long through)
    {
        var redactor = Redactor ?? throw Corrupted(JournalPieces.HeadName, "it is being redacted, and nothing here knows how");
        var writer = new FieldWriter();
        var rest = frames;
        for (var sequence = first; !rest.IsEmpty && sequence <= through; sequence++)
        {
            var frame = redactor(what, JournalFormat.NextFrame(ref rest), sequence);
            writer.Varint((ulong)frame.Length);
            writer.Raw(frame.Span);
        }

        return writer.Written.ToArray();
    }
}
