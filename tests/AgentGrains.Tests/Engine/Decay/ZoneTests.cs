using AgentGrains.Engine.Decay;
using CsCheck;
using Xunit;

namespace AgentGrains.Tests.Engine.Decay;

public sealed class ZoneTests
{
    private static readonly ForgettingOptions Options = new() { UnitDays = 30 };

    // Borders 0.8, 0.5 and 0.2, passed by 0.03.
    [Theory]
    [InlineData(MemoryZone.Active, 0.78, MemoryZone.Active)]
    [InlineData(MemoryZone.Active, 0.76, MemoryZone.Warm)]
    [InlineData(MemoryZone.Active, 0.46, MemoryZone.Cold)]
    [InlineData(MemoryZone.Active, 0.16, MemoryZone.Archive)]
    [InlineData(MemoryZone.Warm, 0.82, MemoryZone.Warm)]
    [InlineData(MemoryZone.Warm, 0.84, MemoryZone.Active)]
    [InlineData(MemoryZone.Warm, 0.48, MemoryZone.Warm)]
    [InlineData(MemoryZone.Cold, 0.52, MemoryZone.Cold)]
    [InlineData(MemoryZone.Cold, 0.54, MemoryZone.Warm)]
    [InlineData(MemoryZone.Cold, 0.16, MemoryZone.Archive)]
    [InlineData(MemoryZone.Archive, 0.22, MemoryZone.Archive)]
    [InlineData(MemoryZone.Archive, 0.24, MemoryZone.Cold)]
    [InlineData(MemoryZone.Archive, 1, MemoryZone.Active)]
    public void A_border_is_passed_by_a_margin(MemoryZone now, double retention, MemoryZone expected) => Assert.Equal(expected, Zones.Next(now, retention, Options));

    [Fact]
    public void What_is_whole_is_active_again_however_wide_the_margin()
    {
        var wide = new ForgettingOptions { ActiveFrom = 0.95, WarmFrom = 0.5, ColdFrom = 0.2, Hysteresis = 0.1 };
        Assert.Equal(MemoryZone.Active, Zones.Next(MemoryZone.Warm, 1, wide));
        Assert.Equal(MemoryZone.Warm, Zones.Next(MemoryZone.Warm, 0.999, wide));
    }

    [Theory]
    [InlineData(MemoryZone.Active, 1f, 32)]
    [InlineData(MemoryZone.Warm, 0.7f, 8)]
    [InlineData(MemoryZone.Cold, 0.3f, 4)]
    [InlineData(MemoryZone.Archive, 0f, 0)]
    public void A_zone_has_its_weight_and_its_bits(MemoryZone zone, float weight, int bits) => Assert.Equal((weight, bits), (Zones.Weight(zone), Zones.Bits(zone)));

    [Fact]
    public void Noise_within_the_margin_moves_nothing_to_and_fro()
    {
        Gen.Select(Gen.Double[0, 1], Gen.Double[-0.029, 0.029].Array[50]).Sample((retention, noise) =>
        {
            var zone = Zones.Next(MemoryZone.Active, retention, Options);
            var (changes, settled) = (0, false);
            foreach (var off in noise)
            {
                var next = Zones.Next(zone, retention + off, Options);
                changes += next != zone ? 1 : 0;
                settled |= next == zone;
                zone = next;
            }

            // Once on one side of a border it takes more than this noise to come back.
            Assert.True(changes <= 1, $"{changes} changes about {retention}");
        }, iter: 5_000);
    }

    [Fact]
    public void A_fading_record_passes_every_zone_once_and_in_order()
    {
        Gen.Select(Gen.Double[0.05, 3], Gen.Double[-0.02, 0.02].Array[400]).Sample((rate, noise) =>
        {
            var zone = MemoryZone.Active;
            for (var day = 0; day < noise.Length; day++)
            {
                var next = Zones.Next(zone, Math.Clamp(Math.Exp(-rate * day / 100) + noise[day], 0, 1), Options);
                Assert.True(next >= zone, $"from {zone} to {next} on day {day}");
                zone = next;
            }
        }, iter: 500);
    }
}
