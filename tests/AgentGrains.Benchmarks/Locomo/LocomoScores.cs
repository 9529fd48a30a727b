using System.Globalization;
using System.Text.Json.Nodes;

namespace AgentGrains.Benchmarks.Locomo;

/// <summary>Adds up LoCoMo figures. Recall@k is the share of a question's evidence among the first k turns, averaged over questions.</summary>
internal sealed class LocomoScores(IReadOnlyDictionary<MemoryId, string> dialogs)
{
    public static readonly int[] Budgets = [1000, 1500, 2000, 4000];
    private static readonly int[] Depths = [5, 10, 20, 50];

    private readonly Dictionary<(int Category, int Depth), (double Sum, int Count)> _recall = [];
    private readonly Dictionary<string, (double Sum, int Count)> _conversations = [];   // recall@10
    private readonly Dictionary<int, (double Sum, int Count)> _packed = [];
    private readonly Dictionary<bool, (double Sum, int Count)> _flagged = [];
    private readonly List<double> _latency = [];
    /// <summary>What asking adaptively saves.</summary>
    public AdaptiveScores Adaptive { get; } = new();

    private (int Hit1, int Any5, int Count) _session;

    /// <summary>The turn a record is, or the turns it was derived from.</summary>
    public IEnumerable<string> Dialogs(MemoryRecord record) =>
        (record.Provenance.DerivedFrom.IsEmpty ? [record.Id] : record.Provenance.DerivedFrom).Select(id => dialogs[id]);

    public void AddFlag(LocomoQuestion question, bool insufficient) => Add(_flagged, question.Category <= 4, insufficient ? 1 : 0);

    public void AddLatency(TimeSpan took) => _latency.Add(took.TotalMilliseconds);

    public void AddRanking(string conversation, LocomoQuestion question, List<MemoryRecord> ranked)
    {
        var turns = ranked.SelectMany(Dialogs).Distinct().ToList();
        foreach (var depth in Depths)
        {
            var found = turns.Take(depth).ToHashSet();
            Add(_recall, (question.Category, depth), question.Evidence.Count(found.Contains) / (double)question.Evidence.Count);
        }

        if (question.Category > 4)
            return;
        var ten = turns.Take(10).ToHashSet();
        Add(_conversations, conversation, question.Evidence.Count(ten.Contains) / (double)question.Evidence.Count);
        var sessions = question.Evidence.Select(Session).ToHashSet();
        _session.Count++;
        _session.Hit1 += turns.Take(1).Any(turn => sessions.Contains(Session(turn))) ? 1 : 0;
        _session.Any5 += turns.Take(5).Any(turn => sessions.Contains(Session(turn))) ? 1 : 0;
    }

    public void AddPacked(LocomoQuestion question, int budget, HashSet<string> packed)
    {
        if (question.Category <= 4)
            Add(_packed, budget, question.Evidence.Count(packed.Contains) / (double)question.Evidence.Count);
    }

    /// <summary>Recall at one of the depths, over categories 1 to 4.</summary>
    public double RecallAt(int depth)
    {
        var (sum, count) = _recall.Where(entry => entry.Key.Depth == depth && entry.Key.Category <= 4)
            .Aggregate((Sum: 0.0, Count: 0), (total, entry) => (total.Sum + entry.Value.Sum, total.Count + entry.Value.Count));
        return sum / count;
    }

    /// <summary>Recall@10 of one conversation, over categories 1 to 4.</summary>
    public double RecallOf(string conversation) => _conversations[conversation].Sum / _conversations[conversation].Count;

    /// <summary>Share of the evidence in contexts of one of the budgets.</summary>
    public double EvidenceAt(int budget) => _packed[budget].Sum / _packed[budget].Count;

    public JsonObject ToJson(double ingestPerSecond, double coldIngestPerSecond)
    {
        var byCategory = new JsonObject();
        foreach (var category in _recall.Keys.Select(key => key.Category).Distinct().Order())
            byCategory[Text(category)] = AtDepths(depth => _recall[(category, depth)]);
        return new JsonObject
        {
            ["recall"] = AtDepths(depth => _recall.Where(entry => entry.Key.Depth == depth && entry.Key.Category <= 4)
                .Aggregate((Sum: 0.0, Count: 0), (total, entry) => (total.Sum + entry.Value.Sum, total.Count + entry.Value.Count))),
            ["byCategory"] = byCategory,
            ["session"] = new JsonObject
            {
                ["hit1"] = Figures.Round((double)_session.Hit1 / _session.Count),
                ["any5"] = Figures.Round((double)_session.Any5 / _session.Count),
            },
            ["evidenceAtTokens"] = new JsonObject(Budgets.Select(budget => KeyValuePair.Create(Text(budget), (JsonNode?)Mean(_packed[budget])))),
            ["insufficient"] = new JsonObject(_flagged.OrderByDescending(entry => entry.Key).Select(entry => KeyValuePair.Create(entry.Key ? "answerable" : "adversarial", (JsonNode?)Mean(entry.Value)))),
            ["adaptive"] = Adaptive.ToJson(),
            ["latencyMs"] = Figures.Percentiles(_latency),
            ["ingestPerSecond"] = Math.Round(ingestPerSecond),
            ["coldIngestPerSecond"] = Math.Round(coldIngestPerSecond),   // of a process that has compiled nothing yet
        };
    }

    // "D3:12" is turn 12 of session 3.
    private static string Session(string dialog) => dialog[..dialog.IndexOf(':', StringComparison.Ordinal)];

    private static JsonObject AtDepths(Func<int, (double Sum, int Count)> at) =>
        new(Depths.Select(depth => KeyValuePair.Create(Text(depth), (JsonNode?)Mean(at(depth)))));

    private static double Mean((double Sum, int Count) total) => Figures.Round(total.Sum / total.Count);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Add<TKey>(Dictionary<TKey, (double Sum, int Count)> totals, TKey key, double value)
        where TKey : notnull
    {
        var (sum, count) = totals.GetValueOrDefault(key);
        totals[key] = (sum + value, count + 1);
    }
}
