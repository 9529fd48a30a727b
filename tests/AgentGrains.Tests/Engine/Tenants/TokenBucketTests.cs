using AgentGrains.Engine.Tenants;
using CsCheck;
using Xunit;

namespace AgentGrains.Tests.Engine.Tenants;

/// <summary>Rates.</summary>
public sealed class TokenBucketTests
{
    [Fact]
    public void In_any_window_no_more_is_taken_than_a_burst_and_what_flows_in() =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[0, 300]).Array[100].Sample(steps =>
        {
            var (bucket, now, taken) = (new TokenBucket(), TimeSpan.Zero, new List<(TimeSpan At, long Tokens)>());
            foreach (var (wanted, milliseconds) in steps)
            {
                now += TimeSpan.FromMilliseconds(milliseconds);
                var got = bucket.Take(1, wanted, perSecond: 20, burst: 20, now, out var wait);
                Assert.Equal(got == 0, wait > TimeSpan.Zero);
                taken.Add((now, got));
            }

            for (var first = 0; first < taken.Count; first++)
            {
                for (var (last, sum) = (first, 0L); last < taken.Count; last++)
                {
                    sum += taken[last].Tokens;
                    Assert.True(sum <= 20 + 20 * (taken[last].At - taken[first].At).TotalSeconds + 1e-6);
                }
            }
        });

    [Fact]
    public void Waiting_as_long_as_told_is_enough()
    {
        var bucket = new TokenBucket();
        Assert.Equal(10, bucket.Take(10, 10, 2, 10, TimeSpan.Zero, out _));
        Assert.Equal(0, bucket.Take(3, 3, 2, 10, TimeSpan.FromSeconds(1), out var wait));
        Assert.Equal(0.5, wait.TotalSeconds, 6);
        Assert.Equal(3, bucket.Take(3, 3, 2, 10, TimeSpan.FromSeconds(1) + wait, out _));
    }

    [Fact]
    public void Debts_are_paid_first_and_a_wish_above_the_burst_is_granted_when_full()
    {
        var bucket = new TokenBucket();
        Assert.Equal(25, bucket.Take(25, 25, 10, 10, TimeSpan.Zero, out _));
        Assert.Equal(-15, bucket.Left(10, 10, TimeSpan.Zero));
        bucket.Settle(5, 10, 10, TimeSpan.Zero);
        Assert.Equal(0, bucket.Take(1, 1, 10, 10, TimeSpan.FromSeconds(2), out var wait));
        Assert.Equal(0.1, wait.TotalSeconds, 6);
        bucket.Settle(-100, 10, 10, TimeSpan.FromSeconds(2));
        Assert.Equal(10, bucket.Left(10, 10, TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void A_clock_that_goes_back_gives_nothing()
    {
        var bucket = new TokenBucket();
        bucket.Take(10, 10, 10, 10, TimeSpan.FromSeconds(100), out _);
        Assert.Equal(0, bucket.Left(10, 10, TimeSpan.FromSeconds(50)));
        Assert.Equal(0, bucket.Left(10, 10, TimeSpan.FromSeconds(100)));
        Assert.Equal(5, bucket.Left(10, 10, TimeSpan.FromSeconds(100.5)));
    }
}
