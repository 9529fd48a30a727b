using AgentGrains.Engine.Governance;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Memory;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Consolidation;

// A staged run is planned as any other, written down instead of taken, and taken or dropped when somebody says so.
internal sealed partial class ConsolidationGrain
{
    private const int MostSessions = 1_000;
    private const int MostSessionBytes = 512;

    private RunEntry? Staged => state.State.Runs is [.., { Run.Status: ConsolidationStatus.Staged } last] ? last : null;

    public async ValueTask<ConsolidationRun> StageAsync(ConsolidationCanary canary, CancellationToken cancellationToken)
    {
        CheckCanary(canary);
        await RuleAsync();
        if (Current is { Run.Canary: null } other)
            throw new InvalidMemoryException("run", $"Run '{other.Run.Id}' of '{_scope.Name}' goes on; stage another one when it is done.");
        return Staged is { } staged && staged.Run.Canary == canary ? staged.Run : await BeginAsync(canary);
    }

    public async ValueTask<ConsolidationRun> PromoteAsync(string run, string? approvedBy, CancellationToken cancellationToken)
    {
        DraftRules.CheckSay("approvedBy", approvedBy);
        var entry = Find(run);
        if (entry is { IsPromoted: true })
        {
            Wake();
            return entry.Run;   // somebody said so before
        }

        await RequireStagedAsync(entry);
        if (await RuleAsync() is { Approvers: { IsEmpty: false } approvers } && !approvers.Contains(approvedBy ?? ""))
            throw new InvalidMemoryException("approvedBy", $"The rules of tenant '{_scope.Tenant}' let a run be promoted by {string.Join(", ", approvers)}; {(approvedBy is null ? "nobody was named" : $"'{approvedBy}' is none of them")}. Have one of them promote it.");
        (state.State.Stage, state.State.Position) = (0, 0);
        entry.IsPromoted = true;
        entry.Run = Uncounted(entry.Run) with { Status = ConsolidationStatus.Running, ApprovedBy = approvedBy, Fault = null };
        await SaveAsync();
        Wake();
        return entry.Run;
    }

    public async ValueTask<ConsolidationRun> DropAsync(string run, string? reason, CancellationToken cancellationToken)
    {
        DraftRules.CheckSay("reason", reason);
        var entry = Find(run);
        if (entry.Run.Status == ConsolidationStatus.Dropped)
            return entry.Run;
        await RequireStagedAsync(entry);
        await SettleAsync(entry, StagePhase.Closed, $"dropped: {reason ?? "no reason given"}");
        entry.Run = entry.Run with { Status = ConsolidationStatus.Dropped, FinishedAt = clock.GetUtcNow() };
        await SaveAsync();
        await reminders.ClearAsync(this, Reminder);
        LogDropped(_scope.Key, run, reason);
        return entry.Run;
    }

    // One page: planned, reworked by the condenser if there is one, written down, and only then passed.
    private async Task<bool> StagePageAsync(RunEntry entry, int stage, CancellationToken stopping)
    {
        var sink = Sink(Tidied[stage]);
        var plan = await sink.PlanAsync(state.State.Position, _options.BatchRecords, condenser.Exists);
        var (steps, fault) = await condenser.ReworkAsync(_scope.Key, plan, stopping);
        if (fault is not null)
            entry.Run = entry.Run with { Fault = fault };
        if (!steps.IsEmpty)
            NoteRefused(entry, await sink.StageAsync(entry.Run.Id, steps));
        state.State.Position = plan.Next;
        await SaveAsync();
        return !plan.IsEnd;
    }

    private async Task OpenAsync(RunEntry entry, CancellationToken stopping)
    {
        var run = Uncounted(entry.Run);
        for (long? position = 0; position is { } from;)
        {
            stopping.ThrowIfCancellationRequested();
            var page = await ReadProposedAsync(run.Id, from);
            foreach (var change in page.Changes)
                run = Counted(run, change);
            position = page.Next;
        }

        run = run with { Notes = await CountUnwrittenAsync(stopping) };
        if (IsEmpty(run))
        {
            // Nothing to try and nothing to promote: left staged, it would keep every other run from beginning.
            await FinishAsync(entry, stopping);
            return;
        }

        if (RunMonitor.FindExcess(run, await RecordsAsync(stopping), _options) is { } excess)
        {
            await SettleAsync(entry, StagePhase.Closed, $"dropped: {excess}");
            entry.Run = run with { Status = ConsolidationStatus.Dropped, FinishedAt = clock.GetUtcNow(), Breach = excess };
            await SaveAsync();
            await reminders.ClearAsync(this, Reminder);
            LogDropped(_scope.Key, run.Id, excess);
            return;
        }

        await SettleAsync(entry, StagePhase.Opened, null);
        entry.Run = run with { Status = ConsolidationStatus.Staged, StagedAt = clock.GetUtcNow() };
        await SaveAsync();
        LogStaged(_scope.Key, run.Id, run.Condensed, run.Twins + run.Uninformative + run.Contradicted, run.Merged);
    }

