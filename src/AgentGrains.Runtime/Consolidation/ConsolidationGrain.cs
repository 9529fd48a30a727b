using System.Collections.Immutable;
using System.Globalization;
using AgentGrains.Runtime.Governance;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Consolidation;

/// <summary>Holds the runs of one scope: begins them when the scope falls idle or somebody asks, tells of them, and undoes them.</summary>
[GrainType("consolidation")]
internal sealed partial class ConsolidationGrain(
    [PersistentState("consolidation", StorageNames.Journal)] IPersistentState<ConsolidationState> state, IOptions<ConsolidationOptions> options,
    CondenserCalls condenser, NoteCalls notes, TenantRules rules, GrainReminders reminders, TimeProvider clock, ILogger<ConsolidationGrain> logger)
    : Grain, IConsolidationGrain, IGrowthListener, IRunMonitor, IRemindable, IDisposable
{
    private const string Reminder = "consolidate";
    private const long PlaceMask = 0xFF_FFFF_FFFF_FFFF;
    private static readonly MemoryType[] Tidied = [MemoryType.Episodic, MemoryType.Semantic];

    private readonly ConsolidationOptions _options = options.Value;
    private readonly ILogger _logger = logger;
    private CancellationTokenSource _stopping = new();
    private Task _run = Task.CompletedTask;
    private Scope _scope = null!;
    private (long, long)? _lastSeen;   // journal positions at the last reminder: the same again means idle

    private RunEntry? Current => state.State.Runs is [.., { Run.Status: ConsolidationStatus.Running } last] ? last : null;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _scope = Scope.ParseKey(this.GetPrimaryKeyString());
        Wake();   // a crash may have cut a run short
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        if (_unsaved > 0)
            await SaveAsync();
    }

    public void Dispose() => _stopping.Dispose();

    public async ValueTask<ConsolidationRun> StartAsync(CancellationToken cancellationToken)
    {
        if (await RuleAsync() is { Mode: ConsolidationMode.Stage })
            throw new InvalidMemoryException("consolidation", $"The rules of tenant '{_scope.Tenant}' let runs be staged only; stage one and promote it, or change consolidation.mode.");
        return await BeginAsync(null);
    }

    // What the tenant's rules say of runs; a tenant that forbids them is told so.
    private async ValueTask<ConsolidationRule> RuleAsync()
    {
        var rule = (await rules.FindAsync(_scope.Tenant)).Consolidation;
        return rule.Mode != ConsolidationMode.Off
            ? rule
            : throw new InvalidMemoryException("consolidation", $"The rules of tenant '{_scope.Tenant}' let no run of consolidation begin; set consolidation.mode to apply or stage first.");
    }

    private async Task<ConsolidationRun> BeginAsync(ConsolidationCanary? canary)
    {
        if (_stopping.IsCancellationRequested)
            throw new WriteUncertainException($"The consolidation of '{_scope.Key}' starts again; ask again.");
        if (Staged is { } staged)
            throw new InvalidMemoryException("run", $"Run '{staged.Run.Id}' of '{_scope.Name}' is staged, and another one would change what is compared; promote or drop it first.");
        if (Watched is { } watched)
            await EndWatchAsync(watched, "another run begins");
        if (Current is null)
        {
            var run = new ConsolidationRun { Id = string.Create(CultureInfo.InvariantCulture, $"c{++state.State.Begun}"), StartedAt = clock.GetUtcNow(), Canary = canary };
            state.State.Runs.Add(new RunEntry { Run = run });
            state.State.Runs.RemoveRange(0, Math.Max(0, state.State.Runs.Count - _options.KeptRuns));
            (state.State.Stage, state.State.Position) = (0, 0);
            await reminders.SetAsync(this, Reminder, _options.IdleTime);   // which ends a run that its silo does not live to end
            await SaveAsync();
        }

        Wake();
        return Current!.Run;
    }

    public ValueTask<ImmutableArray<ConsolidationRun>> ListAsync(CancellationToken cancellationToken)
    {
        Wake();
        return new([.. state.State.Runs.AsEnumerable().Reverse().Select(entry => entry.Run)]);
    }

    public async ValueTask<ConsolidationPage> ReadChangesAsync(string run, long position, CancellationToken cancellationToken)
    {
        var entry = Find(run);
        if (entry.IsStaging)
            return await ReadProposedAsync(run, position);
        foreach (var (stage, span) in entry.Spans)
        {
            if (position > 0 && position >= PositionOf(stage, span.Until))
                continue;   // a position is a stage, and a place in its journal
            var page = await Sink(Tidied[stage]).ReadRunAsync(run, Math.Max(position, PositionOf(stage, span.After)) & PlaceMask, span.Until);
            var next = PositionOf(stage, page.Next ?? span.Until);
            if (page.Next is not null || !page.Changes.IsEmpty)
                return new ConsolidationPage(page.Changes, entry.Spans.Any(place => PositionOf(place.Stage, place.Span.Until) > next) ? next : null);
        }

        return new ConsolidationPage([], null);

        static long PositionOf(int stage, long place) => (long)stage << 56 | place;
    }

    public async ValueTask<int> RollBackAsync(string run, CancellationToken cancellationToken)
    {
        var entry = Find(run);
        await EndedAsync();
        if (entry.Run.Status == ConsolidationStatus.Running || !_run.IsCompleted)
            throw new InvalidMemoryException("run", $"A run of '{_scope.Name}' still goes on; roll back when it is done.");
        if (entry.IsStaging)
            throw new InvalidMemoryException("run", $"Run '{run}' of '{_scope.Name}' was staged and never promoted: it has changed nothing. Drop it if it is staged.");
        var back = 0;
        foreach (var (stage, span) in entry.Spans.Reverse().Where(place => place.Span.Until > place.Span.After))
            back += await Sink(Tidied[stage]).RollBackAsync(run, span.After, span.Until);

        if (entry.IsPromoted)
            await SettleAsync(entry, StagePhase.Closed, $"run {run} is undone: {entry.Run.Breach ?? "somebody asked for it"}");
        entry.IsWatched = false;
        entry.Run = entry.Run with { Status = ConsolidationStatus.RolledBack };
        await SaveAsync();
        LogRolledBack(_scope.Key, run, back);
        return back;
    }

    public async ValueTask EraseAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _run;
        await reminders.ClearAsync(this, Reminder);
        await StoreAsync(() => state.ClearStateAsync(CancellationToken.None));
        state.State = new ConsolidationState();
        _stopping = new CancellationTokenSource();
    }

    public async ValueTask GrownAsync()
    {
        if (_options.Enabled)
            await reminders.SetAsync(this, Reminder, _options.IdleTime);
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        TenantContext.Set(_scope.Tenant);
        if (Current is not null)
        {
            Wake();
            return;
        }

        if (await TendAsync())
            return;
        var seen = ((await Memory(MemoryType.Episodic).GetStatusAsync(CancellationToken.None)).Sequence, (await Memory(MemoryType.Semantic).GetStatusAsync(CancellationToken.None)).Sequence);
        if (_lastSeen == seen && (await rules.FindAsync(_scope.Tenant)).Consolidation is { Mode: not ConsolidationMode.Off } rule)
            await BeginAsync(rule.Mode == ConsolidationMode.Stage ? new ConsolidationCanary([], rule.CanaryPercent) : null);
        _lastSeen = seen;
    }

    private RunEntry Find(string run) => state.State.Runs.Find(entry => entry.Run.Id == run)
        ?? throw new InvalidMemoryException("run", $"'{_scope.Name}' has no run '{run}' (any more); the list of runs has those that are remembered.");

    private IMemoryGrain Memory(MemoryType type) => type switch
    {
        MemoryType.Episodic => GrainFactory.GetGrain<IEpisodicMemoryGrain>(_scope.Key),
        MemoryType.Semantic => GrainFactory.GetGrain<ISemanticMemoryGrain>(_scope.Key),
        _ => GrainFactory.GetGrain<IProceduralMemoryGrain>(_scope.Key),
    };

    private IConsolidationSink Sink(MemoryType type) => Memory(type).AsReference<IConsolidationSink>();

    private Task SaveAsync()
    {
        _unsaved = 0;
        return StoreAsync(() => state.WriteStateAsync(CancellationToken.None));
    }

    private async Task StoreAsync(Func<Task> store)
    {
        try
        {
            await store();
        }
        catch (Exception failure)
        {
            Leave();
            throw new WriteUncertainException($"Storage failed while writing the consolidation of '{_scope.Key}' ({failure.GetType().Name}); ask again.", failure);
        }
    }

    // Where it stands in storage is not known, or the memories are not to be had: the next activation reads the truth and goes on. This one must not.
    private void Leave()
    {
        _stopping.Cancel();
        DeactivateOnIdle();
    }

    [LoggerMessage(91, LogLevel.Information, "Run {Run} of '{Scope}' was rolled back: {Records} records are as they were before it")]
    private partial void LogRolledBack(string scope, string run, int records);
}
