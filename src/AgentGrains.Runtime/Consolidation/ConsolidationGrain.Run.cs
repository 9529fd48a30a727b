using AgentGrains.Engine.Assembly;
using AgentGrains.Runtime.Memory;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Consolidation;

internal sealed partial class ConsolidationGrain
{
    private void Wake()
    {
        if (Current is { } entry && _run.IsCompleted && !_stopping.IsCancellationRequested)
            _run = RunAsync(entry, _stopping.Token);
    }

    // The list says that a run is done or staged a moment before the work on it has ended.
    private async ValueTask EndedAsync()
    {
        if (Current is null)
            await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    // Beside the grain's turns, so that it can be asked how far it is.
    private async Task RunAsync(RunEntry entry, CancellationToken stopping)
    {
        try
        {
            TenantContext.Set(_scope.Tenant);
            await Task.Yield();
            for (; state.State.Stage < Tidied.Length; (state.State.Stage, state.State.Position) = (state.State.Stage + 1, 0))
            {
                while (await PageAsync(entry, state.State.Stage, stopping))
                    stopping.ThrowIfCancellationRequested();
            }

            if (entry.IsStaging)
            {
                await OpenAsync(entry, stopping);
                return;
            }

            await WriteNotesAsync(entry, stopping);
            entry.IsWatched = entry.IsPromoted && _options.WatchFor > TimeSpan.Zero;
            if (entry.IsPromoted)
                await SettleAsync(entry, StagePhase.Promoted, $"promoted by {entry.Run.ApprovedBy ?? "nobody named"}");
            if (entry.IsPromoted && !entry.IsWatched)
                await SettleAsync(entry, StagePhase.Closed, "nothing is watched");
            await FinishAsync(entry, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (Exception moving) when (moving is ScopeMovedException or ScopeNotOpenException)
        {
            entry.Run = entry.Run with { Fault = moving.Message };
            await reminders.ClearAsync(this, Reminder);   // whoever asks goes on, and so does what grows again
            Leave();
        }
        catch (Exception failure)
        {
            // Nothing is lost and nothing is half done; the reminder, or whoever asks next, goes on from the last page that was saved.
            entry.Run = entry.Run with { Fault = $"{failure.GetType().Name}: {failure.Message}" };
            RuntimeMetrics.ConsolidationFailed();
            LogFailed(_scope.Key, entry.Run.Id, failure);
            Leave();
        }
    }

    private Task<bool> PageAsync(RunEntry entry, int stage, CancellationToken stopping) =>
        entry.IsStaging ? StagePageAsync(entry, stage, stopping) : entry.IsPromoted ? PromotePageAsync(entry, stage) : TidyPageAsync(entry, stage, stopping);

    // One page: planned, reworked by the condenser if there is one, applied, and only then passed.
    private async Task<bool> TidyPageAsync(RunEntry entry, int stage, CancellationToken stopping)
    {
        var sink = Sink(Tidied[stage]);
        var plan = await sink.PlanAsync(state.State.Position, _options.BatchRecords, condenser.Exists);
        if (entry.Reach(stage, plan.Sequence))   // of what a crash kept from being saved, too
            await SaveAsync();                   // before the first operation: a rollback must know where to look
        var (steps, fault) = await condenser.ReworkAsync(_scope.Key, plan, stopping);
        if (fault is not null)
            entry.Run = entry.Run with { Fault = fault };
        if (!steps.IsEmpty)
        {
            var applied = await sink.ApplyAsync(entry.Run.Id, steps);
            entry.Reach(stage, applied.Sequence);
            NoteRefused(entry, applied);
        }

        state.State.Position = plan.Next;
        await SaveAsync();
        return !plan.IsEnd;
    }

    private async Task FinishAsync(RunEntry entry, CancellationToken stopping)
    {
        var faded = 0;
        foreach (var type in Enum.GetValues<MemoryType>())
        {
            var report = await Memory(type).AsReference<IMemoryMaintenance>().RetierAsync(stopping);
            faded += report.Changed + report.Expired;
        }

        var run = entry.Run with { Status = ConsolidationStatus.Done, FinishedAt = clock.GetUtcNow(), Faded = faded };
        for (long? position = 0; position is { } from;)
        {
            var page = await ReadChangesAsync(run.Id, from, stopping);
            foreach (var change in page.Changes)
                run = Counted(run, change);
            position = page.Next;
        }

        entry.Run = run;
        await SaveAsync();
        _lastSeen = null;
        if (!entry.IsWatched)
            await reminders.ClearAsync(this, Reminder);
        RuntimeMetrics.Consolidated(run);
        LogDone(_scope.Key, run.Id, run.Condensed, run.Twins, run.Uninformative, run.Contradicted, run.Merged, run.Notes, run.Refused);
    }

    private static ConsolidationRun Counted(ConsolidationRun run, ConsolidationChange change) => change.Kind switch
    {
        ConsolidationKind.Condense => run with
        {
            Condensed = run.Condensed + 1,
            TokensBefore = run.TokensBefore + ContextAssembler.CountTokens(change.Text ?? ""),
            TokensAfter = run.TokensAfter + ContextAssembler.CountTokens(change.Gist ?? ""),
        },
        ConsolidationKind.Twin => run with { Twins = run.Twins + 1 },
        ConsolidationKind.Uninformative => run with { Uninformative = run.Uninformative + 1 },
        ConsolidationKind.Noted => run with { Notes = run.Notes + 1 },
        ConsolidationKind.Merged => run with { Merged = run.Merged + 1 },
        _ => run with { Contradicted = run.Contradicted + 1 },
    };

    [LoggerMessage(92, LogLevel.Information, "Run {Run} of '{Scope}' is done: {Condensed} condensed; at rest {Twins} twins, {Uninformative} that tell little, {Contradicted} contradicted; {Merged} merged; {Notes} notes; {Refused} steps refused")]
    private partial void LogDone(string scope, string run, int condensed, int twins, int uninformative, int contradicted, int merged, int notes, int refused);

    [LoggerMessage(93, LogLevel.Warning, "Run {Run} of '{Scope}' failed and will go on; nothing is lost")]
    private partial void LogFailed(string scope, string run, Exception failure);
}
