using System.IO.Hashing;
using AgentGrains.Engine.Codec;

namespace AgentGrains.Runtime.Journal;

/// <summary>
/// The durable list of one grain's operations, over any Orleans storage provider. An append rewrites the small head only; when the head
/// is full its operations move to a segment, and the head is written last, so that each append happens whole or not at all.
/// </summary>
/// <remarks>
/// <para>The head's ETag is the fence: of two activations only one can commit. A segment is overwritten only with an ETag learnt before
/// this activation last committed a head, so an activation that lost the fence cannot damage what the other one committed.</para>
/// <para>Not thread-safe: one call at a time. After a failed append every further one is refused; open the journal again.</para>
/// </remarks>
internal sealed partial class GrainJournal
{
    private readonly JournalPieces _pieces;
    private readonly JournalOptions _options;
    private readonly FieldWriter _writer = new();
    private readonly List<long> _firstSequences = [];   // of each segment
    private readonly string _owner;
    private XxHash3 _segmentsHash = new();
    private JournalHead _head;
    private ReadOnlyMemory<byte> _headFrames;
    private string? _headETag;
    private bool _headExists;
    private string? _tailETag;      // of the last segment
    private int _tailBytes;         // committed frame bytes in it
    private bool _owned;            // a head was committed since the last segment's ETag was learnt
    private bool _failed;

    /// <summary>Makes a journal that is not open yet.</summary>
    /// <param name="pieces">Where it is stored.</param>
    /// <param name="owner">Whose it is, for messages.</param>
    /// <param name="options">Sizes.</param>
    public GrainJournal(JournalPieces pieces, string owner, JournalOptions options) => (_pieces, _owner, _options) = (pieces, owner, options);

    /// <summary>Position of the last durable operation.</summary>
    public long Sequence { get; private set; }

    /// <summary>Whether a write failed: nothing more can be written until it is opened again.</summary>
    public bool IsFailed => _failed;

    /// <summary>Bytes of all durable operations.</summary>
    public long Bytes => _head.SegmentBytes + _headFrames.Length;

    /// <summary>Makes <paramref name="count"/> operations durable, all or none.</summary>
    /// <param name="frames">Each operation: a varint length, then that many bytes.</param>
    /// <param name="count">Number of operations.</param>
    /// <exception cref="WriteUncertainException">Storage failed; whether the operations are durable shows when the journal is opened again.</exception>
    public async Task AppendAsync(ReadOnlyMemory<byte> frames, int count)
    {
        if (_failed)
            throw new WriteUncertainException($"An earlier write to the journal of '{_owner}' failed; retry with the same key.");
        try
        {
            if (_headFrames.Length + frames.Length <= _options.HeadBytes)
                await CommitAsync(_head, _headFrames, frames);
            else
                await MoveToSegmentsAsync((byte[])[.. _headFrames.Span, .. frames.Span]);
            Sequence += count;
        }
        catch (Exception cause)
        {
            _failed = true;
            if (cause is JournalCorruptedException or TenantKeyException)
                throw;
            throw new WriteUncertainException(
                $"Storage failed while writing to '{_owner}' ({cause.GetType().Name}: {cause.Message}); retry with the same key.", cause);
        }
    }

    private async Task CommitAsync(JournalHead head, ReadOnlyMemory<byte> frames, ReadOnlyMemory<byte> moreFrames = default)
    {
        var bytes = JournalFormat.WriteHead(_writer, head, frames.Span, moreFrames.Span, out var written);
        _headETag = await _pieces.WriteAsync(JournalPieces.HeadName, bytes, _headETag, _headExists, holdsNothing: head.Erasing);
        (_head, _headFrames, _headExists, _owned) = (head, written, true, true);
    }

    private async Task MoveToSegmentsAsync(ReadOnlyMemory<byte> frames)
    {
        var moves = SegmentPlan.Make(frames, _head.Segments, _tailBytes, _head.SegmentsThrough + 1, _options.SegmentBytes);
        var existing = moves[0].Index == _head.Segments ? await ReadTailAsync() : default;

        // A new segment's name may hold what a failed append left behind: learn its ETag, then commit a head, and only then write.
        var spare = new (string? ETag, bool Exists)[moves.Count];
        for (var i = 0; i < moves.Count; i++)
        {
            if (moves[i].Index == _head.Segments)
                continue;
            var found = await _pieces.ReadStoredAsync(JournalPieces.SegmentName(moves[i].Index));
            spare[i] = (found.ETag, found.RecordExists);
            _owned = false;
        }

        if (!_owned)
            await CommitAsync(_head, _headFrames);

        for (var i = 0; i < moves.Count; i++)
        {
            var move = moves[i];
            var extends = move.Index == _head.Segments;
            var bytes = JournalFormat.WriteSegment(
                _writer, move.Index, extends ? _firstSequences[^1] : move.FirstSequence, extends ? existing.Span : default, move.Frames.Span);
            var (etag, exists) = extends ? (_tailETag, true) : spare[i];
            etag = await _pieces.WriteAsync(JournalPieces.SegmentName(move.Index), bytes, etag, exists);
            (_tailETag, _tailBytes) = (etag, existing.Length * (extends ? 1 : 0) + move.Frames.Length);
            if (!extends)
                _firstSequences.Add(move.FirstSequence);
        }

        _segmentsHash.Append(frames.Span);
        await CommitAsync(
            new JournalHead(
                moves[^1].Index, moves[^1].LastSequence, _head.SegmentBytes + frames.Length, _segmentsHash.GetCurrentHashAsUInt64(), Erasing: false),
            default);
    }

    private async Task<ReadOnlyMemory<byte>> ReadTailAsync()
    {
        var name = JournalPieces.SegmentName(_head.Segments);
        var piece = await _pieces.ReadAsync(name);
        if (!piece.RecordExists)
            throw Corrupted(name, "it is missing");
        if (piece.ETag != _tailETag)
            throw new WriteUncertainException($"Another activation writes to the journal of '{_owner}'.");
        try
        {
            return JournalFormat.ReadSegment(piece.State!.Bytes, _head.Segments, out _)[.._tailBytes];
        }
        catch (FormatException damage)
        {
            throw Corrupted(name, damage.Message);
        }
    }

    private JournalCorruptedException Corrupted(string segment, string why) => new(
        _owner, segment,
        $"The journal of '{_owner}' is damaged: segment '{segment}': {why}. Nothing will be written over it; restore it from a backup, or erase the scope.");
}
