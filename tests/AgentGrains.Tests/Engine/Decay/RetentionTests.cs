using AgentGrains.Engine.Decay;
using CsCheck;
using Xunit;

namespace AgentGrains.Tests.Engine.Decay;

public sealed class RetentionTests
{
    private static readonly DateTimeOffset Made = Records.Monday;
    private static readonly ForgettingOptions Options = new() { UnitDays = 30 };

    // 2 ln(1 + accesses) + 1.5 importance + confidence + spacing, worked out by hand.
    [Theory]
    [InlineData(0, 0.5f, 1f, 1f, 2.75)]
    [InlineData(0, 0f, 0f, 1f, 1.0)]
    [InlineData(1, 0.5f, 1f, 1f, 4.136294)]
    [InlineData(9, 1f, 1f, 3f, 10.105170)]
    [InlineData(3, 0.25f, 0.5f, 2f, 5.647589)]
    [InlineData(0, 0f, 0f, 0f, 0.1)]
    [InlineData(0, 0.5f, 1f, 1000f, 100)]
    [InlineData(0, 0.5f, 1f, float.NaN, 0.1)]
    public void Strength_is_the_formula_within_its_limits(int accesses, float importance, float confidence, float spacing, double expected) =>
        Assert.Equal(expected, Retention.Strength(Record(accesses, importance, confidence, spacing)), 1e-5);

    // exp(-days * (1 + 2 (1 - trust)) / (2.75 * 30)).
    [Theory]
    [InlineData(0, 1f, 1)]
    [InlineData(-5, 1f, 1)]
    [InlineData(18, 1f, 0.803983)]
    [InlineData(57, 1f, 0.501120)]
    [InlineData(82.5, 1f, 0.367879)]
    [InlineData(82.5, 0.5f, 0.135335)]
    [InlineData(82.5, 0f, 0.049787)]
    [InlineData(82.5, -3f, 0.049787)]
    public void Retention_is_the_formula_on_a_scale_of_days(double days, float trust, double expected) =>
        Assert.Equal(expected, Retention.Of(Record() with { Trust = trust }, Made.AddDays(days), Options), 1e-5);

    [Fact]
    public void Time_takes_and_use_importance_and_trust_give()
    {
        Gen.Select(Gen.Double[0, 2000], Gen.Double[0, 2000], Gen.Int[0, 50], Gen.Float[0, 1], Gen.Float[0, 1]).Sample((days, more, accesses, importance, trust) =>
        {
            var record = Record(accesses, importance) with { Trust = trust };
            var now = Retention.Of(record, Made.AddDays(days), Options);
            Assert.InRange(now, 0, 1);
            Assert.True(Retention.Of(record, Made.AddDays(days + more), Options) <= now);
            Assert.True(Retention.Of(Record(accesses + 1, importance) with { Trust = trust }, Made.AddDays(days), Options) >= now);
            Assert.True(Retention.Of(Record(accesses, 1) with { Trust = trust }, Made.AddDays(days), Options) >= now);
            Assert.True(Retention.Of(record with { Trust = trust / 2 }, Made.AddDays(days), Options) <= now);
        }, iter: 2_000);
    }

    [Fact]
    public void Nothing_pinned_or_core_ever_fades()
    {
        var years = Made.AddYears(500);
        Assert.Equal(1, Retention.Of(Record() with { Pinned = true, Trust = 0 }, years, Options));
        Assert.Equal(1, Retention.Of(Record() with { Life = LifeSignals.Initial with { Maturity = MemoryMaturity.Core } }, years, Options));
        Assert.Equal(0, Retention.Of(Record(), years, Options), 1e-9);
    }

    // ln(1 + gap in days): what comes back after long is worth more than what is repeated at once.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1.693147)]
    [InlineData(7, 3.079442)]
    [InlineData(30, 4.433987)]
    [InlineData(-3, 1)]
    public void A_use_strengthens_by_the_gap_before_it(double days, float expected)
    {
        var life = Retention.Reinforce(Record() with { Life = LifeSignals.Initial with { Zone = MemoryZone.Cold } }, Made.AddDays(days));
        Assert.Equal(expected, life.Strength, 1e-5f);
        Assert.Equal((1, Made.AddDays(days), MemoryZone.Active), (life.AccessCount, life.LastAccess!.Value, life.Zone));

        var again = Retention.Reinforce(Record() with { Life = life }, Made.AddDays(days + 1));
        Assert.Equal(expected + 0.693147f, again.Strength, 1e-5f);
    }

    [Theory]
    [InlineData(MemoryMaturity.Fresh, 3.9, MemoryMaturity.Fresh)]
    [InlineData(MemoryMaturity.Fresh, 4.0, MemoryMaturity.Settled)]
    [InlineData(MemoryMaturity.Fresh, 20, MemoryMaturity.Core)]
    [InlineData(MemoryMaturity.Settled, 3.6, MemoryMaturity.Settled)]
    [InlineData(MemoryMaturity.Settled, 3.4, MemoryMaturity.Fresh)]
    [InlineData(MemoryMaturity.Established, 7.6, MemoryMaturity.Established)]
    [InlineData(MemoryMaturity.Established, 7.4, MemoryMaturity.Settled)]
    [InlineData(MemoryMaturity.Core, 15.6, MemoryMaturity.Core)]
    [InlineData(MemoryMaturity.Core, 1, MemoryMaturity.Fresh)]
    public void Maturity_is_won_at_a_border_and_lost_below_it(MemoryMaturity now, double strength, MemoryMaturity expected) =>
        Assert.Equal(expected, Maturation.Next(now, strength));

    private static MemoryRecord Record(int accesses = 0, float importance = 0.5f, float confidence = 1, float spacing = 1) => Records.Turn("x", at: Made) with
    {
        RecordedAt = Made,
        Confidence = confidence,
        Life = LifeSignals.Initial with { AccessCount = accesses, Importance = importance, Strength = spacing },
    };
}
