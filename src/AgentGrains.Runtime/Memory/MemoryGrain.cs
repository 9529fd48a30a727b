using System.Collections.Immutable;
using AgentGrains.Engine.Governance;
using AgentGrains.Engine.Memory;
using AgentGrains.Engine.Records;
using AgentGrains.Engine.Tenants;
using AgentGrains.Runtime.Consolidation;
using AgentGrains.Runtime.Cubes;
using AgentGrains.Runtime.Derivation;
using AgentGrains.Runtime.Guard;
using AgentGrains.Runtime.Journal;
using AgentGrains.Runtime.Moves;
using AgentGrains.Runtime.Tenants;
using AgentGrains.Runtime.Vectors;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Memory;

/// <summary>
/// Durable owner of one memory of one scope: validate and decide (pure), persist, then apply and acknowledge. The three memory types
/// are this one engine under three names.
/// </summary>
internal abstract partial class MemoryGrain(MemoryType type, MemoryServices services, ILogger logger)
    : Grain, IMemoryGrain, IVectorSink, ITurnSource, IProposalSink, IQuarantineSink, IMemoryMaintenance, IConsolidationSink, IChapterConsolidation, INoteSink, IMemoryChapter, ICubeSink, IMoveSink, IErasureSink
{
    private MemoryImage _image = null!;       // what the journal says; set when the activation has replayed
    private OperationJournal _journal = null!;
    private int _chapter;                     // 0 is the front door
    private AgentGrainsException? _damage;    // why it cannot be read
    private EmbeddingBacklog? _backlog;
    private VectorFollower? _vectors;         // null where vectors are searched here
    private DerivationFollower? _follower;
    private GrowthTeller? _growth;
    private MemoryRoom? _room;                // null until this activation has entered its scope

    private Scope Scope => _image.State.Scope;

    private int? Passable => _image.State.IsSealed ? _chapter : null;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (var scope, _chapter) = Chapters.ParseKey(this.GetPrimaryKeyString());
        var started = services.Clock.GetTimestamp();
        _image = EmptyImage(scope);
        _journal = services.Journals.Create(this.GetGrainId(), scope.Key, Chapters.SequenceBefore(_chapter));
        try
        {
            await LoadAsync();
        }
        catch (JournalCorruptedException damage)
        {
            // Every call will say so: a damaged memory must neither answer from half of it nor be written over.
            _damage = damage;
            LogDamaged(scope.Key, type, damage.Segment, damage);
            return;
        }
        catch (TenantKeyException locked)
        {
            _damage = locked;
            LogLocked(scope.Key, type, locked.Message);
            return;
        }

        RuntimeMetrics.Activated(type, services.Clock.GetElapsedTime(started));
        _follower = type == MemoryType.Episodic && services.Derives ? new DerivationFollower(GrainFactory, scope, services.Clock) : null;
        _growth = type == MemoryType.Procedural ? null : new GrowthTeller(GrainFactory, scope, services.Consolidation);
        if (_image.State is { Versions: > 0, IsClosed: false })
            _follower?.Grown(Passable);   // a crash may have come between a write and its derivation
    }

    private async Task LoadAsync()
    {
        var image = EmptyImage(Scope);
        var journal = services.Journals.Create(this.GetGrainId(), Scope.Key, Chapters.SequenceBefore(_chapter));
        await journal.OpenAsync(image.Apply);
        (_image, _journal) = (image, journal);   // at once: reads go on meanwhile
        if (services.Embedder is { } embedder)
        {
            _backlog = new EmbeddingBacklog(embedder, image.State, Scope.Tenant, this.AsReference<IVectorSink>(), services.Clock, _logger);
            _backlog.Wake();
            if (services.Vectors is { } store)
            {
                _vectors = new VectorFollower(store, image, () => embedder.Current.Id, services.Keys, services.Clock, _logger);
                _vectors.Wake();
            }
        }
    }

    private MemoryImage EmptyImage(Scope scope) => new(scope, type, services.Words, services.Guard, _chapter, services is { Vectors: not null, Embedder: not null });

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _backlog?.Stop();
        if (_vectors is { } vectors)   // the next activation writes there, too
            await vectors.StopAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public async ValueTask<ImmutableArray<MemoryReceipt>> RememberAsync(ImmutableArray<MemoryDraft> drafts, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        using var span = RuntimeTraces.Remember(type, drafts.IsDefault ? 0 : drafts.Length);
        if (_chapter > 0)
            throw new InvalidScopeException($"A chapter of '{Scope.Key}' is written to by its front door only.");
        await SealIfFullAsync();
        if (Behind is null && !drafts.IsDefault)
            _image.State.RequireNotErased(drafts, draft => draft.Key is { } key && _image.State.Knows(key));
        return Behind is { } chain ? await RememberBehindAsync(chain, drafts) : await RememberHereAsync(drafts, null);
    }

    private async ValueTask<ImmutableArray<MemoryReceipt>> RememberHereAsync(ImmutableArray<MemoryDraft> drafts, ChapterStart? before)
    {
        var limits = await EnterAsync();
        var gate = await OpenGateAsync(drafts);
        _image.State.Before = before?.Records ?? 0;
        var decision = _image.State.Decide(drafts, services.Clock.GetUtcNow(), services.Options, limits, gate);
        await RequireRoomAsync(limits, decision.Operations, before);
        await CommitAsync(decision.Operations);
        return decision.Receipts;
    }

    public async ValueTask<bool> ForgetAsync(MemoryId id, string? reason, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        if (await FindAsync(id) is { } chapter)
        {
            var wasThere = await chapter.Grain.ForgetAsync(id, reason, cancellationToken);
            await AwakenBehindAsync([id]);
            return wasThere;
        }

        if (reason is not null)
            DraftRules.CheckText("reason", reason, services.Options.MaxTextBytes, "MemoryOptions.MaxTextBytes");
        var operation = _image.State.DecideForget(id, reason, services.Clock.GetUtcNow());
        if (operation is not null)
            await CommitAsync([operation]);
        await AwakenBehindAsync([id]);

        // Also when it is gone already: a crash may have come between the two.
        if (type == MemoryType.Episodic)
            await GrainFactory.GetGrain<ISemanticMemoryGrain>(Scope.Key).AsReference<IProposalSink>().RetractAsync(id);
        return operation is not null;
    }

    public async ValueTask EraseAsync(CancellationToken cancellationToken)
    {
        if (type == MemoryType.Episodic && _chapter == 0 && (_damage is not null || _image.State.IsSealed))
            await new ChapterChain(GrainFactory, Scope).EraseAsync(cancellationToken);   // before this one, which knows of them
        if (_vectors is { } vectors)
            await vectors.StopAsync();
        _vectors = null;
        try
        {
            await _journal.EraseAsync();
        }
        finally
        {
            // The image still holds what was erased, or what storage now holds is not known.
            DeactivateOnIdle();
        }

        (_image, _damage, _room, _gate, _consolidator, _chain, _joint, _echoes) = (EmptyImage(Scope), null, null, null, null, null, null, null);
        if (services.Vectors is { } store && _chapter == 0)   // all chapters' at once, none of which writes any more
            await store.EraseAsync($"the {type} memory of '{Scope.Key}'", (vectors, token) => vectors.DeleteMemoryAsync(new VectorOwner(Scope, type), token));
        LogErased(Scope.Key, type);
    }

    public ValueTask<MemorySearchResult> SearchAsync(MemorySearch search, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        if (Behind is { } chain)
            return SearchAllAsync(chain, search);
        _vectors?.Wake();
        var found = _image.Search(search, services.Clock.GetUtcNow());
        if (search.Deep && search.AsOf is null)
            BringBack(found);
        if (services.Guard is { Enabled: true, EchoRecords: > 0 })
            Gate.NoteReturned(found.Hits);
        return new(found);
    }

    public ValueTask<ImmutableArray<SlotMatch>> FindSlotsAsync(ResolveRequest request, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        return new(_image.FindSlots(request, services.Clock.GetUtcNow()));
    }

    public async ValueTask<MemoryRecord?> GetAsync(MemoryId id, DateTimeOffset? asOf, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        if (await FindAsync(id) is { } chapter)
            return await chapter.Grain.GetAsync(id, asOf, cancellationToken);
        var record = _image.State.Find(id, asOf);
        return record?.ExpiresAt <= services.Clock.GetUtcNow() ? null : record;
    }

    public async ValueTask<MemoryPage> ListAsync(long position, int take, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        PageSize.Require(take);
        if (Behind is not { } chain)
            return _image.State.Page(position, take, services.Clock.GetUtcNow());
        var (page, next, _) = await PageAsync(
            chain, position,
            (chapter, from) => chapter?.ListAsync(from, take, cancellationToken) ?? new(_image.State.Page(from, take, services.Clock.GetUtcNow())),
            page => page.Next);
        return page with { Next = next };
    }

    public async ValueTask<ImmutableArray<MemoryOperation>> ReadOperationsAsync(long afterSequence, int take, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        PageSize.Require(take);
        return Behind is { } chain ? await ReadAllOperationsAsync(chain, afterSequence, take, cancellationToken) : [.. await _journal.ReadAsync(afterSequence, take)];
    }

    public async ValueTask<AuditStretch> FollowChainAsync(long afterSequence, ImmutableArray<byte> link, int take, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        PageSize.Require(take);
        return Chapters.OfSequence(afterSequence) is var number && number == _chapter
            ? await _journal.FollowAsync(afterSequence, link, take)
            : await FollowElsewhereAsync(number, afterSequence, link, take, cancellationToken);
    }

    public ValueTask<MemoryStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        var here = new MemoryStatus(_image.State.Sequence, _image.State.Count, _journal.Bytes, _backlog?.Missing ?? 0);
        return Behind is { } chain ? SumAsync(chain, here, cancellationToken) : new(here);
    }

    public async ValueTask StoreVectorsAsync(ImmutableArray<EmbeddedRecord> embedded, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        await CommitAsync(_image.DecideEmbed([.. embedded.Select(item => (item.Id, item.Vector))], services.Clock.GetUtcNow()));
    }

    private async ValueTask<TenantLimits> EnterAsync()
    {
        if (_room is null)
        {
            await GrainFactory.GetGrain<IUserScopeGrain>(Scope.Key).EnterAsync(CancellationToken.None);
            _room = new MemoryRoom(GrainFactory, Scope, type);
        }

        return await services.Tenants.LimitsAsync(Scope.Tenant);
    }

    private ValueTask RequireRoomAsync(TenantLimits limits, ImmutableArray<MemoryOperation> operations, ChapterStart? before = null)
    {
        if (operations.IsEmpty)
            return ValueTask.CompletedTask;
        var held = new StorageAmount((before?.Records ?? 0) + _image.State.Versions, (before?.Bytes ?? 0) + _journal.Bytes);
        var records = operations.Count(operation => operation.Kind is OperationKind.Add or OperationKind.Update or OperationKind.Supersede);
        return _room!.RequireAsync(limits, held, held + new StorageAmount(records, _journal.Prepare(operations)));
    }

    /// <summary>The records, for reading.</summary>
    private protected MemoryState State
    {
        get
        {
            ThrowIfDamaged();
            return _image.State;
        }
    }

    /// <summary>Decides by a pure rule, persists, applies.</summary>
    private protected async Task<T> ChangeAsync<T>(
        Func<MemoryState, DateTimeOffset, MemoryOptions, TenantLimits, (ImmutableArray<MemoryOperation> Operations, T Result)> decide)
    {
        ThrowIfDamaged();
        var tenant = await EnterAsync();
        var (operations, result) = decide(_image.State, services.Clock.GetUtcNow(), services.Options, tenant);
        await RequireRoomAsync(tenant, operations);
        await CommitAsync(operations);
        return result;
    }

    private async Task CommitAsync(ImmutableArray<MemoryOperation> operations)
    {
        if (operations.IsEmpty)
            return;
        if (operations.Any(static operation => operation.Record is not null))
            operations = (await services.Rules.FindAsync(Scope.Tenant)).Retained(operations);
        operations = await WithAwakenedAsync(operations);
        _image.State.RequireOpen(operations);   // here, where every write passes, and after the last wait before it
        var started = services.Clock.GetTimestamp();
        try
        {
            await _journal.AppendAsync(operations);
            foreach (var operation in operations)
                _image.Apply(operation);
        }
        catch (Exception failure)
        {
            // The append's fate is unknown, or the image is: memory must not differ from storage, so the next activation reloads the truth.
            LogWriteFailed(Scope.Key, type, failure);
            RuntimeMetrics.WriteFailed(type);
            DeactivateOnIdle();
            throw;
        }

        RuntimeMetrics.Written(type, operations.Length, services.Clock.GetElapsedTime(started));
        if (_image.State.IsClosed)
            return;   // nothing that it tells would be taken; whatever opens it comes by here
        _backlog?.Wake();
        _vectors?.Wake();
        _follower?.Grown(Passable);
        if (operations[0].Producer != MemoryState.Consolidator && operations[0].Producer != MemoryState.NoteMaker.ToString())   // which need not hear of itself
            _growth?.Grown(operations.Length);
    }

    private void ThrowIfDamaged()
    {
        if (_damage is null)
        {
            RequireKey();
            return;
        }

        DeactivateOnIdle();   // so that a repaired journal is read again
        throw _damage switch
        {
            JournalCorruptedException damage => new JournalCorruptedException(damage.Scope, damage.Segment, damage.Message),
            TenantKeyException locked => new TenantKeyException(locked.Tenant, locked.IsDestroyed, locked.Message),
            var other => other,
        };
    }

    // What was decrypted before the key was destroyed is still in RAM here.
    private void RequireKey()
    {
        try
        {
            services.Keys.ThrowIfDestroyed(Scope.Tenant);
        }
        catch (TenantKeyException)
        {
            DeactivateOnIdle();
            throw;
        }
    }
}

[GrainType("episodic-memory")]
internal sealed class EpisodicMemoryGrain(MemoryServices services, ILogger<EpisodicMemoryGrain> logger)
    : MemoryGrain(MemoryType.Episodic, services, logger), IEpisodicMemoryGrain;

[GrainType("semantic-memory")]
internal sealed class SemanticMemoryGrain(MemoryServices services, ILogger<SemanticMemoryGrain> logger)
    : MemoryGrain(MemoryType.Semantic, services, logger), ISemanticMemoryGrain;
