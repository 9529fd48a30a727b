using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Learning;

namespace AgentGrains.Tests.Engine.Learning;

/// <summary>Made feedback of ten hits each, ranked as shipped, with signals as recall makes them: z-scores, and marks that are there or not.</summary>
internal static class TimedFeedback
{
    private static readonly float[] Shipped = RankingBasis.ShippedWeights(RankingBasis.Of(wordVectors: false))!;

    /// <summary>Makes feedback.</summary>
    /// <param name="count">How much; a third of it judges.</param>
    /// <param name="seed">Everything follows from it.</param>
    /// <param name="uses">Which hit was used; by default the best of those that tell a time.</param>
    public static List<RecallFeedback> Make(int count, int seed, Func<float[][], int>? uses = null)
    {
        var random = new Random(seed);
        var feedback = new List<RecallFeedback>();
        for (var number = 0; number < count; number++)
        {
            float[][] hits = [.. Enumerable.Range(0, 10).Select(_ => Hit(random)).OrderByDescending(Score)];
            var features = new float[RankingBasis.Size * hits.Length];
            for (var at = 0; at < hits.Length; at++)
            {
                for (var signal = 0; signal < RankingBasis.Size; signal++)
                    features[signal * hits.Length + at] = hits[at][signal];
            }

            feedback.Add(new RecallFeedback(number % 3 == 0, new RankingExample(features, hits.Length, [(uses ?? UsesTimed)(hits)])));
        }

        return feedback;
    }

    /// <summary>The best of those that tell a time.</summary>
    public static int UsesTimed(float[][] hits) => Math.Max(0, Array.FindIndex(hits, hit => hit[(int)Signal.Time] > 0));

    private static float[] Hit(Random random)
    {
        var hit = new float[RankingBasis.Size];
        for (var signal = Signal.Record; signal <= Signal.Phrase; signal++)
            hit[(int)signal] = (float)(3 * random.NextDouble() + random.NextDouble());
        hit[(int)Signal.Speaker] = random.Next(2);
        hit[(int)Signal.Time] = random.Next(3) == 0 ? 1 : 0;
        hit[(int)Signal.EndsInQuestion] = random.Next(5) == 0 ? 1 : 0;
        return hit;
    }

    private static float Score(float[] hit) => hit.Zip(Shipped, (value, weight) => value * weight).Sum();
}
