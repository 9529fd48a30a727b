using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Learning;
using Xunit;

namespace AgentGrains.Tests.Engine.Learning;

/// <summary>Outcomes that favour one channel teach; noise, malice and floods of either change nothing, or nothing for the worse.</summary>
public sealed class OutcomeTrainerTests
{
    private static readonly int Basis = RankingBasis.Of(wordVectors: false);
    private static readonly float[] Shipped = RankingBasis.ShippedWeights(Basis)!;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_users_find_useful_ranks_higher_on_recalls_that_were_not_learnt_from(int seed)
    {
        var result = OutcomeTrainer.Train(TimedFeedback.Make(240, seed, TimedFeedback.UsesTimed), Basis, [], 90);
        Assert.Equal(TrialVerdict.Adopted, result.Verdict);
        Assert.True(result.After > result.Before + 0.03, $"{result}");
        var unseen = TimedFeedback.Make(300, seed + 100, TimedFeedback.UsesTimed);
        Assert.True(Utility(unseen, result.Deltas!) > Utility(unseen, []) + 0.03);
    }

    [Fact]
    public void Random_reports_change_nothing()
    {
        for (var seed = 1; seed <= 25; seed++)
        {
            var random = new Random(seed);
            var result = OutcomeTrainer.Train(TimedFeedback.Make(240, seed, hits => random.Next(hits.Length)), Basis, [], 90);
            Assert.True(result is { Verdict: TrialVerdict.NotBetter, Deltas: null }, $"seed {seed}: {result}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Reports_that_always_name_the_worst_change_nothing(int seed)
    {
        var result = OutcomeTrainer.Train(TimedFeedback.Make(300, seed, UsesWorst), Basis, [], 90);
        Assert.True(result is { Verdict: TrialVerdict.NotBetter or TrialVerdict.Implausible, Deltas: null }, $"{result}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Reports_that_are_consistent_and_contrary_to_plain_sense_are_implausible(int seed)
    {
        // What does not hold the question's words, said by somebody else than was asked for.
        var result = OutcomeTrainer.Train(TimedFeedback.Make(600, seed, UsesBesideThePoint), Basis, [], 90);
        Assert.True(result is { Verdict: TrialVerdict.Implausible, Deltas: null }, $"{result}");
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.4)]
    public void Malice_among_honest_reports_never_lowers_what_the_honest_find(double share)
    {
        for (var seed = 1; seed <= 8; seed++)
        {
            var random = new Random(seed);
            var mixed = TimedFeedback.Make(300, seed, hits => random.NextDouble() < share ? UsesWorst(hits) : UsesBest(hits));
            var result = OutcomeTrainer.Train(mixed, Basis, [], 90);
            var unseen = TimedFeedback.Make(300, seed + 100, UsesBest);
            Assert.True(Utility(unseen, result.Deltas ?? []) >= Utility(unseen, []) - 0.005, $"seed {seed}: {result}");
        }
    }

    [Fact]
    public void A_ranking_in_use_is_replaced_only_by_a_surely_better_one()
    {
        var feedback = TimedFeedback.Make(240, 5, TimedFeedback.UsesTimed);
        var first = OutcomeTrainer.Train(feedback, Basis, [], 90);
        var again = OutcomeTrainer.Train(feedback, Basis, first.Deltas, 90);
        Assert.Equal(TrialVerdict.Adopted, first.Verdict);
        Assert.True(again is { Verdict: not TrialVerdict.Adopted, Deltas: null }, $"{again}");
        Assert.Equal(first.After, again.Before, 9);
    }

    [Fact]
    public void The_same_reports_teach_the_same() =>
        Assert.Equal(OutcomeTrainer.Train(TimedFeedback.Make(240, 6, TimedFeedback.UsesTimed), Basis, [], 90).Deltas, OutcomeTrainer.Train(TimedFeedback.Make(240, 6, TimedFeedback.UsesTimed), Basis, [], 90).Deltas);

    [Fact]
    public void Weights_stay_within_their_bounds_and_keep_their_signs()
    {
        var result = OutcomeTrainer.Train(TimedFeedback.Make(900, 7, TimedFeedback.UsesTimed), Basis, [], 90);
        var deltas = Assert.IsType<float[]>(result.Deltas);
        Assert.All(deltas.Zip(Shipped), pair =>
        {
            Assert.InRange(pair.First, -Math.Abs(3 * pair.Second) - 0.76f, Math.Abs(2 * pair.Second) + 0.76f);
            Assert.True((pair.Second + pair.First) * Math.Sign(pair.Second) >= 0);
        });
    }

    [Fact]
    public void Few_reports_or_other_signals_teach_nothing()
    {
        Assert.Equal(TrialVerdict.TooFewReports, OutcomeTrainer.Train(TimedFeedback.Make(89, 8, TimedFeedback.UsesTimed), Basis, [], 90).Verdict);
        Assert.Equal(TrialVerdict.TooFewReports, OutcomeTrainer.Train(TimedFeedback.Make(240, 8, TimedFeedback.UsesTimed), Basis + 2, [], 90).Verdict);
        Assert.Equal(TrialVerdict.TooFewReports, OutcomeTrainer.Train([], Basis, [], 90).Verdict);
    }

    [Fact]
    public void Plain_questions_are_answered_by_the_shipped_weights()
    {
        Assert.True(PlainQuestions.Utility(Shipped) > 0.8, $"{PlainQuestions.Utility(Shipped)}");
        Assert.True(PlainQuestions.Utility([.. Shipped.Select(weight => -weight)]) < 0.2);
        Assert.True(PlainQuestions.Accept(Shipped, Shipped));
        float[] blind = [.. Shipped];
        blind[(int)Signal.Share] = blind[(int)Signal.Record] = blind[(int)Signal.Speaker] = 0;
        Assert.False(PlainQuestions.Accept(blind, Shipped), $"{PlainQuestions.Utility(blind)}");
    }

    [Theory]
    [InlineData(20, 100, 60, 100, true)]
    [InlineData(55, 100, 60, 100, false)]
    [InlineData(0, 29, 100, 100, false)]
    [InlineData(90, 100, 60, 100, false)]
    public void Success_that_has_become_rarer_is_seen_when_it_is_no_chance(int successes, int reports, int earlier, int earlierReports, bool worse) =>
        Assert.Equal(worse, OutcomeTrainer.IsSurelyWorse(successes, reports, earlier, earlierReports));

    private static double Utility(List<RecallFeedback> feedback, float[] deltas)
    {
        float[] weights = deltas.Length == 0 ? Shipped : [.. Shipped.Zip(deltas, (weight, delta) => weight + delta)];
        return feedback.Average(item => UtilityReward.Of(item.Example, weights));
    }

    private static int UsesBest(float[][] hits) => 0;

    private static int UsesWorst(float[][] hits) => hits.Length - 1;

    private static int UsesBesideThePoint(float[][] hits) =>
        Enumerable.Range(0, hits.Length).MinBy(at => hits[at][(int)Signal.Share] + 2 * hits[at][(int)Signal.Speaker] - hits[at][(int)Signal.Window] - hits[at][(int)Signal.Session]);
}
