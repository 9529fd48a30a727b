using AgentGrains.Engine.Governance;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Consolidation;

// While a run is staged, and for a while after it was promoted, it is on trial. That it failed is durable before anything is undone.
internal sealed partial class ConsolidationGrain
{
    private const int SaveEvery = 20;   // observations

    private int _unsaved;

    private RunEntry? Watched => state.State.Runs is [.., { IsWatched: true } last] ? last : null;

    public async ValueTask ObserveAsync(StagedView view, ArmCounts seen)
    {
        if ((Staged ?? Watched) is not { } entry || entry.Run.Id != view.Run || !_run.IsCompleted)
            return;
        entry.Run = entry.Run with { Watch = RunMonitor.Add(entry.Run.Watch, view.Arm, seen) };
        var arm = entry.IsPromoted ? RunArm.Promoted : RunArm.Canary;
        if (entry.Run.Breach is null && view.Arm == arm && RunMonitor.FindBreach(entry.Run.Watch, arm, _options) is { } breach)
            await BreachAsync(entry, breach);
        else if (entry.Run.Breach is not null)
            await UndoAsync(entry);
        else if (++_unsaved >= SaveEvery)
            await SaveAsync();
    }

    private async Task BreachAsync(RunEntry entry, string breach)
    {
        entry.Run = entry.Run with { Breach = breach };
        await SaveAsync();
        RuntimeMetrics.ConsolidationBreached();
        LogBreach(_scope.Key, entry.Run.Id, breach);
        await UndoAsync(entry);
    }

    // Repeatable: who observes next, or the reminder, goes on with it.
    private async Task UndoAsync(RunEntry entry)
    {
        if (entry.IsPromoted)
            await RollBackAsync(entry.Run.Id, CancellationToken.None);
        else
            await DropAsync(entry.Run.Id, $"it was dropped by its monitor: {entry.Run.Breach}", CancellationToken.None);
    }

    // What a reminder does for a run on trial; false when there is none.
    private async Task<bool> TendAsync()
    {
        if ((Staged ?? Watched) is not { } entry)
            return false;
        var now = clock.GetUtcNow();
        if (entry.Run.Breach is not null)
            await UndoAsync(entry);
        else if (entry.IsPromoted && now - entry.Run.FinishedAt >= _options.WatchFor)
            await EndWatchAsync(entry, "watched long enough");
        else if (!entry.IsPromoted && (await rules.FindAsync(_scope.Tenant)) is { Consolidation.PromoteAfterDays: { } days } ruled && now - entry.Run.StagedAt >= TimeSpan.FromDays(days))
            await PromoteAsync(entry.Run.Id, $"rules, version {ruled.Version}", CancellationToken.None);
        else if (!entry.IsPromoted && now - entry.Run.StagedAt >= _options.StagedFor)
            await DropAsync(entry.Run.Id, "nobody promoted it in time", CancellationToken.None);
        else if (_unsaved > 0)
            await SaveAsync();
        return true;
    }

    private async Task EndWatchAsync(RunEntry entry, string reason)
    {
        await SettleAsync(entry, StagePhase.Closed, reason);
        entry.IsWatched = false;
        await SaveAsync();
        await reminders.ClearAsync(this, Reminder);
    }

    [LoggerMessage(97, LogLevel.Warning, "Run {Run} of '{Scope}' has made recall worse and is undone: {Breach}")]
    private partial void LogBreach(string scope, string run, string breach);
}
