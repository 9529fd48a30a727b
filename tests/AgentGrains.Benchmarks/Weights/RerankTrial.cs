using System.Text.Json.Nodes;
using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Learning;

namespace AgentGrains.Benchmarks.Weights;

/// <summary>
/// The fifty turns that plain BM25 puts first, in its order and reranked by weights fitted on other conversations: utility (MemSifter's reward) and
/// recall, paired by question.
/// </summary>
internal static class RerankTrial
{
    private const int Candidates = 50;

    public static JsonObject Run(List<LabelledQuestion> questions, Func<LabelledQuestion, float[]> weights)
    {
        var (before, after) = (new List<(double Utility, double At5)>(), new List<(double Utility, double At5)>());
        foreach (var question in questions)
        {
            if (question.Example is not { } example)
                continue;
            var bm25 = example.Column((int)Signal.Record).ToArray();
            int[] given = [.. Enumerable.Range(0, bm25.Length).OrderByDescending(at => bm25[at]).ThenBy(at => at).Take(Candidates)];
            var scores = new float[example.Candidates];
            ListwiseFitter.Score(example, weights(question), scores);
            before.Add(Measure(question, given));
            after.Add(Measure(question, [.. given.OrderByDescending(at => scores[at])]));
        }

        return new JsonObject
        {
            ["given"] = ToJson(before),
            ["reranked"] = ToJson(after),
            ["standardErrorsOfUtility"] = Figures.Round(StandardErrors([.. before.Zip(after, (from, to) => to.Utility - from.Utility)])),
            ["standardErrorsOf5"] = Figures.Round(StandardErrors([.. before.Zip(after, (from, to) => to.At5 - from.At5)])),
        };
    }

    private static (double Utility, double At5) Measure(LabelledQuestion question, int[] ranked) =>
        (UtilityReward.Of([.. ranked.Select(question.Example!.Useful.Contains)], question.Evidence), ranked.Take(5).Count(question.Example.Useful.Contains) / (double)question.Evidence);

    // How many of its standard errors a mean difference is above 0.
    private static double StandardErrors(double[] gains)
    {
        var mean = gains.Average();
        return mean / Math.Sqrt(gains.Sum(gain => (gain - mean) * (gain - mean)) / (gains.Length - 1) / gains.Length);
    }

    private static JsonObject ToJson(List<(double Utility, double At5)> measured) => new()
    {
        ["utility"] = Figures.Round(measured.Average(item => item.Utility)),
        ["5"] = Figures.Round(measured.Average(item => item.At5)),
    };
}
