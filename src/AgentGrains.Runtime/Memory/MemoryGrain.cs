using System.Collections.Immutable;
using AgentGrains.Engine.Memory;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Derivation;
using AgentGrains.Runtime.Journal;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Memory;

/// <summary>
/// Durable owner of one memory of one scope: validate and decide (pure), persist, then apply and acknowledge. The three memory types
/// are this one engine under three names.
/// </summary>
internal abstract partial class MemoryGrain(MemoryType type, MemoryServices services, ILogger logger) : Grain, IMemoryGrain, IVectorSink, ITurnSource, IProposalSink
{
    private MemoryImage _image = null!;       // what the journal says; set when the activation has replayed
    private OperationJournal _journal = null!;
    private JournalCorruptedException? _damage;
    private EmbeddingBacklog? _backlog;
    private DerivationFollower? _follower;
    private TenantLimits? _limits;            // null until this activation has entered its scope

    private Scope Scope => _image.State.Scope;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var scope = Scope.ParseKey(this.GetPrimaryKeyString());
        var started = services.Clock.GetTimestamp();
        _image = new MemoryImage(scope, type, services.Words);
        _journal = services.Journals.Create(this.GetGrainId(), scope.Key);
        try
        {
            await _journal.OpenAsync(_image.Apply);
        }
        catch (JournalCorruptedException damage)
        {
            // Every call will say so: a damaged memory must neither answer from half of it nor be written over.
            _damage = damage;
            LogDamaged(scope.Key, type, damage.Segment, damage);
            return;
        }

        RuntimeMetrics.Activated(type, services.Clock.GetElapsedTime(started));
        if (services.Embedder is { } embedder)
        {
            _backlog = new EmbeddingBacklog(embedder, _image.State, scope.Tenant, this.AsReference<IVectorSink>(), services.Clock, _logger);
            _backlog.Wake();
        }

        _follower = type == MemoryType.Episodic && services.Derives ? new DerivationFollower(GrainFactory, scope, services.Clock) : null;
        if (_image.State.Sequence > 0)
            _follower?.Grown();   // a crash may have come between a write and its derivation
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _backlog?.Stop();
        return Task.CompletedTask;
    }

    public async ValueTask<ImmutableArray<MemoryReceipt>> RememberAsync(ImmutableArray<MemoryDraft> drafts, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        _limits ??= await GrainFactory.GetGrain<IUserScopeGrain>(Scope.Key).EnterAsync(CancellationToken.None);
        var decision = _image.State.Decide(drafts, services.Clock.GetUtcNow(), services.Options, _limits);
        await CommitAsync(decision.Operations);
        return decision.Receipts;
    }

    public async ValueTask<bool> ForgetAsync(MemoryId id, string? reason, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        if (reason is not null)
            DraftRules.CheckText("reason", reason, services.Options.MaxTextBytes, "MemoryOptions.MaxTextBytes");
        var operation = _image.State.DecideForget(id, reason, services.Clock.GetUtcNow());
        if (operation is not null)
            await CommitAsync([operation]);

        // Also when it is gone already: a crash may have come between the two.
        if (type == MemoryType.Episodic)
            await GrainFactory.GetGrain<ISemanticMemoryGrain>(Scope.Key).AsReference<IProposalSink>().RetractAsync(id);
        return operation is not null;
    }

    public async ValueTask EraseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _journal.EraseAsync();
        }
        finally
        {
            // The image still holds what was erased, or what storage now holds is not known.
            DeactivateOnIdle();
        }

        (_image, _damage, _limits) = (new MemoryImage(Scope, type, services.Words), null, null);
        LogErased(Scope.Key, type);
    }

    public ValueTask<MemorySearchResult> SearchAsync(MemorySearch search, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        return new(_image.Search(search, services.Clock.GetUtcNow()));
    }

    public ValueTask<ImmutableArray<SlotMatch>> FindSlotsAsync(ResolveRequest request, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        return new(_image.FindSlots(request, services.Clock.GetUtcNow()));
    }

    public ValueTask<MemoryRecord?> GetAsync(MemoryId id, DateTimeOffset? asOf, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        return new(_image.State.Find(id, asOf));
    }

    public ValueTask<MemoryPage> ListAsync(long position, int take, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        return new(_image.State.Page(position, PageSize.Require(take)));
    }

    public async ValueTask<ImmutableArray<MemoryOperation>> ReadOperationsAsync(long afterSequence, int take, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        return [.. await _journal.ReadAsync(afterSequence, PageSize.Require(take))];
    }

    public ValueTask<MemoryStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        return new(new MemoryStatus(_image.State.Sequence, _image.State.Count, _journal.Bytes, _backlog?.Missing ?? 0));
    }

    public async ValueTask StoreVectorsAsync(ImmutableArray<EmbeddedRecord> embedded, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        await CommitAsync(_image.DecideEmbed([.. embedded.Select(item => (item.Id, item.Vector))], services.Clock.GetUtcNow()));
    }

    private async Task CommitAsync(ImmutableArray<MemoryOperation> operations)
    {
        if (operations.IsEmpty)
            return;
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
        _backlog?.Wake();
        _follower?.Grown();
    }

    private void ThrowIfDamaged()
    {
        if (_damage is not { } damage)
            return;
        DeactivateOnIdle();   // so that a repaired journal is read again
        throw new JournalCorruptedException(damage.Scope, damage.Segment, damage.Message);
    }
}

[GrainType("episodic-memory")]
internal sealed class EpisodicMemoryGrain(MemoryServices services, ILogger<EpisodicMemoryGrain> logger)
    : MemoryGrain(MemoryType.Episodic, services, logger), IEpisodicMemoryGrain;

[GrainType("semantic-memory")]
internal sealed class SemanticMemoryGrain(MemoryServices services, ILogger<SemanticMemoryGrain> logger)
    : MemoryGrain(MemoryType.Semantic, services, logger), ISemanticMemoryGrain;

[GrainType("procedural-memory")]
internal sealed class ProceduralMemoryGrain(MemoryServices services, ILogger<ProceduralMemoryGrain> logger)
    : MemoryGrain(MemoryType.Procedural, services, logger), IProceduralMemoryGrain;
