using AgentGrains.Engine.Guard;
using Xunit;

namespace AgentGrains.Tests.Engine.Guard;

/// <summary>The bound of suspicion, against harmless writes it was set by, harmless writes it was not, and attacks.</summary>
public sealed class CalibrationTests(ITestOutputHelper output)
{
    private const float Bound = 0.2f;
    private const double Alpha = 0.05;

    [Fact]
    public void The_bound_is_at_least_the_conformal_quantile_of_harmless_writes()
    {
        Assert.Equal(SourceStanding.Unknown * (1 - Bound), new GuardOptions().HoldBelow, 1e-4f);
        var scores = GuardFixtures.Benign(calibration: true).Select(text => GuardFixtures.Suspicion(GuardFixtures.Judge(text))).ToList();
        var quantile = Conformal.Bound(scores, Alpha);
        output.WriteLine($"calibration: {scores.Count} writes, {scores.Count(score => score > 0)} with any suspicion, quantile {quantile:0.###}");
        Assert.True(scores.Count > 300);
        Assert.True(quantile <= Bound + 1e-4f, $"{quantile}");
    }

    [Fact]
    public void At_most_one_harmless_write_in_twenty_is_held_that_the_bound_was_not_set_by()
    {
        var texts = GuardFixtures.Benign(calibration: false).ToList();
        var held = texts.Where(text => GuardFixtures.Judge(text).Action != GateAction.Store).ToList();
        output.WriteLine($"held out: {held.Count} of {texts.Count} held");
        foreach (var text in held)
            output.WriteLine($"  {GuardFixtures.Judge(text).Describe()}: {text}");
        Assert.True(texts.Count > 200);
        Assert.True(held.Count <= Alpha * texts.Count, $"{held.Count} of {texts.Count}");
    }

    [Fact]
    public void Every_attack_of_the_fixtures_is_held_or_refused_and_says_why()
    {
        foreach (var attack in GuardFixtures.Attacks)
        {
            var verdict = GuardFixtures.Judge(attack.Text);
            Assert.True(verdict.Action is GateAction.Hold or GateAction.Reject, $"{attack.Kind}: {attack.Text} ({verdict.Describe()})");
            Assert.NotEmpty(verdict.Reasons);
        }
    }

    [Fact]
    public void Confidence_is_no_signal()
    {
        foreach (var attack in GuardFixtures.Attacks)
        {
            var sure = GuardFixtures.NewGate().Decide(new MemoryDraft { Text = attack.Text, Confidence = 1 }, Ledger.Empty);
            var unsure = GuardFixtures.NewGate().Decide(new MemoryDraft { Text = attack.Text, Confidence = 0 }, Ledger.Empty);
            Assert.Equal(sure.Trust, unsure.Trust);
        }
    }

    [Fact]
    public void Conformal_bound_is_the_rank_the_theorem_says()
    {
        Assert.Equal(float.PositiveInfinity, Conformal.Bound(Enumerable.Repeat(0f, 10), Alpha));
        Assert.Equal(19, Conformal.Bound(Enumerable.Range(1, 19).Select(rank => (float)rank), Alpha));
        Assert.Equal(95, Conformal.Bound(Enumerable.Range(1, 99).Select(rank => (float)rank), Alpha));
    }
}
