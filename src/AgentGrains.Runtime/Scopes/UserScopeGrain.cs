using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace AgentGrains.Runtime.Scopes;

/// <summary>The life of a scope: it enters its tenant's directory, and it is erased.</summary>
[GrainType("user-scope")]
internal sealed partial class UserScopeGrain(
    [PersistentState("scope", StorageNames.Journal)] IPersistentState<UserScopeState> state, IEnumerable<IStorageScrub> scrubs, GrainReminders reminders,
    BackgroundRuns runs, IOptions<SiloMessagingOptions> messaging, TimeProvider clock, ILogger<UserScopeGrain> logger)
    : Grain, IUserScopeGrain, IRemindable
{
    private readonly ILogger _logger = logger;
    private Scope _scope = null!;
    private Task<TenantLimits>? _entering;

    private ITenantGrain Tenant => GrainFactory.GetGrain<ITenantGrain>(_scope.Tenant);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _scope = Scope.ParseKey(this.GetPrimaryKeyString());
        if (HasErasure)
            _ = RemindAsync();
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

    public async ValueTask EraseAsync(CancellationToken cancellationToken) => await WaitForAsync(Everything, cancellationToken);

    private async Task<RecordErasure> EraseEverythingAsync()
    {
        if (_entering is { } entering)
            await ((Task)entering).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await SetReminderAsync();
        state.State.Phase = ScopePhase.Erasing;
        await SaveAsync();

        await GrainFactory.GetGrain<IConsolidationGrain>(_scope.Key).EraseAsync(CancellationToken.None);

        // An erased memory must enter its scope again to be written to, and that is refused until all of them are gone.
        await GrainFactory.GetGrain<IEpisodicMemoryGrain>(_scope.Key).EraseAsync(CancellationToken.None);
        // After the log, so that it reads nothing that is erased; before what it wrote, so that its last write is erased too.
        await GrainFactory.GetGrain<IDerivationGrain>(_scope.Key).EraseAsync(CancellationToken.None);
        await GrainFactory.GetGrain<ISemanticMemoryGrain>(_scope.Key).EraseAsync(CancellationToken.None);
        await GrainFactory.GetGrain<IProceduralMemoryGrain>(_scope.Key).EraseAsync(CancellationToken.None);
        await GrainFactory.GetGrain<IOutcomeGrain>(_scope.Tenant).EraseScopeAsync(_scope.Name, CancellationToken.None);
        await GrainFactory.GetGrain<ISkillBankGrain>(_scope.Key).EraseAsync(CancellationToken.None);
        await GrainFactory.GetGrain<IVaultGrain>(_scope.Key).EraseAsync(CancellationToken.None);
        await GrainFactory.GetGrain<IResourceShelfGrain>(_scope.Key).EraseAsync(CancellationToken.None);
        await GrainFactory.GetGrain<ISessionDirectoryGrain>(_scope.Key).EraseAsync(CancellationToken.None);
        await scrubs.ScrubAsync(_scope.Key, CancellationToken.None);
        await LeaveAsync(CancellationToken.None);
        LogErased(_scope.Key);
        return new RecordErasure([]);
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

    [LoggerMessage(20, LogLevel.Information, "The scope '{Scope}' was erased")]
    private partial void LogErased(string scope);
}
