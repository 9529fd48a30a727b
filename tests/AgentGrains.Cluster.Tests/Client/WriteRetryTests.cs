using AgentGrains.Runtime.Client;
using Orleans.Runtime.Messaging;
using Xunit;

namespace AgentGrains.Cluster.Tests.Client;

public sealed class WriteRetryTests
{
    private static readonly TimeProvider Clock = TimeProvider.System;
    private readonly WriteRetry _retry = new(Clock);

    [Fact]
    public async Task A_call_outlasts_the_five_seconds_in_which_a_cluster_misses_a_dead_silo()
    {
        var started = Clock.GetTimestamp();
        var tries = 0;
        var result = await _retry.RunAsync(
            (_, _) => ++tries > 0 && Clock.GetElapsedTime(started) < TimeSpan.FromSeconds(5) ? throw new SiloUnavailableException("dead") : ValueTask.FromResult(7),
            0, TestContext.Current.CancellationToken);
        Assert.Equal(7, result);
        Assert.InRange(tries, 5, 14);
    }

    public static TheoryData<Exception> Passing { get; } =
    [
        new WriteUncertainException("a"), new StorageUnavailableException("a"), new SiloUnavailableException("a"), new ConnectionFailedException("a"), new TimeoutException("a"),
    ];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_may_pass_is_tried_again(Exception failure)
    {
        var tries = 0;
        Assert.Equal(2, await _retry.RunAsync((_, _) => ++tries == 1 ? throw failure : ValueTask.FromResult(tries), 0, TestContext.Current.CancellationToken));
    }

    public static TheoryData<Exception> Final { get; } =
    [
        new InvalidMemoryException("text", "a"), new LimitExceededException("a", 1, "a"), new TenantMismatchException("a"), new InvalidScopeException("a"),
        new JournalCorruptedException("a", "b", "c"), new ArgumentException("a"), new OperationCanceledException("a"),
    ];

    [Theory]
    [MemberData(nameof(Final))]
    public async Task What_cannot_succeed_is_tried_once(Exception failure)
    {
        var tries = 0;
        await Assert.ThrowsAsync(failure.GetType(), async () =>
            await _retry.RunAsync<int, int>((_, _) => ++tries > 0 ? throw failure : default, 0, TestContext.Current.CancellationToken));
        Assert.Equal(1, tries);
    }

    [Fact]
    public async Task A_call_that_hears_nothing_is_made_again_before_its_timeout_a_few_times()
    {
        var started = Clock.GetTimestamp();
        var tries = 0;
        var never = new TaskCompletionSource<int>();
        Assert.Equal(3, await _retry.RunAsync(
            (_, _) => ++tries < 3 ? new ValueTask<int>(never.Task) : ValueTask.FromResult(tries), 0, TestContext.Current.CancellationToken));
        Assert.InRange(Clock.GetElapsedTime(started), TimeSpan.FromSeconds(3.9), TimeSpan.FromSeconds(12));
    }

    [Fact]
    public async Task Work_that_is_slow_is_not_multiplied()
    {
        var tries = 0;
        var slow = new TaskCompletionSource<int>();
        var call = _retry.RunAsync(
            (_, _) =>
            {
                tries++;
                return new ValueTask<int>(slow.Task);
            },
            0, TestContext.Current.CancellationToken).AsTask();
        await Task.Delay(TimeSpan.FromSeconds(9), Clock, TestContext.Current.CancellationToken);
        slow.SetResult(7);
        Assert.Equal(7, await call);
        Assert.InRange(tries, 1, 4);
    }

    [Fact]
    public async Task Cancellation_ends_the_waiting()
    {
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(300), Clock);
        var started = Clock.GetTimestamp();
        await Assert.ThrowsAnyAsync<Exception>(async () => await _retry.RunAsync<int, int>((_, _) => throw new TimeoutException("a"), 0, cancelled.Token));
        Assert.InRange(Clock.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(4));
    }
}
