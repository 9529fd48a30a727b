using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Derivation;

/// <summary>
/// Follows a scope's log from a durable cursor. Stages run outside every grain's turn; their results are committed before the cursor,
/// under keys computed from turn, number, producer and version, so that whatever a crash repeats is known already.
/// </summary>
[GrainType("derivation")]
internal sealed partial class DerivationGrain(
    [PersistentState("derivation", StorageNames.Journal)] IPersistentState<DerivationState> state,
    DerivationStages stages, DefaultStages defaults, IOptions<DerivationOptions> options, ILogger<DerivationGrain> logger)
    : Grain, IDerivationGrain, IDisposable
{
    private readonly DerivationOptions _options = options.Value;
    private readonly ILogger _logger = logger;
    private readonly UnitReader _reader = new(options.Value);
    private readonly List<(long Sequence, TaskCompletionSource Reached)> _waiting = [];
    private readonly List<MemoryRecord> _before = [];   // the turns just before the cursor
    private CancellationTokenSource _stopping = new();
    private Scope _scope = null!;
    private Task _run = Task.CompletedTask;
    private IGrainTimer? _retry;
    private bool _grown = true;
    private int _failures;   // in a row
    private (string? Last, int Count) _faults;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _scope = Scope.ParseKey(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _stopping.Cancel();
        return Task.CompletedTask;
    }

    public void Dispose() => _stopping.Dispose();

    public ValueTask NotifyAsync()
    {
        _grown = true;
        Wake();
        return ValueTask.CompletedTask;
    }

    public async ValueTask WaitAsync(long sequence, CancellationToken cancellationToken)
    {
        if (state.State.Sequence >= sequence || !_options.Enabled)
            return;
        if (_stopping.IsCancellationRequested)
            throw new WriteUncertainException($"The derivation of '{_scope.Key}' starts again; ask again.");
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((sequence, reached));
        await NotifyAsync();
        await reached.Task.WaitAsync(cancellationToken);
    }

    public ValueTask<DerivationStatus> GetStatusAsync(CancellationToken cancellationToken) =>
        new(new DerivationStatus(state.State.Sequence, _faults.Last, _faults.Count));

    public async ValueTask EraseAsync(CancellationToken cancellationToken)
    {
        // What is under way may still commit; what it commits is erased after this returns.
        _stopping.Cancel();
        await _run;
        try
        {
            await state.ClearStateAsync(CancellationToken.None);
        }
        catch (Exception failure)
        {
            Leave();
            throw new WriteUncertainException($"Storage failed while erasing the derivation of '{_scope.Key}' ({failure.GetType().Name}); erase again.", failure);
        }

        state.State = new DerivationState();
        _before.Clear();
        _stopping = new CancellationTokenSource();
    }

    private void Wake()
    {
        if (_options.Enabled && _run.IsCompleted && !_stopping.IsCancellationRequested && _retry is null)
            _run = RunAsync(_stopping.Token);
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            TenantContext.Set(_scope.Tenant);
            await Task.Yield();
            while (_grown && !stopping.IsCancellationRequested)
            {
                await StepAsync(stopping);
                _failures = 0;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (Exception failure)
        {
            Fault(failure);
            if (!stopping.IsCancellationRequested)
                RetryLater();
        }
    }

    private async Task StepAsync(CancellationToken stopping)
    {
        _grown = false;
        var source = GrainFactory.GetGrain<IEpisodicMemoryGrain>(_scope.Key).AsReference<ITurnSource>();
        if (_before.Count == 0 && state.State.Position > 0)
            _before.AddRange((await source.ReadTurnsAsync(Math.Max(0, state.State.Position - 4 * _options.ContextTurns), 4 * _options.ContextTurns)).Turns.Where(turn => turn.Sequence <= state.State.Sequence));
        var page = await source.ReadTurnsAsync(state.State.Position, _options.BatchTurns);
        _grown |= !page.IsEnd;
        var turns = page.Turns.Where(turn => turn.Kind == MemoryKind.Turn).ToList();
        if (turns.Count > 0)
            await DeriveAsync(turns, stopping);
        if (page.Sequence <= state.State.Sequence && page.Next <= state.State.Position)
            return;
        await MoveAsync(page);
        _before.AddRange(turns);
        _before.RemoveRange(0, Math.Max(0, _before.Count - 4 * _options.ContextTurns));
    }

    private async Task DeriveAsync(List<MemoryRecord> turns, CancellationToken stopping)
    {
        var writer = new ProposalWriter(GrainFactory.GetGrain<ISemanticMemoryGrain>(_scope.Key).AsReference<IProposalSink>());
        try
        {
            var chosen = _failures < _options.StageAttempts ? stages : defaults.Stages;
            await writer.WriteAsync(chosen, await _reader.ReadAsync(chosen, _before, turns, stopping), stopping);
        }
        catch (ModelOutputException unusable)
        {
            // One bad answer must not stop the scope: nothing of it was used beyond what is committed under its keys.
            Fault(unusable);
            await writer.WriteAsync(defaults.Stages, await _reader.ReadAsync(defaults.Stages, _before, turns, stopping), stopping);
        }

        RuntimeMetrics.Derived(turns.Count);
    }

    private async Task MoveAsync(TurnPage page)
    {
        (state.State.Position, state.State.Sequence) = (page.Next, page.Sequence);
        state.State.Producer = stages.Extractor.Producer.ToString();
        try
        {
            await state.WriteStateAsync(CancellationToken.None);
        }
        catch (Exception failure)
        {
            Leave();
            throw new WriteUncertainException($"Storage failed while moving the cursor of '{_scope.Key}' ({failure.GetType().Name}); where it stands is read again.", failure);
        }

        foreach (var (_, reached) in _waiting.Where(item => item.Sequence <= page.Sequence))
            reached.TrySetResult();
        _waiting.RemoveAll(item => item.Sequence <= page.Sequence);
    }

    // Where the cursor stands in storage is not known: the next activation reads it. Those who wait would hold this one back.
    private void Leave()
    {
        _stopping.Cancel();
        foreach (var (_, reached) in _waiting)
            reached.TrySetException(new WriteUncertainException($"The derivation of '{_scope.Key}' starts again; ask again."));
        _waiting.Clear();
        DeactivateOnIdle();
    }

    private void RetryLater()
    {
        var delay = TimeSpan.FromTicks(Math.Min(TimeSpan.FromMinutes(1).Ticks, _options.RetryDelay.Ticks << Math.Min(_failures, 16)));
        _failures++;
        _grown = true;
        _retry = this.RegisterGrainTimer(
            () =>
            {
                _retry?.Dispose();
                _retry = null;
                Wake();
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(delay, Timeout.InfiniteTimeSpan) { Interleave = true });
    }

    private void Fault(Exception failure)
    {
        _faults = ($"{failure.GetType().Name}: {failure.Message}", _faults.Count + 1);
        RuntimeMetrics.DerivationFailed();
        LogFailed(_scope.Key, failure);
    }

    [LoggerMessage(40, LogLevel.Warning, "Derivation of '{Scope}' failed; what was said is safe, and what follows from it is derived later")]
    private partial void LogFailed(string scope, Exception failure);
}
