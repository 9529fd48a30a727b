using System.Collections.Immutable;
using AgentGrains.Engine.Assembly;
using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Resolve;
using AgentGrains.Runtime.Guard;
using AgentGrains.Runtime.Inference;
using AgentGrains.Runtime.Outcomes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Recall;

/// <summary>Fans a question out to every memory of its scopes, merges what they find, and packs a context.</summary>
// Holds no state of its own, so that any number of questions may wait for their memories in one activation.
[StatelessWorker, Reentrant, GrainType("recall")]
internal sealed partial class RecallGrain(
    IOptions<RecallOptions> options, IOptions<OutcomeOptions> outcomes, EvidenceGuard guard, RerankStage rerank, IGrainFactory grains, TimeProvider clock,
    ILogger<RecallGrain> logger, EmbeddingModels? models = null) : Grain, IRecallGrain
{
    private readonly RecallOptions _options = options.Value;
    private readonly ILogger _logger = logger;
    private readonly MemoryReferences _references = new(grains);
    private TenantRanking? _ranking;   // null when nothing is learnt from outcomes

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
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
        var search = (await PrepareAsync(request, remarks, cancellationToken)) with { Limit = depth };
        var ranking = request.Profile == RecallProfile.Precise ? null : _ranking;   // which ranks by names alone
        if (ranking is not null)
            search = search with { Adjustment = await ranking.GetAsync(), WithSignals = true };

        var searches = MemoriesOf(request).Select(memory => SearchAsync(memory.Scope, memory.Grain, search, cancellationToken)).ToArray();
        var found = new List<MemoryFinds>(searches.Length);
        foreach (var pending in searches)
        {
            if (await pending is not { } finds)
            {
                remarks.Add(RecallRemark.Partial);
                continue;
            }

            found.Add(finds);
            if (finds.WithoutVector)
                remarks.Add(RecallRemark.Degraded);
        }

        var standing = StandingMerge.Merge(found.Select(finds => finds.Standing));
        if (found.All(finds => finds.Unanswered) && !remarks.Contains(RecallRemark.Partial))
            remarks.Add(RecallRemark.Insufficient);

        // A precise answer is one list to its caller: what is pinned takes its places first.
        var limit = request.Profile == RecallProfile.Precise ? Math.Max(0, request.Limit - standing.Pinned.Length) : request.Limit;
        var merged = request.Profile == RecallProfile.Strict && remarks.Contains(RecallRemark.Insufficient) ? [] : Merge(found, depth == request.Limit ? limit : depth);
        merged = [.. (await rerank.OrderAsync(request, merged, remarks, cancellationToken)).Take(limit)];
        var judged = await guard.CheckAsync(this.GetPrimaryKeyString(), request.Query, merged, remarks, cancellationToken);
        var evidence = judged.Kept;
        EvidenceGuard.NoteReturned(request.Scopes, evidence, _references);
        var context = ContextAssembler.Assemble(standing, [.. evidence.Select(item => item.Record)], request.TokenBudget);
        if (context.Truncated)
            remarks.Add(RecallRemark.Truncated);
        RuntimeMetrics.Recalled(clock.GetElapsedTime(started));
        return new RecallResult
        {
            Evidence = evidence,
            Context = context.Text,
            Tokens = context.Tokens,
            Flags = [.. remarks],
            Standing = standing,
            Warnings = judged.Warnings,
            Disputed = judged.Disputed,
            RecallId = ranking is null || evidence.IsEmpty ? "" : ranking.Tell(search.Adjustment, found[0].Basis, request, ShownOf(evidence, found)),
        };
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

    private async ValueTask<MemorySearch> PrepareAsync(RecallRequest request, SortedSet<RecallRemark> remarks, CancellationToken cancellationToken)
    {
        var search = new MemorySearch
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
        };
        if (models?.Current is not { } embedder || request.Profile == RecallProfile.Precise)
            return search;
        try
        {
            var vector = (await embedder.EmbedAsync([request.Query], isBackground: false, cancellationToken).AsTask().WaitAsync(_options.EmbeddingDeadline, clock, cancellationToken))[0];
            return embedder.Store(vector).Dimension == 0 ? search : search with { Vector = [.. vector], VectorModel = embedder.Id };
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogDegraded(embedder.Id, failure);
            remarks.Add(RecallRemark.Degraded);
            return search;
        }
    }

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

    private IEnumerable<(Scope Scope, IMemoryGrain Grain)> MemoriesOf(RecallRequest request) =>
        from scope in request.Scopes
        from memory in _references.Of(scope)
        where request.Kinds.IsDefaultOrEmpty || request.Kinds.Any(kind => MemoryKinds.TypeOf(kind) == memory.Type)
        select (scope, memory.Grain);

    private async Task<MemoryFinds?> SearchAsync(Scope scope, IMemoryGrain memory, MemorySearch search, CancellationToken cancellationToken)
    {
        try
        {
            var result = await memory.SearchAsync(search, cancellationToken).AsTask().WaitAsync(_options.MemoryDeadline, clock, cancellationToken);
            return new MemoryFinds(scope, result.Hits, result.Standing, WithoutVector: false, result.Unanswered, result.Basis);
        }
        catch (InvalidMemoryException misfit) when (misfit.Field == "vector" && !search.Vector.IsEmpty)
        {
            // The model makes other vectors than those this memory holds under its name.
            LogDegraded(search.VectorModel!, misfit);
            var finds = await SearchAsync(scope, memory, search with { Vector = [], VectorModel = null }, cancellationToken);
            return finds is null ? null : finds with { WithoutVector = true };
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && failure is not (InvalidMemoryException or TenantMismatchException or TenantKeyException))
        {
            LogPartial(scope.Key, failure);
            return null;
        }
    }

    private static ImmutableArray<Evidence> Merge(List<MemoryFinds> found, int limit)
    {
        var lists = found.Where(finds => !finds.Hits.IsEmpty).ToList();
        var all = lists.Sum(finds => finds.Hits.Length);
        var order = lists.Count == 1
            ? Enumerable.Range(0, all).Select(position => new MergedHit(0, position))
            : RankedListMerge.Merge([.. lists.Select(finds => finds.Hits.Select(hit => new RankedHit(0, (float)hit.Score, hit.Coverage, default)).ToArray())], all);
        var evidence =
            from place in order
            let hit = lists[place.List].Hits[place.Position]
            select new Evidence { Record = hit.Record, Scope = lists[place.List].Scope, Score = hit.Score, Channels = hit.Channels };
        return [.. SourceFolding.Fold([.. evidence]).Take(limit)];
    }

    private IEnumerable<ShownHit> ShownOf(ImmutableArray<Evidence> evidence, List<MemoryFinds> found)
    {
        var hits = new Dictionary<MemoryId, ShownHit>();
        for (var list = 0; list < found.Count; list++)
        {
            foreach (var hit in found[list].Hits)
                hits.TryAdd(hit.Record.Id, new ShownHit(hit.Record.Id, list, hit.Signals));
        }

        return evidence.Take(outcomes.Value.MaxShown).Select(item => hits[item.Record.Id]);
    }

    [LoggerMessage(30, LogLevel.Warning, "The embedding model '{Model}' did not answer; recall goes on lexically")]
    private partial void LogDegraded(string model, Exception failure);

    [LoggerMessage(31, LogLevel.Warning, "A memory of '{Scope}' did not answer; recall goes on without it")]
    private partial void LogPartial(string scope, Exception failure);

    private sealed record MemoryFinds(Scope Scope, ImmutableArray<MemoryHit> Hits, StandingContext? Standing, bool WithoutVector, bool Unanswered, int Basis);
}