    // One page of what was staged, taken as the steps of any run are. What was staged stays where it is until all is taken, so that pages keep their places.
    private async Task<bool> PromotePageAsync(RunEntry entry, int stage)
    {
        var sink = Sink(Tidied[stage]);
        var page = await sink.ReadStagedAsync(entry.Run.Id, state.State.Position, _options.BatchRecords);
        if (entry.Reach(stage, page.Sequence))
            await SaveAsync();   // before the first operation: a rollback must know where to look
        if (!page.Steps.IsEmpty)
        {
            var applied = await sink.ApplyAsync(entry.Run.Id, page.Steps);
            entry.Reach(stage, applied.Sequence);
            NoteRefused(entry, applied);
        }

        if (page.Next is not { } next)
            return false;
        state.State.Position = next;
        await SaveAsync();
        return true;
    }

    private async Task<long> RecordsAsync(CancellationToken stopping) =>
        (await Memory(MemoryType.Episodic).GetStatusAsync(stopping)).Records + (await Memory(MemoryType.Semantic).GetStatusAsync(stopping)).Records;

    private async Task SettleAsync(RunEntry entry, StagePhase phase, string? reason)
    {
        foreach (var type in Tidied)
            await Sink(type).SettleStagedAsync(new StageNote { Run = entry.Run.Id, Phase = phase, Canary = phase == StagePhase.Opened ? entry.Run.Canary! : ConsolidationCanary.None }, reason);
    }

    private async Task<ConsolidationPage> ReadProposedAsync(string run, long position)
    {
        var (stage, place) = ((int)(position >> 56), position & PlaceMask);
        var page = await Sink(Tidied[stage]).ReadStagedAsync(run, place, PageSize.Max);
        return new ConsolidationPage(page.Changes, page.Next is { } next ? (long)stage << 56 | next : stage + 1 < Tidied.Length ? (long)(stage + 1) << 56 : null);
    }

    private async ValueTask RequireStagedAsync(RunEntry entry)
    {
        await EndedAsync();
        if (entry.Run.Status != ConsolidationStatus.Staged)
        {
            throw new InvalidMemoryException(
                "run", $"Run '{entry.Run.Id}' of '{_scope.Name}' is not staged (any more, or yet): it is {entry.Run.Status}. Stage a run, and promote or drop it when the list of runs says that it is staged.");
        }
    }

    private static void NoteRefused(RunEntry entry, AppliedSteps applied)
    {
        if (applied.Refused > 0)
            entry.Run = entry.Run with { Refused = entry.Run.Refused + applied.Refused, Fault = $"a step was refused: {applied.Why}" };
    }

    private static bool IsEmpty(ConsolidationRun run) =>
        run is { Condensed: 0, Twins: 0, Uninformative: 0, Contradicted: 0, Merged: 0, Notes: 0 };

    private static ConsolidationRun Uncounted(ConsolidationRun run) =>
        run with { Condensed = 0, Twins = 0, Uninformative = 0, Contradicted = 0, Merged = 0, Notes = 0, TokensBefore = 0, TokensAfter = 0 };

    private static void CheckCanary(ConsolidationCanary canary)
    {
        ArgumentNullException.ThrowIfNull(canary);
        if (canary.Percent is < 0 or > 100)
            throw new InvalidMemoryException("percent", $"{canary.Percent} is no share of sessions; it must be from 0 to 100.");
        if (canary.Sessions.IsDefault || canary.Sessions.Length > MostSessions)
            throw new InvalidMemoryException("sessions", $"A canary names up to {MostSessions:N0} sessions; take a share of all sessions instead.");
        foreach (var session in canary.Sessions)
            DraftRules.CheckText("sessions", session, MostSessionBytes, option: null);
    }

    [LoggerMessage(95, LogLevel.Information, "Run {Run} of '{Scope}' is staged: {Condensed} to condense, {Resting} to rest, {Merged} to merge")]
    private partial void LogStaged(string scope, string run, int condensed, int resting, int merged);

    [LoggerMessage(96, LogLevel.Information, "Run {Run} of '{Scope}' was dropped: {Reason}")]
    private partial void LogDropped(string scope, string run, string? reason);
}
