using AgentGrains.Engine.Records;
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
    DerivationStages stages, DefaultStages defaults, IOptions<DerivationOptions> options, IOptions<MemoryOptions> limits, TimeProvider clock,
    BackgroundRuns runs, ILogger<DerivationGrain> logger)
    : Grain, IDerivationGrain, ILateTurns, IDisposable
{
    private readonly DerivationOptions _options = options.Value;
    private readonly ILogger _logger = logger;
    private readonly UnitReader _reader = new(options.Value);
    private readonly List<(long Sequence, TaskCompletionSource Reached)> _waiting = [];
    private readonly List<MemoryRecord> _before = [];   // the turns just before the cursor
    private ReadPage? _read;   // read, and perhaps partly written; null when everything read is written
    private CancellationTokenSource _stopping = CancellationTokenSource.CreateLinkedTokenSource(runs.Stopping);
    private Scope _scope = null!;
    private Task _run = Task.CompletedTask;
    private IGrainTimer? _retry;
    private bool _grown = true;
    private bool _isLeaving;
    private int _failures;   // in a row
    private (string? Last, int Count) _faults;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _scope = Scope.ParseKey(this.GetPrimaryKeyString());
        BeginReread();
        _late.UnionWith(state.State.Passed.Keys);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _isLeaving = true;
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
        new(new DerivationStatus(state.State.Sequence, _faults.Last, _faults.Count) { IsRereading = IsRereading });

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
        _late.Clear();
        _read = null;
        _stopping.Dispose();
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(runs.Stopping);
    }

    private void Wake()
    {
        if (_options.Enabled && _run.IsCompleted && !_stopping.IsCancellationRequested && _retry is null)
            _run = runs.Add(RunAsync(_stopping.Token));
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            TenantContext.Set(_scope.Tenant);
            await Task.Yield();
            while ((_grown || _late.Count > 0 || IsRereading) && !stopping.IsCancellationRequested)
            {
                await (_grown ? StepAsync(stopping) : _late.Count > 0 ? CatchUpAsync(stopping) : RereadAsync(stopping));
                _failures = 0;
            }

            stopping.ThrowIfCancellationRequested();
        }
        catch (Exception stopped) when (_isLeaving || runs.Stopping.IsCancellationRequested)
        {
            LogStopped(_scope.Key, stopped.GetType().Name);
            SendAway();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (Exception moving) when (moving is ScopeMovedException or ScopeNotOpenException)
        {
            _grown = true;   // what opens the log again wakes this one
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
        var turns = page.Turns.Where(turn => turn.Kind == MemoryKind.Turn).ToList();
        if (turns.Count > 0)
            (page, turns) = await DeriveAsync(page, turns, stopping);
        _grown |= !page.IsEnd;
        if (page.Sequence <= state.State.Sequence && page.Next <= state.State.Position)
            return;
        await MoveAsync(page);
        _read = null;
        _before.AddRange(turns);
        _before.RemoveRange(0, Math.Max(0, _before.Count - 4 * _options.ContextTurns));
    }

    private async Task<(TurnPage Page, List<MemoryRecord> Turns)> DeriveAsync(TurnPage page, List<MemoryRecord> turns, CancellationToken stopping)
    {
        var run = new GuardedStages(stages, defaults.Stages, _options, limits.Value, clock, Fault);

        // A model says it in other words every time: what it said of a page once is what is written, however often writing fails.
        if (_read is null)
        {
            _read = new ReadPage(page, turns, await _reader.ReadAsync(run, _before, turns, stopping));
        }
        else
        {
            // What was forgotten meanwhile is not derived from, and what was added waits for the next page.
            var there = turns.Select(turn => turn.Id).ToHashSet();
            _read = new ReadPage(
                _read.Page with { IsEnd = false }, _read.Turns.FindAll(turn => there.Contains(turn.Id)), _read.Units.FindAll(item => item.Unit.Sources.All(there.Contains)));
        }

        await new ProposalWriter(GrainFactory.GetGrain<ISemanticMemoryGrain>(_scope.Key).AsReference<IProposalSink>()).WriteAsync(run, _read.Units, stopping);
        RuntimeMetrics.Derived(_read.Turns.Count);
        return (_read.Page, _read.Turns);
    }

    private async Task MoveAsync(TurnPage page)
    {
        (state.State.Position, state.State.Sequence) = (page.Next, page.Sequence);
        if (page.Passed is { } end)
            state.State.Passed[Chapters.OfPosition(end).Chapter] = end;
        state.State.Producer = Extractor.ToString();
        await WriteAsync();
        foreach (var (_, reached) in _waiting.Where(item => item.Sequence <= page.Sequence))
            reached.TrySetResult();
        _waiting.RemoveAll(item => item.Sequence <= page.Sequence);
    }

    private async Task WriteAsync()
    {
        try
        {
            await state.WriteStateAsync(CancellationToken.None);
        }
        catch (Exception failure)
        {
            Leave();
            throw new WriteUncertainException($"Storage failed while moving the cursor of '{_scope.Key}' ({failure.GetType().Name}); where it stands is read again.", failure);
        }
    }

    // Where the cursor stands in storage is not known: the next activation reads it. Those who wait would hold this one back.
    private void Leave()
    {
        _stopping.Cancel();
        SendAway();
        DeactivateOnIdle();
    }

    private void SendAway()
    {
        foreach (var (_, reached) in _waiting)
            reached.TrySetException(new WriteUncertainException($"The derivation of '{_scope.Key}' starts again; ask again."));
        _waiting.Clear();
    }

    private void RetryLater()
    {
        var delay = RetryDelays.After(_failures++, _options);
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
        Remember(failure);
        RuntimeMetrics.DerivationFailed();
        LogFailed(_scope.Key, failure);
    }

    private void Fault(StageFault fault)
    {
        Remember(fault.Failure);
        RuntimeMetrics.StageFailed(fault.Stage, fault.IsGivenUp);
        if (fault.IsGivenUp)
            LogReplaced(fault.Stage, fault.Producer, _scope.Key, fault.Attempt, fault.Failure);
        else
            LogStageFailed(fault.Stage, fault.Producer, _scope.Key, fault.Attempt, fault.Failure);
    }

    private void Remember(Exception failure) => _faults = ($"{failure.GetType().Name}: {failure.Message}", _faults.Count + 1);

    [LoggerMessage(40, LogLevel.Warning, "Derivation of '{Scope}' failed; what was said is safe, and what follows from it is derived later")]
    private partial void LogFailed(string scope, Exception failure);

    [LoggerMessage(41, LogLevel.Warning, "The {Stage} {Producer} failed in '{Scope}' at attempt {Attempt}; it is tried again")]
    private partial void LogStageFailed(string stage, ProducerVersion producer, string scope, int attempt, Exception failure);

    [LoggerMessage(42, LogLevel.Warning, "The {Stage} {Producer} failed in '{Scope}' at attempt {Attempt}, the last; the default stage does its part")]
    private partial void LogReplaced(string stage, ProducerVersion producer, string scope, int attempt, Exception failure);

    [LoggerMessage(46, LogLevel.Debug, "Derivation of '{Scope}' was stopped ({Stop}) and goes on from its cursor at its next activation")]
    private partial void LogStopped(string scope, string stop);

    private sealed record ReadPage(TurnPage Page, List<MemoryRecord> Turns, List<KeyedUnit> Units);
}
