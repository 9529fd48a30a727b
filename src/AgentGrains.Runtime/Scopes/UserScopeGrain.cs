using System.Collections.Immutable;
using System.Security.Cryptography;
using AgentGrains.Engine.Erasure;
using AgentGrains.Runtime.Memory;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Scopes;

/// <summary>The life of a scope: it enters its tenant's directory, and it is erased.</summary>
[GrainType("user-scope")]
internal sealed partial class UserScopeGrain(
    [PersistentState("scope", StorageNames.Journal)] IPersistentState<UserScopeState> state, IEnumerable<IStorageScrub> scrubs, ILogger<UserScopeGrain> logger)
    : Grain, IUserScopeGrain
{
    private const int MostErased = 1_000;

    private readonly ILogger _logger = logger;
    private Scope _scope = null!;
    private Task<TenantLimits>? _entering;

    private ITenantGrain Tenant => GrainFactory.GetGrain<ITenantGrain>(_scope.Tenant);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _scope = Scope.ParseKey(this.GetPrimaryKeyString());
        if (state.State.Phase == ScopePhase.Erasing)
            _ = FinishErasureAsync(scope => scope.EraseAsync(CancellationToken.None));
        else if (state.State.Erasing is { Count: > 0 } records)
            _ = FinishErasureAsync(async scope => await scope.EraseRecordsAsync([.. records], CancellationToken.None));
        return Task.CompletedTask;
    }

    // The directory must know the scope before anything in it is acknowledged, or an erasure of the tenant would miss it.
    public async ValueTask<TenantLimits> EnterAsync(CancellationToken cancellationToken)
    {
        if (state.State.Phase == ScopePhase.Erasing)
            throw new WriteUncertainException($"The scope '{_scope.Key}' is being erased; retry with the same key.");
        var entering = _entering ??= EnterOnceAsync();
        try
        {
            return await entering;
        }
        finally
        {
            if (_entering == entering)
                _entering = null;
        }
    }

    public async ValueTask EraseAsync(CancellationToken cancellationToken)
    {
        if (_entering is { } entering)
            await ((Task)entering).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        state.State.Phase = ScopePhase.Erasing;
        await SaveAsync();

        await GrainFactory.GetGrain<IConsolidationGrain>(_scope.Key).EraseAsync(cancellationToken);

        // An erased memory must enter its scope again to be written to, and that is refused until all of them are gone.
        await GrainFactory.GetGrain<IEpisodicMemoryGrain>(_scope.Key).EraseAsync(cancellationToken);
        // After the log, so that it reads nothing that is erased; before what it wrote, so that its last write is erased too.
        await GrainFactory.GetGrain<IDerivationGrain>(_scope.Key).EraseAsync(cancellationToken);
        await GrainFactory.GetGrain<ISemanticMemoryGrain>(_scope.Key).EraseAsync(cancellationToken);
        await GrainFactory.GetGrain<IProceduralMemoryGrain>(_scope.Key).EraseAsync(cancellationToken);
        await GrainFactory.GetGrain<IOutcomeGrain>(_scope.Tenant).EraseScopeAsync(_scope.Name, cancellationToken);
        await GrainFactory.GetGrain<ISkillBankGrain>(_scope.Key).EraseAsync(cancellationToken);
        await GrainFactory.GetGrain<IVaultGrain>(_scope.Key).EraseAsync(cancellationToken);
        await GrainFactory.GetGrain<IResourceShelfGrain>(_scope.Key).EraseAsync(cancellationToken);
        await GrainFactory.GetGrain<ISessionDirectoryGrain>(_scope.Key).EraseAsync(cancellationToken);
        await ScrubAsync(cancellationToken);
        await LeaveAsync(cancellationToken);
        LogErased(_scope.Key);
    }

    public async ValueTask<RecordErasure> EraseRecordsAsync(ImmutableArray<MemoryId> ids, CancellationToken cancellationToken)
    {
        if (ids.IsDefaultOrEmpty || ids.Length > MostErased)
            throw new InvalidMemoryException("ids", $"Name 1 to {MostErased} records to erase at a time.");
        state.State.Erasing = [.. state.State.Erasing.Union(ids)];
        state.State.Salt ??= RandomNumberGenerator.GetBytes(FactSketch.SaltBytes);
        await SaveAsync();

        // Before anything is erased: a crash in between must not leave a text gone and its return allowed.
        var raised = await RaiseTombstonesAsync(ids);

        // The log first: what is known and what works were derived from it. Each memory finishes what it began; this finishes the rest.
        var erased = ids.ToHashSet();
        var touched = new SortedSet<MemoryId>();
        foreach (var memory in Memories)
        {
            var here = await memory.EraseRecordsAsync([.. erased]);
            erased.UnionWith(here);
            touched.UnionWith(here);
        }

        await GrainFactory.GetGrain<IResourceShelfGrain>(_scope.Key).EraseOfAsync([.. touched], cancellationToken);
        await ScrubAsync(cancellationToken);
        state.State.Erasing.RemoveAll(ids.Contains);
        await SaveAsync();
        LogRecordsErased(_scope.Key, touched.Count);
        return new RecordErasure([.. touched]) { Tombstones = raised };
    }

    public async ValueTask<int> LiftTombstonesAsync(ImmutableArray<MemoryId> erased, CancellationToken cancellationToken)
    {
        if (erased.IsDefaultOrEmpty || erased.Length > MostErased)
            throw new InvalidMemoryException("ids", $"Name 1 to {MostErased} erased records whose tombstones to lift at a time.");
        var lifted = 0;
        foreach (var memory in Memories)
            lifted = Math.Max(lifted, await memory.LiftTombstonesAsync(erased));
        return lifted;
    }

    private IErasureSink[] Memories =>
    [
        GrainFactory.GetGrain<IEpisodicMemoryGrain>(_scope.Key).AsReference<IErasureSink>(),
        GrainFactory.GetGrain<ISemanticMemoryGrain>(_scope.Key).AsReference<IErasureSink>(),
        GrainFactory.GetGrain<IProceduralMemoryGrain>(_scope.Key).AsReference<IErasureSink>(),
    ];

    // Every memory gets all of them: what was said must not come back as something known, nor the other way round.
    private async Task<int> RaiseTombstonesAsync(ImmutableArray<MemoryId> ids)
    {
        var (all, sketches) = (ids.ToHashSet(), new List<ErasureSketch>());
        foreach (var memory in Memories)
        {
            var here = await memory.SketchAsync([.. all], [.. state.State.Salt!]);
            all.UnionWith(here.Select(sketch => sketch.Id));
            sketches.AddRange(here.Where(sketch => !sketch.Sketch.IsEmpty));
        }

        foreach (var memory in Memories)
            await memory.RaiseTombstonesAsync([.. sketches]);
        return sketches.Count;
    }

    // An erasure that a crash cut short goes on by itself: through the queue, since it must not run beside a turn.
    private async Task FinishErasureAsync(Func<IUserScopeGrain, ValueTask> finish)
    {
        TenantContext.Set(_scope.Tenant);
        try
        {
            await finish(this.AsReference<IUserScopeGrain>());
        }
        catch (Exception failure)
        {
            LogNotErased(_scope.Key, failure);
        }
    }

    private async Task<TenantLimits> EnterOnceAsync()
    {
        var limits = await Tenant.EnterScopeAsync(_scope.Name, CancellationToken.None);
        if (state.State.Phase == ScopePhase.New)
        {
            state.State.Phase = ScopePhase.Entered;
            await SaveAsync();
        }

        return limits;
    }

    private async Task ScrubAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var scrub in scrubs)
                await scrub.ScrubAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new WriteUncertainException($"What was erased of '{_scope.Key}' may still stand in the storage's log ({failure.GetType().Name}: {failure.Message}); erase again.", failure);
        }
    }

    private Task SaveAsync() => StoreAsync(() => state.WriteStateAsync(CancellationToken.None));

    // The directory last: what it no longer names nobody would find again. Nothing enters before it has let go.
    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await StoreAsync(() => state.ClearStateAsync(CancellationToken.None));
        state.State = new UserScopeState { Phase = ScopePhase.Erasing };
        try
        {
            await Tenant.LeaveScopeAsync(_scope.Name, cancellationToken);
        }
        catch
        {
            DeactivateOnIdle();   // the next activation is as good as new; the scope is listed until it is erased again
            throw;
        }

        state.State = new UserScopeState();
    }

    private async Task StoreAsync(Func<Task> store)
    {
        try
        {
            await store();
        }
        catch (Exception failure)
        {
            DeactivateOnIdle();   // whether it was written is not known; the next activation reads the truth
            throw new WriteUncertainException($"Storage failed while writing the scope '{_scope.Key}' ({failure.GetType().Name}); retry with the same key.", failure);
        }
    }

    [LoggerMessage(22, LogLevel.Information, "{Count} records of the scope '{Scope}' were erased")]
    private partial void LogRecordsErased(string scope, int count);

    [LoggerMessage(20, LogLevel.Information, "The scope '{Scope}' was erased")]
    private partial void LogErased(string scope);

    [LoggerMessage(21, LogLevel.Warning, "The interrupted erasure of the scope '{Scope}' could not be finished; its next activation tries again")]
    private partial void LogNotErased(string scope, Exception failure);
}
