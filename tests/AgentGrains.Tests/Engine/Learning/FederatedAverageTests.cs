using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Learning;
using Xunit;

namespace AgentGrains.Tests.Engine.Learning;

/// <summary>What tenants have in common helps the next one, and no tenant alone decides what that is.</summary>
public sealed class FederatedAverageTests
{
    private const int Round = 10, Least = 90;
    private static readonly int Basis = RankingBasis.Of(wordVectors: false);

    [Fact]
    public void A_tenant_that_begins_from_nineteen_others_is_as_good_in_half_the_rounds()
    {
        float[][] others = [.. Enumerable.Range(1, 19).Select(tenant => OutcomeTrainer.Train(TimedFeedback.Make(200, tenant), Basis, [], Least).Deltas).OfType<float[]>()];
        Assert.True(others.Length >= 15, $"Only {others.Length} of 19 learnt anything.");
        var start = FederatedAverage.Of(others, 5)!;
        var (alone, federated) = (0, 0);
        for (var tenant = 20; tenant < 26; tenant++)
        {
            alone += RoundsUntilBetter(tenant, []);
            federated += RoundsUntilBetter(tenant, start);
        }

        Assert.True(2 * federated <= alone, $"{federated} rounds with the others, {alone} without.");
    }

    [Fact]
    public void A_poisoned_tenant_in_five_moves_the_average_no_further_than_the_honest_differ()
    {
        float[][] honest = [.. Enumerable.Range(0, 16).Select(tenant => Enumerable.Range(0, RankingBasis.Size).Select(weight => 0.3f * (weight % 3) + 0.01f * ((tenant * 7 + weight) % 5)).ToArray())];
        foreach (var poison in new[] { 1e30f, -1e30f, 50, -50, float.Epsilon })
        {
            float[][] all = [.. honest, .. Enumerable.Repeat(Enumerable.Repeat(poison, RankingBasis.Size).ToArray(), 4)];
            var average = FederatedAverage.Of(all, 5)!;
            for (var weight = 0; weight < average.Length; weight++)
                Assert.InRange(average[weight], honest.Min(each => each[weight]) * 0.9f - 0.01f, honest.Max(each => each[weight]) + 0.01f);
        }
    }

    [Fact]
    public void Equal_tenants_average_to_themselves_and_few_or_malformed_ones_to_nothing()
    {
        float[] same = [0.5f, -0.25f, 0];
        Assert.Equal(same, FederatedAverage.Of([same, same, same, same, same], 5)!.Select(value => MathF.Round(value, 6)));
        Assert.Null(FederatedAverage.Of([same, same, same, same], 5));
        Assert.Null(FederatedAverage.Of([], 0));
        Assert.Throws<ArgumentException>(() => FederatedAverage.Of([same, [1f]], 1));
        Assert.Throws<ArgumentException>(() => FederatedAverage.Of([[float.NaN], [1f]], 1));
    }

    [Fact]
    public void What_others_learnt_is_not_adopted_where_it_does_not_help()
    {
        // They learnt to love what tells a time; this tenant's users need what the shipped weights put first.
        var start = FederatedAverage.Of([.. Enumerable.Range(1, 5).Select(tenant => OutcomeTrainer.Train(TimedFeedback.Make(200, tenant), Basis, [], Least).Deltas!)], 5)!;
        for (var seed = 1; seed <= 10; seed++)
            Assert.Null(OutcomeTrainer.Train(TimedFeedback.Make(Least, seed + 100, static _ => 0), Basis, [], Least, start).Deltas);
    }

    private static int RoundsUntilBetter(int tenant, float[] start)
    {
        var (shipped, unseen) = (RankingBasis.ShippedWeights(Basis)!, TimedFeedback.Make(300, 1_000 + tenant));
        var target = Utility(unseen, shipped) + 0.03;
        for (var rounds = 1; rounds <= 50; rounds++)
        {
            if (OutcomeTrainer.Train(TimedFeedback.Make(rounds * Round, tenant), Basis, [], Least, start).Deltas is { } deltas
                && Utility(unseen, [.. shipped.Zip(deltas, static (weight, delta) => weight + delta)]) >= target)
            {
                return rounds;
            }
        }

        return 50;
    }

    private static double Utility(List<RecallFeedback> feedback, float[] weights) => feedback.Average(item => UtilityReward.Of(item.Example, weights));
}
