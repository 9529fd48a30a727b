using System.Collections.Immutable;
using System.Numerics.Tensors;
using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Learning;

namespace AgentGrains.Runtime.Outcomes;

/// <summary>What a tenant's outcomes come to: recalls that wait for a report, reported ones, and rankings. A pure function of its events.</summary>
/// <param name="most">Recalls of each kind that are kept.</param>
internal sealed class OutcomeLog(int most)
{
    private const int MostRankings = 16;

    private readonly Dictionary<Guid, ShownRecall> _waiting = [];
    private readonly Queue<Guid> _order = new();           // of those that wait, and of some that no longer do
    private readonly LinkedList<ReportedRecall> _reported = [];
    private readonly Dictionary<Guid, LinkedListNode<ReportedRecall>> _reportedById = [];
    private readonly List<RankingAdjustment> _rankings = [];   // adopted and not rolled back, oldest first

    /// <summary>The ranking in use.</summary>
    public RankingAdjustment Ranking => _rankings.Count == 0 ? RankingAdjustment.None : _rankings[^1];

    /// <summary>The ranking that a rollback goes back to.</summary>
    public RankingAdjustment Earlier => _rankings.Count < 2 ? RankingAdjustment.None : _rankings[^2];

    /// <summary>The highest version there ever was.</summary>
    public int LastVersion { get; private set; }

    /// <summary>Whether the tenant shares what it learns.</summary>
    public bool IsFederated { get; private set; }

    /// <summary>Recalls that wait for a report.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Reports that were learnt from or can be.</summary>
    public int Usable => _reported.Count(item => item.Teaches);

    /// <summary>A recall that waits for its report; null when there is none of this id.</summary>
    public ShownRecall? Find(Guid recall) => _waiting.GetValueOrDefault(recall);

    /// <summary>Whether a recall was reported.</summary>
    public bool IsReported(Guid recall) => _reportedById.ContainsKey(recall);

    /// <summary>What one recall at a time teaches: per list it merged, of the latest basis.</summary>
    public (int Basis, List<RecallFeedback> Feedback) Feedback()
    {
        var basis = _reported.LastOrDefault(item => item.Teaches)?.Recall.Basis ?? 0;
        return (basis, [.. _reported.Where(item => item.Teaches && item.Recall.Basis == basis).SelectMany(ExamplesOf)]);
    }

    /// <summary>The same reports as a cut sees them.</summary>
    /// <param name="basis">Only recalls of this basis.</param>
    /// <param name="weights">What will score them.</param>
    public List<CutFeedback> CutFeedback(int basis, float[] weights) =>
        [.. _reported.Where(item => item.Teaches && item.Recall.Basis == basis).Select(item => ListsOf(item, weights)).Where(static item => item.Lists.Any(static list => list.Used > 0))];

    /// <summary>Whether success has become rarer under the ranking in use than under the one before it.</summary>
    public bool IsWorse()
    {
        if (Ranking.Version == 0)
            return false;
        var (successes, reports) = Count(Ranking.Version);
        var (earlierSuccesses, earlierReports) = Count(Earlier.Version);
        return OutcomeTrainer.IsSurelyWorse(successes, reports, earlierSuccesses, earlierReports);
    }

    public void Apply(OutcomeEvent happened)
    {
        switch (happened)
        {
            case OutcomeEvent.Shown shown: Apply(shown.Recall); break;
            case OutcomeEvent.Reported reported: Apply(reported); break;
            case OutcomeEvent.Adopted adopted:
                LastVersion = Math.Max(LastVersion, adopted.Ranking.Version);
                _rankings.Add(adopted.Ranking);
                if (_rankings.Count > MostRankings)
                    _rankings.RemoveAt(0);
                break;
            case OutcomeEvent.RolledBack back: _rankings.RemoveAll(ranking => ranking.Version > back.ToVersion); break;
            case OutcomeEvent.ScopeErased erased: Erase(erased.Scope); break;
            case OutcomeEvent.Federated federated: IsFederated = federated.IsMember; break;
            case OutcomeEvent.Began or OutcomeEvent.Sealed: break;
            default: throw new InvalidOperationException($"{happened.GetType().Name} is no outcome; a newer version wrote it.");
        }
    }

