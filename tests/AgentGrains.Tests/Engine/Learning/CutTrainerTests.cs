using AgentGrains.Engine.Learning;
using Xunit;

namespace AgentGrains.Tests.Engine.Learning;

/// <summary>Outcomes that speak for another cut move it; noise, few reports and what only the teaching reports say do not.</summary>
public sealed class CutTrainerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Where_only_the_best_are_ever_used_fewer_are_kept_and_nothing_is_lost(int seed)
    {
        var result = CutTrainer.Train(Make(900, seed, static (random, _) => random.Next(3)), null, 90);
        Assert.Equal(TrialVerdict.Adopted, result.Verdict);
        var unseen = Make(300, seed + 100, static (random, _) => random.Next(3));
        Assert.True(Kept(unseen, result.Cut!.Value) < 0.7 * Kept(unseen, RecallCut.Shipped), $"{result}");
        Assert.Equal(1, Found(unseen, result.Cut.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Where_what_lies_behind_the_shipped_cut_is_used_more_are_kept_and_it_is_found(int seed)
    {
        var result = CutTrainer.Train(Make(240, seed, UsesDeep), null, 90);
        Assert.Equal(TrialVerdict.Adopted, result.Verdict);
        var unseen = Make(300, seed + 100, UsesDeep);
        Assert.True(Found(unseen, RecallCut.Shipped) < 0.8, "The shipped cut finds it already.");
        Assert.True(Found(unseen, result.Cut!.Value) > 0.95, $"{result}: {Found(unseen, result.Cut.Value)}");
        var again = CutTrainer.Train(Make(240, seed, UsesDeep), result.Cut, 90);
        Assert.True(again.Verdict == TrialVerdict.NotBetter && again.Cut == result.Cut, $"{again}");   // a cut is replaced by a surely better one only
    }

    [Fact]
    public void Use_at_random_says_nothing_about_where_to_cut()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var result = CutTrainer.Train(Make(240, seed, static (random, scores) => random.Next(scores.Length)), null, 90);
            Assert.True(result is { Verdict: TrialVerdict.NotBetter, Cut: null }, $"seed {seed}: {result}");
        }
    }

    [Fact]
    public void Use_as_the_scores_foretell_leaves_the_shipped_cut()
    {
        var changed = 0;
        for (var seed = 1; seed <= 40; seed++)
            changed += CutTrainer.Train(Make(240 + 12 * seed, seed, UsesByOdds), null, 90).Verdict == TrialVerdict.Adopted ? 1 : 0;
        Assert.True(changed <= 2, $"{changed} of 40");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_only_the_teaching_reports_say_is_refused(int seed)
    {
        var shallow = Make(900, seed, static (random, _) => random.Next(3));
        CutFeedback[] middle = [.. Make(900, seed, static (random, _) => random.Next(8)).Where(static item => item.Judges)];
        Assert.Equal(TrialVerdict.Adopted, CutTrainer.Train(shallow, null, 90).Verdict);
        var result = CutTrainer.Train([.. shallow.Where(static item => !item.Judges), .. middle], null, 90);
        Assert.True(result is { Verdict: TrialVerdict.NotBetter, Cut: null }, $"{result}");
    }

    [Fact]
    public void A_cut_that_saves_much_and_loses_some_of_what_was_used_is_refused()
    {
        // One in thirty needs the last record: the price alone would let it go.
        CutFeedback[] judging = [.. Make(3_000, 5, static (random, scores) => random.Next(30) == 0 ? scores.Length - 1 : 0, step: 0.2).Where(static item => item.Judges)];
        var tight = new RecallCut(3, 1);
        var saved = 0.004 * (Kept(judging, RecallCut.Shipped) - Kept(judging, tight));
        Assert.True(saved > 1.3 * (Found(judging, RecallCut.Shipped) - Found(judging, tight)), "The price does not let it go.");
        Assert.False(CutTrainer.Allows(judging, RecallCut.Shipped, tight));
        Assert.True(CutTrainer.Allows([.. Make(3_000, 5, static (_, _) => 0, step: 0.2).Where(static item => item.Judges)], RecallCut.Shipped, tight));
    }

    [Fact]
    public void A_cut_that_new_weights_made_worse_than_the_shipped_one_is_given_up()
    {
        var result = CutTrainer.Train(Make(240, 6, UsesByOdds), new RecallCut(3, 1), 90);
        Assert.True(result.Cut is null || result.Verdict == TrialVerdict.Adopted, $"{result}");
    }

    [Fact]
    public void Few_reports_change_nothing() =>
        Assert.Equal((TrialVerdict.TooFewReports, new RecallCut(4, 4)), (CutTrainer.Train(Make(89, 8, UsesDeep), new RecallCut(4, 4), 90) is var few ? few.Verdict : default, few.Cut));

    // Twenty hits each, whose scores fall from 0 by about as much at every place; a third judges.
    private static List<CutFeedback> Make(int count, int seed, Func<Random, float[], int> uses, double step = 0.7)
    {
        var random = new Random(seed);
        var feedback = new List<CutFeedback>();
        for (var number = 0; number < count; number++)
        {
            var scores = new float[20];
            for (var at = 1; at < scores.Length; at++)
                scores[at] = scores[at - 1] - (float)(step * (0.5 + random.NextDouble()));
            var used = uses(random, scores);
            feedback.Add(new CutFeedback(number % 3 == 0, [new CutList(scores, [.. Enumerable.Range(0, scores.Length).Select(at => at == used)])]));
        }

        return feedback;
    }

    // Mostly near the best, and in every third recall what is 6 to 8 below it.
    private static int UsesDeep(Random random, float[] scores) => random.Next(3) == 0 ? Array.FindIndex(scores, static score => score < -6) : random.Next(3);

    private static int UsesByOdds(Random random, float[] scores)
    {
        var left = random.NextDouble() * scores.Sum(static score => Math.Exp(score));
        return Math.Max(0, Array.FindIndex(scores, score => (left -= Math.Exp(score)) <= 0));
    }

    private static double Found(IReadOnlyCollection<CutFeedback> feedback, RecallCut cut) => feedback.Average(item => item.Found(cut));

    private static double Kept(IReadOnlyCollection<CutFeedback> feedback, RecallCut cut) => feedback.Average(item => item.Kept(cut));
}
