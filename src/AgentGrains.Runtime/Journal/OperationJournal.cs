using System.Collections.Immutable;
using AgentGrains.Engine.Codec;
using AgentGrains.Runtime.Encryption;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace AgentGrains.Runtime.Journal;

/// <summary>A memory's journal: operations in, operations out.</summary>
/// <remarks>Not thread-safe; see <see cref="GrainJournal"/>.</remarks>
internal sealed class OperationJournal(GrainJournal journal)
{
    private readonly FieldWriter _operation = new();
    private readonly FieldWriter _frames = new();
    private readonly TextPool _pool = new();
    private ImmutableArray<MemoryOperation> _prepared;   // what the frames hold; default when they hold nothing
    private long _preparedAt;

    /// <inheritdoc cref="GrainJournal.Bytes"/>
    public long Bytes => journal.Bytes;

    public Task OpenAsync(Action<MemoryOperation> apply) => journal.OpenAsync(Decode, apply);

    /// <summary>Writes out what would be appended. The append of the same operations that follows does not do it again.</summary>
    /// <returns>The bytes that it takes.</returns>
    public int Prepare(ImmutableArray<MemoryOperation> operations)
    {
        _prepared = default;
        _frames.Reset();
        var sequence = journal.Sequence;
        foreach (var operation in operations)
        {
            if (operation.Sequence != ++sequence)
                throw new InvalidOperationException($"Operation {operation.Sequence} does not follow {journal.Sequence}.");
            _operation.Reset();
            OperationCodec.Write(_operation, operation);
            _frames.Varint((ulong)_operation.Length);
            _frames.Raw(_operation.Written);
        }

        (_prepared, _preparedAt) = (operations, journal.Sequence);
        return _frames.Length;
    }

    /// <summary>Makes the operations durable, all or none.</summary>
    /// <inheritdoc cref="GrainJournal.AppendAsync" path="/exception"/>
    public Task AppendAsync(ImmutableArray<MemoryOperation> operations)
    {
        if (_prepared.IsDefault || _prepared != operations || _preparedAt != journal.Sequence)
            Prepare(operations);
        _prepared = default;
        return journal.AppendAsync(_frames.WrittenMemory, operations.Length);
    }

    public Task<List<MemoryOperation>> ReadAsync(long afterSequence, int take) => journal.ReadAsync(afterSequence, take, Decode);

    public Task EraseAsync() => journal.EraseAsync();

    private MemoryOperation Decode(ReadOnlyMemory<byte> frame, long sequence) => OperationCodec.Read(frame.Span, sequence, _pool);
}

/// <summary>Makes journals over the grain storage named <see cref="StorageNames.Journal"/>, or the default one.</summary>
internal sealed class OperationJournalFactory(IServiceProvider services, IOptions<JournalOptions> options, TenantKeyring keys)
{
    private readonly IGrainStorage _storage =
        services.GetKeyedService<IGrainStorage>(StorageNames.Journal)
        ?? services.GetKeyedService<IGrainStorage>("Default")
        ?? throw new InvalidOperationException(
            $"No grain storage is configured. Add one named \"{StorageNames.Journal}\", or a default one, before AddAgentGrains().");

    public OperationJournal Create(GrainId grainId, string owner) => new(CreateRaw(grainId, owner));

    public GrainJournal CreateRaw(GrainId grainId, string owner) => new(new JournalPieces(_storage, grainId, new JournalSeal(keys, grainId, owner)), owner, options.Value);

    /// <summary>A journal that is never encrypted: the tenant's own, which holds its wrapped key.</summary>
    public GrainJournal CreatePlain(GrainId grainId, string owner) => new(new JournalPieces(_storage, grainId), owner, options.Value);
}
