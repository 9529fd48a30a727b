using AgentGrains.Inference.Batching;
using Xunit;

namespace AgentGrains.Tests.Inference.Batching;

/// <summary>What runs next, and when: decided without a clock.</summary>
public sealed class BatchQueueTests
{
    private static readonly InferencePoolOptions Options = new() { MaxBatch = 8 };

    [Fact]
    public void An_idle_device_is_sent_work_at_once()
    {
        var queue = new BatchQueue(Options, 1);
        queue.Add(Item("acme", 10), At(0));
        Assert.Single(queue.Take(At(0))!.Items);
    }

    [Fact]
    public void Batches_grow_while_the_device_is_busy()
    {
        var queue = new BatchQueue(Options, 1);
        queue.Add(Item("acme", 10), At(0));
        var first = queue.Take(At(0))!;
        for (var i = 0; i < 5; i++)
            queue.Add(Item("acme", 10), At(1));
        Assert.Null(queue.Take(At(1)));
        queue.End(first, At(10), succeeded: true);
        Assert.Equal(5, queue.Take(At(10.5))!.Items.Count);   // after the moment in which the one just answered may ask again
    }

    [Fact]
    public void Those_just_answered_are_waited_for_but_only_a_twentieth_of_a_batch()
    {
        var queue = new BatchQueue(Options, 1);
        for (var i = 0; i < 8; i++)
            queue.Add(Item("acme", 10), At(0));
        queue.End(queue.Take(At(0))!, At(40), succeeded: true);
        queue.Add(Item("acme", 10), At(40.1));
        Assert.Null(queue.Take(At(40.1)));
        Assert.Equal(At(42), queue.NextTry(At(40.1)));
        Assert.Single(queue.Take(At(42))!.Items);
    }

    [Fact]
    public void A_caller_alone_never_waits()
    {
        var queue = new BatchQueue(Options, 1);
        for (var i = 0; i < 20; i++)
        {
            queue.Add(Item("acme", 10), At(10 * i));
            queue.End(queue.Take(At(10 * i))!, At(10 * i + 10), succeeded: true);
        }
    }

    [Fact]
    public void No_batch_is_larger_than_its_limits()
    {
        var random = new Random(3);
        var queue = new BatchQueue(Options with { MaxBatchTokens = 200 }, 1);
        for (var i = 0; i < 500; i++)
            queue.Add(Item("acme", random.Next(1, 400)), At(0));
        var seen = 0;
        for (var now = 0; queue.Count > 0; now++)
        {
            var batch = queue.Take(At(now), isPatient: false)!;
            Assert.InRange(batch.Items.Count, 1, 8);
            Assert.True(batch.Items.Count == 1 || batch.PaddedTokens <= 200, $"{batch.Items.Count} items of {batch.PaddedTokens} tokens");
            seen += batch.Items.Count;
            queue.End(batch, At(now + 1), succeeded: true);
        }

        Assert.Equal(500, seen);
    }

    [Fact]
    public void Tenants_share_every_batch()
    {
        var queue = new BatchQueue(Options, 1);
        for (var i = 0; i < 1000; i++)
            queue.Add(Item("flood", 10), At(0));
        for (var i = 0; i < 4; i++)
            queue.Add(Item("acme", 10), At(1));
        var batch = queue.Take(At(1))!;
        Assert.InRange(batch.Items.Count(item => item.Tenant == "acme"), 2, 4);
    }

