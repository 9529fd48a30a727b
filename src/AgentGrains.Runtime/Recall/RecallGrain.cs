using System.Collections.Immutable;
using AgentGrains.Engine.Assembly;
using AgentGrains.Engine.Governance;
using AgentGrains.Engine.Resolve;
using AgentGrains.Runtime.Consolidation;
using AgentGrains.Runtime.Guard;
using AgentGrains.Runtime.Outcomes;
using AgentGrains.Runtime.Vectors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Recall;

/// <summary>Fans a question out to every memory of its scopes, merges what they find, and packs a context.</summary>
// Holds no state of its own, so that any number of questions may wait for their memories in one activation.
[StatelessWorker, Reentrant, GrainType("recall")]
internal sealed partial class RecallGrain(
    IOptions<RecallOptions> options, IOptions<OutcomeOptions> outcomes, EvidenceGuard guard, DenseStage dense, RerankStage rerank, IGrainFactory grains,
    TimeProvider clock, ILoggerFactory logs, VectorOffload? vectors = null) : Grain, IRecallGrain
{
    private readonly RecallOptions _options = options.Value;
    private readonly ILogger _logger = logs.CreateLogger<RecallGrain>();
    private readonly MemoryReferences _references = new(grains);
    private MemoryFanOut _memories = null!;
    private TenantRanking? _ranking;   // null when nothing is learnt from outcomes

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _memories = new MemoryFanOut(_references, options, clock, logs.CreateLogger<MemoryFanOut>(), vectors);
        if (outcomes.Value.Enabled)
            _ranking = new TenantRanking(grains.GetGrain<IOutcomeGrain>(this.GetPrimaryKeyString()).AsReference<IRecallLog>(), outcomes.Value, clock);
        return Task.CompletedTask;
    }

    public async ValueTask<RecallResult> RecallAsync(RecallRequest request, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        RecallRules.Check(request, this.GetPrimaryKeyString(), _options);
        using var span = RuntimeTraces.Recall(request);
        var remarks = new SortedSet<RecallRemark>();
        if (request.Watermark is { } watermark)
            await WaitAsync(request, Watermark.Parse(watermark), remarks, cancellationToken);
        var depth = rerank.DepthFor(request, request.Limit);
        var search = SearchOf(request) with { Limit = depth };
        var ranking = request.Profile == RecallProfile.Precise ? null : _ranking;   // which ranks by names alone
        if (ranking is not null)
            search = search with { Adjustment = await ranking.GetAsync(), WithSignals = true };

        var (found, isPartial) = await dense.SearchAsync(
            this.GetPrimaryKeyString(), request, search, asked => _memories.AskAsync(request, asked, cancellationToken), remarks, cancellationToken);
        if (isPartial)
            remarks.Add(RecallRemark.Partial);
        if (found.Any(finds => finds.WithoutVector))
            remarks.Add(RecallRemark.Degraded);
        var standing = StandingMerge.Merge(found.Select(finds => finds.Standing));
        if (found.All(finds => finds.Unanswered) && !remarks.Contains(RecallRemark.Partial))
            remarks.Add(RecallRemark.Insufficient);

        // A precise answer is one list to its caller: what is pinned takes its places first.
        var limit = request.Profile == RecallProfile.Precise ? Math.Max(0, request.Limit - standing.Pinned.Length) : request.Limit;
        var merged = request.Profile == RecallProfile.Strict && remarks.Contains(RecallRemark.Insufficient) ? [] : FoundMerge.Merge(found, depth == request.Limit ? limit : depth);
        merged = [.. (await rerank.OrderAsync(request, merged, remarks, cancellationToken)).Take(limit)];
        var judged = await guard.CheckAsync(this.GetPrimaryKeyString(), request.Query, merged, remarks, cancellationToken);
        var evidence = judged.Kept;
        EvidenceGuard.NoteReturned(request.Scopes, evidence, _references);
        var context = ContextAssembler.Assemble(standing, [.. evidence.Select(item => item.Record)], request.TokenBudget);
        if (context.Truncated)
            remarks.Add(RecallRemark.Truncated);
        RuntimeMetrics.Recalled(clock.GetElapsedTime(started));
        ImmutableArray<WatchedScope> watched = [.. found.Where(finds => finds.Staged is not null).Select(finds => new WatchedScope(finds.Scope.Name, finds.Staged!.Value)).Distinct()];
        Observe(watched, evidence, remarks);
        return new RecallResult
        {
            Evidence = evidence,
            Context = context.Text,
            Tokens = context.Tokens,
            Flags = [.. remarks],
            Standing = standing,
            Warnings = judged.Warnings,
            Disputed = judged.Disputed,
            Canaries = [.. found.Where(finds => finds.Staged is { Arm: RunArm.Canary }).Select(finds => $"{finds.Scope.Name}/{finds.Staged!.Value.Run}").Distinct()],
            RecallId = ranking is null || evidence.IsEmpty ? "" : ranking.Tell(search.Adjustment, found[0].Basis, request, ShownOf(evidence, found), watched),
        };
    }

    // Behind the caller's back; what is lost is counted in no arm.
    private void Observe(ImmutableArray<WatchedScope> watched, ImmutableArray<Evidence> evidence, SortedSet<RecallRemark> remarks)
    {
        if (watched.IsEmpty)
            return;
        var (conflicts, isOutdated) = EvidenceConflicts.Of(evidence);
        var seen = new ArmCounts(1, evidence.IsEmpty || remarks.Contains(RecallRemark.Insufficient) ? 1 : 0, remarks.Contains(RecallRemark.Partial) ? 1 : 0, 0, 0)
        {
            Conflicts = conflicts || remarks.Contains(RecallRemark.Disputed) ? 1 : 0,
            Outdated = isOutdated ? 1 : 0,
        };
        foreach (var scope in watched)
            grains.GetGrain<IConsolidationGrain>(Scope.Parse(this.GetPrimaryKeyString(), scope.Scope).Key).AsReference<IRunMonitor>().ObserveAsync(scope.View, seen).AsTask().Ignore();
    }

    public async ValueTask<ResolveResult> ResolveAsync(ResolveRequest request, CancellationToken cancellationToken)
    {
        ResolveRules.Check(request, this.GetPrimaryKeyString(), _options);
        var found = await Task.WhenAll(request.Scopes.Select(scope => FindSlotsAsync(scope, request, cancellationToken)));
        return new ResolveResult
        {
            Fields = FormFiller.Fill(request, [.. found.Where(memory => memory is not null).Select(memory => memory!.Value)]),
            Flags = found.Contains(null) ? [RecallRemark.Partial] : [],
        };
    }

    private async Task<(Scope Scope, ImmutableArray<SlotMatch> Matches)?> FindSlotsAsync(Scope scope, ResolveRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var memory = grains.GetGrain<ISemanticMemoryGrain>(scope.Key);
            return (scope, await memory.FindSlotsAsync(request, cancellationToken).AsTask().WaitAsync(_options.MemoryDeadline, clock, cancellationToken));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && failure is not (InvalidMemoryException or TenantMismatchException or TenantKeyException))
        {
            LogPartial(scope.Key, failure);
            return null;
        }
    }

    private static MemorySearch SearchOf(RecallRequest request) => new()
    {
        Query = request.Query,
        Limit = request.Limit,
        AsOf = request.AsOf,
        Kinds = request.Kinds.IsDefault ? [] : request.Kinds,
        Filter = request.Filter ?? RecallFilter.None,
        Profile = request.Profile,
        Domains = request.Domains.IsDefault ? [] : request.Domains,
        ValidAt = request.ValidAt,
        Deep = request.Deep,
        Adaptive = request.Adaptive,
        ForSession = request.ForSession,
    };

    // Only what is derived lags behind: the memory that gave the receipt already holds the write itself.
    private async ValueTask WaitAsync(RecallRequest request, Watermark watermark, SortedSet<RecallRemark> remarks, CancellationToken cancellationToken)
    {
        if (request.Scopes.FirstOrDefault(scope => scope.Name == watermark.Scope) is not { } scope)
            throw new InvalidMemoryException("watermark", $"The watermark is of scope '{watermark.Scope}', which the recall does not ask.");
        if (watermark.Type != MemoryType.Episodic)
            return;
        using var deadline = new CancellationTokenSource(_options.WatermarkDeadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await grains.GetGrain<IDerivationGrain>(scope.Key).WaitAsync(watermark.Sequence, either.Token).AsTask().WaitAsync(either.Token);
        }
        catch (Exception failure) when (failure is WriteUncertainException or TimeoutException || (failure is OperationCanceledException && deadline.IsCancellationRequested))
        {
            remarks.Add(RecallRemark.Behind);
        }
    }

    private IEnumerable<ShownHit> ShownOf(ImmutableArray<Evidence> evidence, ImmutableArray<MemoryFinds> found)
    {
        var hits = new Dictionary<MemoryId, ShownHit>();
        for (var list = 0; list < found.Length; list++)
        {
            foreach (var hit in found[list].Hits)
                hits.TryAdd(hit.Record.Id, new ShownHit(hit.Record.Id, list, hit.Signals));
        }

        return evidence.Take(outcomes.Value.MaxShown).Select(item => hits[item.Record.Id]);
    }

    [LoggerMessage(31, LogLevel.Warning, "A memory of '{Scope}' did not answer; recall goes on without it")]
    private partial void LogPartial(string scope, Exception failure);
}
