using System.Text.Json.Nodes;
using AgentGrains.Engine.Learning;

namespace AgentGrains.Benchmarks.Weights;

/// <summary>A question, its candidates, and how much evidence it has; no example when nothing could be found.</summary>
internal sealed record LabelledQuestion(string Conversation, int Category, int Evidence, RankingExample? Example);

/// <summary>Recall of evidence among the first five and ten turns, averaged over questions.</summary>
internal sealed class TurnRecall
{
    private double _at5, _at10, _lists10, _utility;
    private int _count, _lists;

    public void Add(LabelledQuestion question, float[] weights)
    {
        _count++;
        _lists += question.Category == 1 ? 1 : 0;
        if (question.Example is not { } example)
            return;
        var scores = new float[example.Candidates];
        ListwiseFitter.Score(example, weights, scores);
        var best = Enumerable.Range(0, scores.Length).OrderByDescending(at => scores[at]).ThenBy(at => at).Take(10).ToList();
        var at10 = example.Useful.Count(best.Contains) / (double)question.Evidence;
        _at5 += example.Useful.Count(best.Take(5).Contains) / (double)question.Evidence;
        _at10 += at10;
        _lists10 += question.Category == 1 ? at10 : 0;
        _utility += UtilityReward.Of([.. Enumerable.Range(0, scores.Length).OrderByDescending(at => scores[at]).ThenBy(at => at).Take(50).Select(example.Useful.Contains)], question.Evidence);
    }

    public TurnRecall Minus(TurnRecall other) => new()
    {
        _at5 = _at5 - other._at5,
        _at10 = _at10 - other._at10,
        _lists10 = _lists10 - other._lists10,
        _utility = _utility - other._utility,
        _count = _count,
        _lists = _lists,
    };

    public JsonObject ToJson() => new()
    {
        ["5"] = Figures.Round(_at5 / _count),
        ["10"] = Figures.Round(_at10 / _count),
        ["utility"] = Figures.Round(_utility / _count),
        ["category1At10"] = Figures.Round(_lists10 / Math.Max(1, _lists)),
    };
}