    [Fact]
    public void On_one_lane_who_asks_little_goes_next_with_all_it_has_and_behind_no_large_batch()
    {
        var queue = new BatchQueue(Options with { MaxBatch = 64 }, 1);
        for (var i = 0; i < 40; i++)
        {
            queue.Add(Item("flood", 10 + 50 * i), At(100 * i));
            Turn(100 * i);   // teaches it that a batch takes 4 ms and 2 µs per token
        }

        for (var i = 0; i < 1000; i++)
            queue.Add(Item("flood", 20), At(5000));
        Assert.Equal(64, Turn(5000).Items.Count);
        int[] lengths = [4, 40, 12, 90];
        foreach (var length in lengths)
            queue.Add(Item("acme", length), At(5001));
        var next = Turn(5002);
        Assert.Equal(lengths.Length, next.Items.Count(item => item.Tenant == "acme"));
        // Whatever the flood does while acme is about stays within a quarter over acme's own batch: 1.25 · 360 tokens and a quarter of the overhead.
        Assert.InRange(Turn(5010).PaddedTokens, 20, 1.25 * 360 + 0.3 * 2000);
        for (var i = 0; i < 1000; i++)
            queue.Add(Item("flood", 20), At(5011));
        Assert.Equal(64, Turn(6000).Items.Count);   // acme is gone

        Batch Turn(double at)
        {
            var batch = queue.Take(At(at), isPatient: false)!;
            queue.End(batch, At(at + 4 + 0.002 * batch.PaddedTokens), succeeded: true);
            return batch;
        }
    }

    [Fact]
    public void Background_work_gets_less_than_questions_and_still_some()
    {
        var queue = new BatchQueue(Options with { MaxBatch = 20 }, 1);
        for (var i = 0; i < 1000; i++)
        {
            queue.Add(Item("acme", 16, isBackground: true), At(0));
            queue.Add(Item("acme", 16), At(0));
        }

        var taken = new List<BatchItem>();
        for (var i = 0; i < 20; i++)
        {
            var batch = queue.Take(At(i))!;
            taken.AddRange(batch.Items);
            queue.End(batch, At(i + 1), succeeded: true);
        }

        var background = taken.Count(item => item.IsBackground) / (double)taken.Count;
        Assert.InRange(background, 0.1, 0.3);
    }

    [Fact]
    public void The_last_free_lane_is_kept_for_those_who_have_less_than_their_share()
    {
        var queue = new BatchQueue(Options, 2);
        queue.Add(Item("acme", 10), At(0));
        queue.End(queue.Take(At(0))!, At(1), succeeded: true);
        for (var i = 0; i < 100; i++)
            queue.Add(Item("flood", 10), At(1));
        Assert.NotNull(queue.Take(At(2)));
        Assert.Null(queue.Take(At(60)));
        queue.Add(Item("acme", 10), At(61));
        Assert.Equal("acme", Assert.Single(queue.Take(At(61))!.Items).Tenant);
    }

    [Fact]
    public void A_tenant_alone_may_use_every_lane()
    {
        var queue = new BatchQueue(Options, 2);
        for (var i = 0; i < 100; i++)
            queue.Add(Item("flood", 10), At(0));
        Assert.NotNull(queue.Take(At(0)));
        Assert.NotNull(queue.Take(At(0)));
    }

    [Fact]
    public void What_is_removed_does_not_run()
    {
        var queue = new BatchQueue(Options, 1);
        var (kept, removed) = (Item("acme", 10), Item("acme", 10));
        queue.Add(removed, At(0));
        queue.Add(kept, At(0));
        Assert.True(queue.Remove(removed));
        Assert.False(queue.Remove(removed));
        Assert.Same(kept, Assert.Single(queue.Take(At(0))!.Items));
        Assert.False(queue.Remove(kept));
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void The_cost_of_batches_is_learned_and_sets_their_size()
    {
        var cost = new BatchCostModel();
        Assert.Equal(1000, cost.TargetTokens(1000, TimeSpan.FromSeconds(1)));
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            var tokens = random.Next(10, 4000);
            cost.Observe(tokens, (0.002 + 1e-5 * tokens) * (0.95 + 0.1 * random.NextDouble()));
        }

        Assert.InRange(cost.Overhead, 0.0017, 0.0023);
        Assert.InRange(cost.PerToken, 0.95e-5, 1.05e-5);
        Assert.InRange(cost.TargetTokens(16_384, TimeSpan.FromSeconds(1)), 3000, 4700);   // nineteen overheads
        Assert.InRange(cost.TargetTokens(16_384, TimeSpan.FromMilliseconds(12)), 800, 1200);
    }

    private static TimeSpan At(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static BatchItem Item(string tenant, int length, bool isBackground = false) => new(tenant, isBackground, length, TimeSpan.MaxValue);
}
