using AgentGrains.Engine.Learning;
using CsCheck;
using Xunit;

namespace AgentGrains.Tests.Engine.Learning;

public sealed class UtilityRewardTests
{
    [Fact]
    public void Moving_a_useful_memory_up_never_lowers_the_reward() =>
        Gen.Select(Gen.Bool.Array[2, 40], Gen.Int[0, 39], Gen.Int[0, 39]).Sample((useful, a, b) =>
        {
            var (up, down) = (Math.Min(a, b) % useful.Length, Math.Max(a, b) % useful.Length);
            if (up >= down || useful[up] || !useful[down])
                return;
            var total = useful.Count(at => at);
            bool[] moved = [.. useful[..up], true, .. useful[up..down], .. useful[(down + 1)..]];
            Assert.Equal(useful.Length, moved.Length);
            Assert.True(UtilityReward.Of(moved, total) >= UtilityReward.Of(useful, total));
        });

    [Fact]
    public void The_reward_lies_between_nothing_found_and_all_found_at_once()
    {
        Assert.Equal(0, UtilityReward.Of([false, false, false], 1));
        Assert.Equal(1, UtilityReward.Of([true, false, false], 1), 12);
        Assert.Equal(0, UtilityReward.Of([], 2));
    }

    [Fact]
    public void Depths_count_by_the_fibonacci_numbers_and_their_logarithms()
    {
        // Second of three: nothing at depth 1, all from depth 2 on.
        var (first, second, third) = (1 / Math.Log2(2) - 1 / Math.Log2(3), 1 / Math.Log2(3) - 1 / Math.Log2(4), 1 / Math.Log2(4) - 1 / Math.Log2(6));
        Assert.Equal((second + third) / (first + second + third), UtilityReward.Of([false, true, false], 1), 12);
    }
}
