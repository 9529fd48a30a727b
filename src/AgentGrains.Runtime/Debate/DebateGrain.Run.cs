using AgentGrains.Engine.Debate;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Debate;

internal sealed partial class DebateGrain
{
    private static readonly TimeSpan CallAgainAfter = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TryStorageAgainAfter = TimeSpan.FromMilliseconds(500);

    private bool IsStopped => _leaving.IsCancellationRequested || _erasing;

    private void Wake()
    {
        if (_run.IsCompleted && !IsStopped && !_state.IsOver && _state.Phase != DebatePhase.None)
            _run = RunAsync();
    }

    private async Task RunAsync()
    {
        // A debate that nobody asks about must not be collected while it goes on.
        using var alive = this.RegisterGrainTimer(
            () => Task.CompletedTask, new GrainTimerCreationOptions(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)) { Interleave = true, KeepAlive = true });
        using var calls = new StepCalls(CallAsync);
        try
        {
            TenantContext.Set(_tenant);
            await Task.Yield();
            while (!IsStopped && !_state.IsOver)
                await MoveAsync(calls);
        }
        catch (Exception failure) when (!IsStopped)
        {
            LogInterrupted(Key, failure);
            await Task.Delay(TryStorageAgainAfter, clock, CancellationToken.None);
            DeactivateOnIdle();   // what is durable is not known; the next activation reads it and goes on
        }
        catch (Exception failure)
        {
            LogInterrupted(Key, failure);
        }
        finally
        {
            await calls.StopAsync();
        }

        if (_state.IsOver)
            await FinishAsync();
    }

    private async Task MoveAsync(StepCalls calls)
    {
        if (_cancelReason is { } reason)
        {
            await RecordAsync(new DebateEvent { Kind = DebateEventKind.Cancelled, Reason = reason });
            await StopTeamsAsync(calls);
            return;
        }

        var move = DebateMachine.Next(_state, clock.GetUtcNow());
        if (move.Event is { } happened)
        {
            await RecordAsync(happened.Kind == DebateEventKind.Stored ? await LearnAsync(happened) : happened);
            if (happened.Kind == DebateEventKind.Exhausted)
                await StopTeamsAsync(calls);
            return;
        }

        calls.Begin(move.Steps);
        await calls.WaitAsync(DebateMachine.DeadlineOf(_state) - clock.GetUtcNow(), _state.Phase < DebatePhase.Agreed, clock, _interrupted.Task, _leaving.Token);
        foreach (var result in calls.TakeDone())
            await RecordAsync(new DebateEvent { Kind = DebateEventKind.StepDone, Result = result });
    }

    // Before the end is recorded, so that a debate which is over has been learnt from. Everything here may be done twice: a failure ends this
    // activation, and the next one does it again under the same keys.
    private async Task<DebateEvent> LearnAsync(DebateEvent stored)
    {
        try
        {
            await Ledger.EnterAsync(LedgerOperation.EntryOf(_state, Key), _leaving.Token);
        }
        catch (JournalCorruptedException damaged)
        {
            LogNotKept(Key, "the ledger", damaged.Message);   // a damaged ledger must not hold every debate for ever
        }

        if (_state.Request!.Bank is null)
            return stored;
        var (cases, refusal) = await bank.KeepAsync(_state, _tenant, _debate, _leaving.Token);
        if (refusal is not null)
            LogNotKept(Key, _state.Request.Bank, refusal);
        return stored with { Cases = cases, Reason = refusal };
    }

    private async Task<StepResult> CallAsync(DebateStep step, CancellationToken stopping)
    {
        var work = DebateViews.CallOf(_state, step);
        for (DateTimeOffset? lost = null; ;)
        {
            try
            {
                if (await Team(step.Team).RunStepAsync(work, stopping) is { } result)
                    return result;
                lost = null;
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                // The team's grain contains whatever its team does: this is a silo that died, or storage.
                lost ??= clock.GetUtcNow();
                if (failure is JournalCorruptedException || clock.GetUtcNow() - lost >= _options.UnavailableAfter)
                    return StepRunner.Fault(work, StepFaultKind.Unavailable, $"{failure.GetType().Name}: {failure.Message}");
                await Task.Delay(CallAgainAfter, clock, stopping);
            }
        }
    }

    // What still runs is not wanted any more; that a team cannot be told must not hold the debate.
    private async Task StopTeamsAsync(StepCalls calls)
    {
        foreach (var step in await calls.StopAsync())
        {
            try
            {
                await Team(step.Team).StopAsync();
            }
            catch (Exception failure)
            {
                LogNotStopped(Key, step.Team, failure);
            }
        }
    }

    private async Task FinishAsync()
    {
        RuntimeMetrics.DebateEnded(_state.Phase, _state.Decision?.Verdict);
        try
        {
            await reminders.ClearAsync(this, Reminder);
        }
        catch (Exception failure)
        {
            LogInterrupted(Key, failure);   // its next tick tries again
        }
    }

    [LoggerMessage(51, LogLevel.Warning, "The debate '{Debate}' was interrupted; it goes on from what is recorded")]
    private partial void LogInterrupted(string debate, Exception failure);

    [LoggerMessage(55, LogLevel.Warning, "What the debate '{Debate}' taught was not kept in '{Bank}': {Reason}")]
    private partial void LogNotKept(string debate, string bank, string reason);

    [LoggerMessage(52, LogLevel.Warning, "In the debate '{Debate}' the team '{Team}' could not be told to stop")]
    private partial void LogNotStopped(string debate, string team, Exception failure);
}
