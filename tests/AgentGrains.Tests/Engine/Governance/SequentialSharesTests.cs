using AgentGrains.Engine.Governance;
using Xunit;

namespace AgentGrains.Tests.Engine.Governance;

/// <summary>Monitors look after every observation: they must never trip on noise more often than allowed, and trip on what has become worse.</summary>
public sealed class SequentialSharesTests(ITestOutputHelper output)
{
    private const int Streams = 400;
    private const int Longest = 1_000;   // observations of each arm

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.2)]
    [InlineData(0.02)]
    public void Equal_arms_are_hardly_ever_called_different_however_often_one_looks(double share)
    {
        var alarms = Enumerable.Range(0, Streams).Count(seed => FirstAlarm(seed, share, share, tolerance: 0, falseAlarms: 0.05) is not null);
        output.WriteLine($"share {share}: {alarms} of {Streams} null streams of {Longest:N0} trip at 5 %");
        Assert.InRange(alarms, 0, (int)(0.05 * Streams));
    }

    [Theory]
    [InlineData(0.2, 0.4, 550)]
    [InlineData(0.05, 0.5, 75)]
    [InlineData(0.0, 1.0, 15)]
    public void What_has_become_worse_is_called_so(double share, double worse, int within)
    {
        int[] alarms = [.. Enumerable.Range(0, 100).Select(seed => FirstAlarm(seed, worse, share, tolerance: 0.02, falseAlarms: 0.01 / 3) ?? int.MaxValue).Order()];
        output.WriteLine($"{share} to {worse}: median {alarms[50]} observations of each arm, 95 of 100 within {alarms[95]}");
        Assert.True(alarms[95] <= within, $"{alarms[50]} {alarms[95]}");
    }

    [Fact]
    public void What_is_better_or_within_tolerance_never_speaks_against_a_run()
    {
        Assert.Equal(0, SequentialShares.Evidence(10, 100, 20, 100, 0));
        Assert.Equal(0, SequentialShares.Evidence(21_500, 100_000, 20_000, 100_000, 0.02));
        Assert.Equal(0, SequentialShares.Evidence(20_000, 100_000, 20_000, 100_000, 0.02));
        Assert.Equal(0, SequentialShares.Evidence(10, 10, 0, 0, 0));
        Assert.True(SequentialShares.Suffices(SequentialShares.Evidence(21_500, 100_000, 20_000, 100_000, 0), 0.01));
        Assert.True(SequentialShares.Evidence(1_000_000, 1_000_000, 0, 1_000_000, 0.02) > 1_000);
    }

    [Fact]
    public void Every_signal_is_watched_and_together_they_stay_within_what_is_allowed()
    {
        var options = new ConsolidationOptions { FalseAlarms = 0.05, WatchTolerance = 0 };
        var good = new ArmCounts(200, 2, 2, 200, 20);
        Assert.Contains("did not answer", RunMonitor.FindBreach(Watch(good with { Unanswered = 40 }), RunArm.Canary, options), StringComparison.Ordinal);
        Assert.Contains("a memory failed", RunMonitor.FindBreach(Watch(good with { Partial = 40 }), RunArm.Canary, options), StringComparison.Ordinal);
        Assert.Contains("without success: 80 of 200, where without the run they were 20 of 200", RunMonitor.FindBreach(Watch(good with { Failures = 80 }), RunArm.Canary, options), StringComparison.Ordinal);
        Assert.Contains("contradicts itself: 40 of 200", RunMonitor.FindBreach(Watch(good with { Conflicts = 40 }), RunArm.Canary, options), StringComparison.Ordinal);
        Assert.Contains("outdated first: 40 of 200", RunMonitor.FindBreach(Watch(good with { Outdated = 40 }), RunArm.Canary, options), StringComparison.Ordinal);
        Assert.Null(RunMonitor.FindBreach(Watch(good), RunArm.Canary, options));
        Assert.Null(RunMonitor.FindBreach(Watch(good with { Failures = 80 }), RunArm.Promoted, options));   // of which nothing was seen

        var alarms = 0;
        for (var seed = 0; seed < Streams; seed++)
        {
            var (random, watch, tripped) = (new Random(seed), RunWatch.None, false);
            for (var n = 0; n < 400 && !tripped; n++)
            {
                var seen = new ArmCounts(1, Draw(random, 0.1), Draw(random, 0.01), 1, Draw(random, 0.3)) { Conflicts = Draw(random, 0.2), Outdated = Draw(random, 0.1) };
                watch = RunMonitor.Add(watch, random.Next(2) == 0 ? RunArm.Canary : RunArm.Baseline, seen);
                tripped = n % 10 == 9 && RunMonitor.FindBreach(watch, RunArm.Canary, options) is not null;
            }

            alarms += tripped ? 1 : 0;
        }

        output.WriteLine($"five signals: {alarms} of {Streams} null runs trip at 5 %");
        Assert.InRange(alarms, 0, (int)(0.05 * Streams));

        RunWatch Watch(ArmCounts canary) => new(good, canary, default);
    }

    [Fact]
    public void A_run_that_would_empty_the_index_is_too_much()
    {
        var options = new ConsolidationOptions { MostResting = 0.5 };
        Assert.Null(RunMonitor.FindExcess(new ConsolidationRun { Id = "c1", Twins = 20, Uninformative = 20, Contradicted = 10, Condensed = 100 }, 100, options));
        Assert.Contains("51 of 100", RunMonitor.FindExcess(new ConsolidationRun { Id = "c1", Twins = 20, Uninformative = 20, Contradicted = 11 }, 100, options), StringComparison.Ordinal);
    }

    private static int? FirstAlarm(int seed, double trial, double basis, double tolerance, double falseAlarms)
    {
        var random = new Random(seed);
        var (bad, baseBad) = (0, 0);
        for (var n = 1; n <= Longest; n++)
        {
            bad += Draw(random, trial);
            baseBad += Draw(random, basis);
            if ((n % 5 == 0 || n < 20) && SequentialShares.Suffices(SequentialShares.Evidence(bad, n, baseBad, n, tolerance), falseAlarms))
                return n;
        }

        return null;
    }

    private static int Draw(Random random, double share) => random.NextDouble() < share ? 1 : 0;
}
