using System.Collections.Immutable;
using AgentGrains.Engine.Audit;
using AgentGrains.Engine.Codec;
using AgentGrains.Runtime.Encryption;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace AgentGrains.Runtime.Journal;

/// <summary>A memory's journal: operations in, operations out.</summary>
/// <remarks>Not thread-safe; see <see cref="GrainJournal"/>.</remarks>
/// <param name="journal">Where it is stored.</param>
/// <param name="memory">Which journal it is; no two have the same chain.</param>
/// <param name="before">The sequence before its first operation. Links are made with places in the journal, which begin at 1 all the same.</param>
internal sealed class OperationJournal(GrainJournal journal, string memory, long before = 0)
{
    private readonly FieldWriter _operation = new();
    private readonly FieldWriter _frames = new();
    private readonly TextPool _pool = new();
    private ImmutableArray<MemoryOperation> _prepared;   // what the frames hold; default when they hold nothing
    private long _preparedAt;
    private byte[] _link = AuditChain.Genesis(memory), _preparedLink = [];

    /// <inheritdoc cref="GrainJournal.Bytes"/>
    public long Bytes => journal.Bytes;

    public Task OpenAsync(Action<MemoryOperation> apply) => journal.OpenAsync(
        (frame, sequence) => (Operation: Decode(frame, sequence), Frame: frame, Place: sequence),   // in any order
        item =>
        {
            Follow(item.Frame.Span, item.Place);
            apply(item.Operation);
        });

    /// <summary>Writes out what would be appended. The append of the same operations that follows does not do it again.</summary>
    /// <returns>The bytes that it takes.</returns>
    public int Prepare(ImmutableArray<MemoryOperation> operations)
    {
        _prepared = default;
        _frames.Reset();
        var sequence = before + journal.Sequence;
        _preparedLink = [.. _link];
        foreach (var operation in operations)
        {
            if (operation.Sequence != ++sequence)
                throw new InvalidOperationException($"Operation {operation.Sequence} does not follow {before + journal.Sequence}.");
            _operation.Reset();
            OperationCodec.Write(_operation, operation);
            AuditChain.Seal(_operation, sequence - before, _preparedLink);
            _frames.Varint((ulong)_operation.Length);
            _frames.Raw(_operation.Written);
        }

        (_prepared, _preparedAt) = (operations, journal.Sequence);
        return _frames.Length;
    }

    /// <summary>Makes the operations durable, all or none.</summary>
    /// <inheritdoc cref="GrainJournal.AppendAsync" path="/exception"/>
    public async Task AppendAsync(ImmutableArray<MemoryOperation> operations)
    {
        if (_prepared.IsDefault || _prepared != operations || _preparedAt != journal.Sequence)
            Prepare(operations);
        _prepared = default;
        var link = _preparedLink;
        await journal.AppendAsync(_frames.WrittenMemory, operations.Length);
        _link = link;
    }

    public Task<List<MemoryOperation>> ReadAsync(long afterSequence, int take) => journal.ReadAsync(Math.Max(0, afterSequence - before), take, Decode);

    /// <summary>Follows the chain over durable operations, from storage.</summary>
    /// <param name="afterSequence">The first operation has the next sequence.</param>
    /// <param name="link">The link there; empty at the beginning.</param>
    /// <param name="take">Most operations to follow.</param>
    public async Task<AuditStretch> FollowAsync(long afterSequence, ImmutableArray<byte> link, int take)
    {
        byte[] at = link.IsDefaultOrEmpty ? AuditChain.Genesis(memory) : [.. link];
        if (at.Length != AuditChain.LinkBytes || link.IsDefaultOrEmpty && afterSequence > before)
            throw new InvalidMemoryException("link", $"A link has {AuditChain.LinkBytes} bytes, and without one a chain is followed from its beginning.");
        var (last, chainedFrom, brokenAt) = (afterSequence, 0L, (long?)null);
        var steps = await journal.ReadAsync(Math.Max(0, afterSequence - before), take, (frame, place) => (Step: AuditChain.Follow(frame.Span, place, at), Sequence: before + place));
        foreach (var (step, sequence) in steps)
        {
            last = sequence;
            chainedFrom = chainedFrom == 0 && step != AuditStep.Unchained ? sequence : chainedFrom;

            // Once operations bear links, one without is not of this journal.
            if (step == AuditStep.Broken || step == AuditStep.Unchained && chainedFrom > 0)
                brokenAt ??= sequence;
        }

        return new AuditStretch(last, [.. at], chainedFrom, brokenAt, steps.Count < take);
    }

    /// <summary>Erases all that operations tell of records, in their places. The journal is to be opened again.</summary>
    /// <inheritdoc cref="GrainJournal.RedactAsync" path="/exception"/>
    public Task RedactAsync(IEnumerable<MemoryId> erased)
    {
        _prepared = default;
        return journal.RedactAsync(FrameRedaction.Write(erased));
    }

    public Task EraseAsync()
    {
        _link = AuditChain.Genesis(memory);
        return journal.EraseAsync();
    }

    // What bears a link is believed here, and checked by an audit.
    private void Follow(ReadOnlySpan<byte> frame, long sequence)
    {
        if (AuditChain.LinkOf(frame) is { IsEmpty: false } link)
            link.CopyTo(_link);
        else
            AuditChain.Follow(frame, sequence, _link);
    }

    private MemoryOperation Decode(ReadOnlyMemory<byte> frame, long sequence) => OperationCodec.Read(frame.Span, before + sequence, _pool);
}

/// <summary>Makes journals over the grain storage named <see cref="StorageNames.Journal"/>, or the default one.</summary>
internal sealed class OperationJournalFactory(IServiceProvider services, IOptions<JournalOptions> options, TenantKeyring keys)
{
    private readonly IGrainStorage _storage =
        services.GetKeyedService<IGrainStorage>(StorageNames.Journal)
        ?? services.GetKeyedService<IGrainStorage>("Default")
        ?? throw new InvalidOperationException(
            $"No grain storage is configured. Add one named \"{StorageNames.Journal}\", or a default one, before AddAgentGrains().");

    /// <param name="grainId">The grain.</param>
    /// <param name="owner">The scope's key.</param>
    /// <param name="before">The sequence before the first operation.</param>
    public OperationJournal Create(GrainId grainId, string owner, long before = 0) => new(
        new GrainJournal(new JournalPieces(_storage, grainId, new JournalSeal(keys, grainId, owner)), owner, options.Value) { Redactor = FrameRedaction.Redact },
        grainId.ToString(), before);

    public GrainJournal CreateRaw(GrainId grainId, string owner, FrameRedactor? redactor = null) =>
        new(new JournalPieces(_storage, grainId, new JournalSeal(keys, grainId, owner)), owner, options.Value) { Redactor = redactor };

    /// <summary>A journal that is never encrypted: the tenant's own, which holds its wrapped key.</summary>
    public GrainJournal CreatePlain(GrainId grainId, string owner, FrameRedactor? redactor = null) => new(new JournalPieces(_storage, grainId), owner, options.Value) { Redactor = redactor };

    /// <summary>Whether storage holds a journal of a grain, opened or not.</summary>
    public async Task<bool> HoldsAsync(GrainId grainId) => (await new JournalPieces(_storage, grainId).ReadStoredAsync(JournalPieces.HeadName)).RecordExists;
}
