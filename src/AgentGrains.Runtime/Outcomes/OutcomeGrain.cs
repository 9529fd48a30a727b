using System.Collections.Immutable;
using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Learning;
using AgentGrains.Runtime.Consolidation;
using AgentGrains.Runtime.Erasure;
using AgentGrains.Runtime.Journal;
using AgentGrains.Runtime.Tenants;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Outcomes;

/// <summary>
/// Durable owner of what came of a tenant's recalls. Recalls are kept in batches behind their callers' backs; a report is durable before it is
/// acknowledged; training is pure and runs off the grain's thread; a ranking is in use when it is durable.
/// </summary>
[GrainType("outcomes")]
internal sealed partial class OutcomeGrain(
    OperationJournalFactory journals, IOptions<OutcomeOptions> options, ILogger<OutcomeGrain> logger) : Grain, IOutcomeGrain, IRecallLog, ITenantErased
{
    private const int MostUnwritten = 1_000;
    private const long SmallJournal = 1 << 20;

    private readonly OutcomeOptions _options = options.Value;
    private readonly ILogger _logger = logger;
    private readonly Dictionary<Guid, ShownRecall> _unwritten = [];
    private OutcomeLog _log = null!;
    private OutcomeJournal _journal = null!;
    private IGrainTimer? _flush;
    private RankingTrial? _lastTrial;
    private RankingTrial? _lastCutTrial;
    private long _rotateAt = SmallJournal;
    private int _reportsSinceTraining;
    private bool _isOpen;   // whether the tenant was asked
    private Task? _asking;

    private string Tenant => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        ScopeNames.RequireTenant(Tenant);
        await ReloadAsync();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        TenantContext.Set(Tenant);
        try
        {
            await WriteAsync();
        }
        catch (Exception failure)
        {
            LogNotWritten(Tenant, _unwritten.Count, failure);
        }
    }

    public ValueTask<RankingAdjustment> ShownAsync(ShownRecall recall)
    {
        if (_unwritten.Count < MostUnwritten)
            _unwritten[recall.Id] = recall;
        else
            RuntimeMetrics.RecallNotKept();
        if (!_isOpen)
            _asking ??= AskAsync();
        FlushAfter(_options.FlushDelay);
        return new(_log.Ranking);
    }

    public ValueTask<RankingAdjustment> GetAdjustmentAsync() => new(_log.Ranking);

    public ValueTask<RankingInfo> GetRankingAsync(CancellationToken cancellationToken) => new(Describe());

    public async ValueTask<ReportStatus> ReportAsync(RecallOutcome outcome, CancellationToken cancellationToken)
    {
        var id = OutcomeRules.Check(outcome);
        await WriteAsync();
        if (_log.IsReported(id))
            return ReportStatus.Repeated;
        if (_log.Find(id) is not { } shown)
            return ReportStatus.Unknown;
        OutcomeRules.CheckUsed(outcome, shown);
        await CommitAsync([new OutcomeEvent.Reported(id, [.. outcome.Used.Distinct()], outcome.Success)]);
        RuntimeMetrics.OutcomeReported(outcome.Success);
        foreach (var watched in shown.Watched)   // behind the reporter's back
            GrainFactory.GetGrain<IConsolidationGrain>(Scope.Parse(Tenant, watched.Scope).Key).AsReference<IRunMonitor>().ObserveAsync(watched.View, new ArmCounts(0, 0, 0, 1, outcome.Success ? 0 : 1)).AsTask().Ignore();
        if (_log.IsWorse())
        {
            LogRolledBack(Tenant, _log.Ranking.Version, _log.Earlier.Version);
            await CommitAsync([new OutcomeEvent.RolledBack(_log.Earlier.Version)]);
            await ShareAsync();
        }

        if (outcome is { Success: true, Used.IsEmpty: false } && ++_reportsSinceTraining >= _options.TrainEvery)
            this.AsReference<IRecallLog>().TrainIfDueAsync().AsTask().Ignore();   // behind the reporter's back
        return ReportStatus.Recorded;
    }

    public async ValueTask TrainIfDueAsync()
    {
        if (_reportsSinceTraining >= _options.TrainEvery)
            await TrainAsync(CancellationToken.None);
    }

    public async ValueTask<RankingInfo> TrainAsync(CancellationToken cancellationToken)
    {
        await WriteAsync();
        _reportsSinceTraining = 0;
        var (basis, feedback) = _log.Feedback();
        var inUse = _log.Ranking.Basis == basis ? _log.Ranking.Deltas : [];
        var others = await LearntByOthersAsync(basis);
        var result = await Task.Run(() => OutcomeTrainer.Train(feedback, basis, inUse.AsSpan(), _options.MinReports, others.AsSpan()), CancellationToken.None);
        var cut = await TrainCutAsync(basis, result.Deltas ?? [.. inUse]);
        if (result.Deltas is not null || cut?.Verdict == TrialVerdict.Adopted)
        {
            var adopted = new RankingAdjustment(_log.LastVersion + 1, basis, result.Deltas is { } deltas ? [.. deltas] : inUse) { Cut = cut?.Cut };
            await CommitAsync([new OutcomeEvent.Adopted(adopted)]);
        }

        await ShareAsync();
        _lastTrial = new RankingTrial(result.Verdict, result.HeldOut, result.Before, result.After);
        RuntimeMetrics.RankingTried(result.Verdict);
        LogTrained(Tenant, result.Verdict, result.HeldOut, result.Before, result.After);
        if (cut is not null)
        {
            _lastCutTrial = new RankingTrial(cut.Verdict, cut.HeldOut, cut.Before, cut.After);
            LogCut(Tenant, cut.Verdict, cut.HeldOut, cut.Before, cut.After);
        }

        return Describe();
    }

    // After the weights, by whose scores lists are cut; null when it is switched off.
    private async Task<CutTraining?> TrainCutAsync(int basis, float[] deltas)
    {
        if (!_options.TuneCut || RankingBasis.ShippedWeights(basis) is not { } weights)
            return null;
        for (var weight = 0; weight < deltas.Length; weight++)
            weights[weight] += deltas[weight];
        var feedback = _log.CutFeedback(basis, weights);
        var inUse = _log.Ranking.Basis == basis ? _log.Ranking.Cut : null;
        return await Task.Run(() => CutTrainer.Train(feedback, inUse, _options.MinReports));
    }

    public async ValueTask<RankingInfo> RollbackAsync(CancellationToken cancellationToken)
    {
        await WriteAsync();
        if (_log.Ranking.Version > 0)
            await CommitAsync([new OutcomeEvent.RolledBack(_log.Earlier.Version)]);
        await ShareAsync();
        return Describe();
    }

    public async ValueTask EraseScopeAsync(string scope, CancellationToken cancellationToken)
    {
        foreach (var recall in _unwritten.Values.Where(recall => recall.Scopes.Contains(scope)).ToList())
            _unwritten.Remove(recall.Id);   // never to be written
        await WriteAsync();
        if (_journal.IsEmpty)
            return;
        await CommitAsync([new OutcomeEvent.ScopeErased(scope)]);
        await RotateAsync();   // what was dropped long ago may still be in storage
    }

    public async ValueTask EraseAllAsync()
    {
        await (_asking ?? Task.CompletedTask);
        _unwritten.Clear();
        (_isOpen, _asking) = (false, null);
        try
        {
            await _journal.EraseAsync();
        }
        finally
        {
            DeactivateOnIdle();   // it still holds what was erased
        }

        await ReloadAsync();
    }

    private RankingInfo Describe() => new(
        _log.Ranking.Version, _log.Waiting + _unwritten.Count, _log.Usable,
        [.. _log.Ranking.Deltas.Select((delta, weight) => new ChannelScore(RankingBasis.NameOf(weight), delta)).Where(channel => channel.Score != 0)])
    {
        LastTrial = _lastTrial,
        IsFederated = _log.IsFederated,
        Cut = _log.Ranking.Cut ?? RecallCut.Shipped,
        LastCutTrial = _lastCutTrial,
    };

    private void FlushAfter(TimeSpan delay) => _flush ??= this.RegisterGrainTimer(FlushAsync, new GrainTimerCreationOptions(delay, Timeout.InfiniteTimeSpan));

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        TenantContext.Set(Tenant);   // a timer comes from no call
        _flush?.Dispose();
        _flush = null;
        try
        {
            await WriteAsync();
            if (_journal.Bytes > _rotateAt)
                await RotateAsync();
        }
        catch (Exception failure)
        {
            LogNotWritten(Tenant, _unwritten.Count, failure);
            if (_unwritten.Count > 0)
                FlushAfter(10 * _options.FlushDelay);   // they stay in memory till then
        }
    }

    // Makes the recalls durable that are not yet; more may come meanwhile.
    private async Task WriteAsync()
    {
        if (_journal.IsFailed)
            await ReloadAsync();
        ShownRecall[] recalls = [.. _unwritten.Values.OrderBy(recall => recall.Id)];   // version 7: the oldest first, as they are dropped
        ImmutableArray<OutcomeEvent> missing = [.. recalls.Where(recall => _log.Find(recall.Id) is null && !_log.IsReported(recall.Id)).Select(recall => new OutcomeEvent.Shown(recall))];
        if (!missing.IsEmpty)
            await CommitAsync(missing);
        foreach (var recall in recalls)
            _unwritten.Remove(recall.Id);
    }

    // While the silo is there to answer: one that is stopping finds no place for a tenant that was not in use.
    private async Task AskAsync()
    {
        try
        {
            _isOpen = !await TenantGate.IsClosedAsync(GrainFactory, Tenant);
        }
        catch (Exception)
        {
            // It is asked again before anything is written.
        }
    }

    private async Task CommitAsync(ImmutableArray<OutcomeEvent> events)
    {
        await (_asking ?? Task.CompletedTask);
        if (!_isOpen && !events.All(static happened => happened is OutcomeEvent.ScopeErased))
        {
            if (await TenantGate.IsClosedAsync(GrainFactory, Tenant))
            {
                _unwritten.Clear();   // recalls of what is gone
                throw TenantGate.Closed(Tenant);
            }

            _isOpen = true;
        }

        await _journal.AppendAsync(events);
        foreach (var happened in events)
            _log.Apply(happened);
    }

    private async Task RotateAsync()
    {
        await _journal.RotateAsync(_log);
        _rotateAt = Math.Max(SmallJournal, 2 * _journal.Bytes);
    }

    private async Task ReloadAsync()
    {
        var log = new OutcomeLog(_options.MaxRecalls);
        var journal = new OutcomeJournal(side => journals.CreateRaw(side == 0 ? this.GetGrainId() : GrainId.Create("outcomes-other", Tenant), Tenant));
        await journal.OpenAsync(log);
        (_log, _journal) = (log, journal);
    }

    [LoggerMessage(40, LogLevel.Information, "Ranking of '{Tenant}': {Verdict}; over {HeldOut} recalls utility {Before:F3} became {After:F3}")]
    private partial void LogTrained(string tenant, TrialVerdict verdict, int heldOut, double before, double after);

    [LoggerMessage(44, LogLevel.Information, "Cut of adaptive recalls of '{Tenant}': {Verdict}; over {HeldOut} recalls utility {Before:F3} became {After:F3}")]
    private partial void LogCut(string tenant, TrialVerdict verdict, int heldOut, double before, double after);

    [LoggerMessage(41, LogLevel.Warning, "Ranking {Version} of '{Tenant}' goes back to {Earlier}: success has become rarer")]
    private partial void LogRolledBack(string tenant, int version, int earlier);

    [LoggerMessage(42, LogLevel.Warning, "{Count} recalls of '{Tenant}' are not durable yet")]
    private partial void LogNotWritten(string tenant, int count, Exception failure);
}