    /// <summary>Events that make the same log, with nothing that was dropped or erased.</summary>
    public IEnumerable<OutcomeEvent> Snapshot() =>
    [
        .. _rankings.Select(ranking => new OutcomeEvent.Adopted(ranking)),
        // A version that was rolled back is not given out again.
        .. LastVersion > Ranking.Version ? (OutcomeEvent[])[new OutcomeEvent.Adopted(new(LastVersion, 0, [])), new OutcomeEvent.RolledBack(Ranking.Version)] : [],
        .. IsFederated ? (OutcomeEvent[])[new OutcomeEvent.Federated(true)] : [],
        .. _reported.SelectMany(item => (OutcomeEvent[])[new OutcomeEvent.Shown(item.Recall), new OutcomeEvent.Reported(item.Recall.Id, item.Used, item.Success)]),
        .. _order.Where(_waiting.ContainsKey).Select(id => new OutcomeEvent.Shown(_waiting[id])),
    ];

    private void Apply(ShownRecall recall)
    {
        if (_reportedById.ContainsKey(recall.Id) || !_waiting.TryAdd(recall.Id, recall))
            return;
        _order.Enqueue(recall.Id);
        while (_waiting.Count > most || _order.Count > 2 * most)
            _waiting.Remove(_order.Dequeue());
    }

    private void Apply(OutcomeEvent.Reported reported)
    {
        if (!_waiting.Remove(reported.Recall, out var recall))
            return;
        _reportedById[recall.Id] = _reported.AddLast(new ReportedRecall(recall, reported.Used, reported.Success));
        if (_reported.Count > most)
        {
            _reportedById.Remove(_reported.First!.Value.Recall.Id);
            _reported.RemoveFirst();
        }
    }

    private void Erase(string scope)
    {
        foreach (var recall in _waiting.Values.Where(recall => recall.Scopes.Contains(scope)).ToList())
            _waiting.Remove(recall.Id);
        for (var node = _reported.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.Recall.Scopes.Contains(scope))
            {
                _reportedById.Remove(node.Value.Recall.Id);
                _reported.Remove(node);
            }

            node = next;
        }
    }

    private (int Successes, int Reports) Count(int version)
    {
        var (successes, reports) = (0, 0);
        foreach (var item in _reported.Where(item => item.Recall.Version == version))
        {
            successes += item.Success ? 1 : 0;
            reports++;
        }

        return (successes, reports);
    }

    private static IEnumerable<RecallFeedback> ExamplesOf(ReportedRecall item)
    {
        foreach (var list in item.Recall.Hits.GroupBy(hit => hit.List))
        {
            ShownHit[] hits = [.. list.Where(hit => hit.Signals.Length == RankingBasis.Size)];
            int[] useful = [.. Enumerable.Range(0, hits.Length).Where(at => item.Used.Contains(hits[at].Id))];
            if (useful.Length == 0 || useful.Length == hits.Length)
                continue;   // nothing is preferred to anything
            var features = new float[RankingBasis.Size * hits.Length];
            for (var feature = 0; feature < RankingBasis.Size; feature++)
            {
                for (var at = 0; at < hits.Length; at++)
                    features[feature * hits.Length + at] = hits[at].Signals[feature];
            }

            yield return new RecallFeedback(item.Recall.Judges, new RankingExample(features, hits.Length, useful));
        }
    }

    private static CutFeedback ListsOf(ReportedRecall item, float[] weights) => new(
        item.Recall.Judges,
        [
            .. item.Recall.Hits.Where(static hit => hit.Signals.Length == RankingBasis.Size).GroupBy(static hit => hit.List).Select(list => new CutList(
                [.. list.Select(hit => TensorPrimitives.Dot(hit.Signals.AsSpan(), weights))], [.. list.Select(hit => item.Used.Contains(hit.Id))])),
        ]);

    private sealed record ReportedRecall(ShownRecall Recall, ImmutableArray<MemoryId> Used, bool Success)
    {
        public bool Teaches => Success && !Used.IsEmpty;
    }
}
