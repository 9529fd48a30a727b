using AgentGrains.Engine.Learning;
using Xunit;

namespace AgentGrains.Tests.Engine.Learning;

public sealed class ListwiseFitterTests
{
    [Fact]
    public void The_feature_that_tells_the_useful_gets_the_weight()
    {
        var weights = ListwiseFitter.Fit(Examples(200, 1), [0, 0, 0]);
        Assert.True(weights[0] > 1, $"{weights[0]}");
        Assert.InRange(weights[1], -0.3f, 0.3f);
        Assert.True(weights[2] < -0.3f, $"{weights[2]}");
    }

    [Fact]
    public void Fitted_weights_rank_better_on_questions_they_have_not_seen()
    {
        float[] prior = [0.1f, 1, 0.1f];
        var fitted = ListwiseFitter.Fit(Examples(200, 2), prior);
        var unseen = Examples(200, 3);
        Assert.True(unseen.Sum(example => Rank(example, fitted)) < 0.7 * unseen.Sum(example => Rank(example, prior)));
    }

    [Fact]
    public void A_strong_pull_keeps_the_prior_and_nothing_to_learn_from_returns_it()
    {
        float[] prior = [0.5f, -1, 2];
        Assert.Equal(prior, ListwiseFitter.Fit([], prior));
        var held = ListwiseFitter.Fit(Examples(50, 4), prior, pull: 1e4);
        Assert.All(held.Zip(prior), pair => Assert.Equal(pair.Second, pair.First, 0.02f));
    }

    [Fact]
    public void The_same_examples_give_the_same_weights() =>
        Assert.Equal(ListwiseFitter.Fit(Examples(40, 5), [0, 0, 0]), ListwiseFitter.Fit(Examples(40, 5), [0, 0, 0]));

    [Fact]
    public void Mismatched_examples_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ListwiseFitter.Fit(Examples(2, 6), [0, 0]));
        Assert.Throws<ArgumentException>(() => new RankingExample([1, 2, 3], 2, [0]));
        Assert.Throws<ArgumentException>(() => new RankingExample([1, 2], 2, []));
        Assert.Throws<ArgumentException>(() => new RankingExample([1, 2], 2, [2]));
    }

    // Feature 0 is high for the useful, feature 1 says nothing, feature 2 is low for the useful.
    internal static List<RankingExample> Examples(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var useful = random.Next(20);
            var features = new float[60];
            for (var i = 0; i < 60; i++)
                features[i] = (float)(random.NextDouble() * 2 - 1);
            features[useful] += 1.2f;
            features[40 + useful] -= 0.5f;
            return new RankingExample(features, 20, [useful]);
        })];
    }

    private static int Rank(RankingExample example, float[] weights)
    {
        var scores = new float[example.Candidates];
        ListwiseFitter.Score(example, weights, scores);
        return scores.Count(score => score > scores[example.Useful[0]]);
    }
}
