using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Scopes;

/// <summary>The front of a scope's three memories. Holds next to nothing, so that it never stands in a write's way.</summary>
[GrainType("user-scope")]
internal sealed partial class UserScopeGrain(
    [PersistentState("scope", StorageNames.Journal)] IPersistentState<UserScopeState> state, ILogger<UserScopeGrain> logger)
    : Grain, IUserScopeGrain
{
    private readonly ILogger _logger = logger;
    private Scope _scope = null!;
    private IMemoryGrain[] _memories = null!;   // by MemoryType
    private Task? _entering;
    private int _writes;   // under way
    private TaskCompletionSource? _drained;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _scope = Scope.ParseKey(this.GetPrimaryKeyString());
        _memories =
        [
            GrainFactory.GetGrain<IEpisodicMemoryGrain>(_scope.Key),
            GrainFactory.GetGrain<ISemanticMemoryGrain>(_scope.Key),
            GrainFactory.GetGrain<IProceduralMemoryGrain>(_scope.Key),
        ];
        return Task.CompletedTask;
    }

    public async ValueTask<ImmutableArray<MemoryReceipt>> RememberAsync(ImmutableArray<MemoryDraft> drafts, CancellationToken cancellationToken)
    {
        if (drafts.IsDefaultOrEmpty)
            throw new InvalidMemoryException("items", "There is nothing to remember: give at least one item.");
        if (state.State.Phase != ScopePhase.Entered)
            await EnterAsync();

        _writes++;
        try
        {
            var first = TypeOf(drafts[0]);
            return drafts.All(draft => TypeOf(draft) == first)
                ? await _memories[(int)first].RememberAsync(drafts, cancellationToken)
                : await RememberMixedAsync(drafts, cancellationToken);
        }
        finally
        {
            if (--_writes == 0)
                _drained?.TrySetResult();
        }
    }

    public async ValueTask EraseAsync(CancellationToken cancellationToken)
    {
        if (_entering is { } entering)
            await entering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        state.State.Phase = ScopePhase.Erasing;   // from here on writes are refused; those under way must land before the memories go
        await DrainAsync();
        await SaveAsync();
        foreach (var memory in _memories)
            await memory.EraseAsync(cancellationToken);
        await GrainFactory.GetGrain<ITenantGrain>(_scope.Tenant).LeaveScopeAsync(_scope.Name, cancellationToken);
        await state.ClearStateAsync(CancellationToken.None);
        state.State = new UserScopeState();
        LogErased(_scope.Key);
    }

    private async Task DrainAsync()
    {
        if (_writes == 0)
            return;
        _drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _drained.Task;
        _drained = null;
    }

    private async Task<ImmutableArray<MemoryReceipt>> RememberMixedAsync(ImmutableArray<MemoryDraft> drafts, CancellationToken cancellationToken)
    {
        var receipts = new MemoryReceipt[drafts.Length];
        var positions = Enumerable.Range(0, drafts.Length).GroupBy(position => TypeOf(drafts[position]));
        await Task.WhenAll(positions.Select(async group =>
        {
            int[] places = [.. group];
            var made = await _memories[(int)group.Key].RememberAsync([.. places.Select(place => drafts[place])], cancellationToken);
            for (var i = 0; i < places.Length; i++)
                receipts[places[i]] = made[i];
        }));
        return [.. receipts];
    }

    // The tenant's directory must know the scope before anything in it is acknowledged, or an erasure of the tenant would miss it.
    private async Task EnterAsync()
    {
        if (state.State.Phase == ScopePhase.Erasing)
            throw new WriteUncertainException($"The scope '{_scope.Key}' is being erased; finish that with another erase, then write again.");
        try
        {
            await (_entering ??= EnterOnceAsync());
        }
        finally
        {
            _entering = null;
        }
    }

    private async Task EnterOnceAsync()
    {
        await GrainFactory.GetGrain<ITenantGrain>(_scope.Tenant).EnterScopeAsync(_scope.Name, CancellationToken.None);
        state.State.Phase = ScopePhase.Entered;
        await SaveAsync();
    }

    private async Task SaveAsync()
    {
        try
        {
            await state.WriteStateAsync(CancellationToken.None);
        }
        catch (Exception failure)
        {
            DeactivateOnIdle();   // whether it was written is not known; the next activation reads the truth
            throw new WriteUncertainException($"Storage failed while writing the scope '{_scope.Key}' ({failure.GetType().Name}); retry with the same key.", failure);
        }
    }

    private static MemoryType TypeOf(MemoryDraft draft) => Enum.IsDefined(draft.Kind)
        ? MemoryKinds.TypeOf(draft.Kind)
        : throw new InvalidMemoryException("kind", $"{(int)draft.Kind} is not a memory kind.");

    [LoggerMessage(20, LogLevel.Information, "The scope '{Scope}' was erased")]
    private partial void LogErased(string scope);
}
