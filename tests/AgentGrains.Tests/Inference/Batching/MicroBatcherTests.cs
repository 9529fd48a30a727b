using System.Collections.Concurrent;
using AgentGrains.Inference.Batching;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AgentGrains.Tests.Inference.Batching;

/// <summary>The batcher with a backend that answers when the test lets it.</summary>
public sealed class MicroBatcherTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ConcurrentQueue<(IReadOnlyList<string> Items, TaskCompletionSource Go, CancellationToken Stopping)> _calls = new();
    private readonly SemaphoreSlim _called = new(0);
    private readonly MicroBatcher<string, int> _batcher;
    private readonly ConcurrentBag<string> _bad = [];
    private bool _free;

    public MicroBatcherTests() => _batcher = new MicroBatcher<string, int>(
        new BatchWork<string, int>
        {
            Name = "test",
            RunAsync = RunAsync,
            Check = static (item, _) => item == "nan" ? new ModelOutputException("test", "not finite") : null,
            IsOfContent = static failure => failure is ModelOutputException,
        },
        new InferencePoolOptions { MaxQueuedPerTenant = 10, MaxBatch = 8 }, lanes: 1, _clock);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_caller_gets_its_own_results_in_its_own_order()
    {
        _free = true;
        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(n => Task.Run(
            async () =>
            {
                for (var tries = 0; ; tries++)
                {
                    try
                    {
                        return (n, await _batcher.RunAsync(new PoolCall($"t{n}"), [Work(new string('a', n % 90)), Work(new string('b', 1 + n % 7))], Cancel));
                    }
                    catch (LimitExceededException) when (tries < 3)
                    {
                        // as a caller would
                    }
                }
            },
            Cancel)));
        Assert.All(answers, answer => Assert.Equal([answer.n % 90, 1 + answer.n % 7], answer.Item2));
    }

    [Fact]
    public async Task What_is_cancelled_before_it_runs_never_runs()
    {
        var first = RunAsync("first");
        var running = await NextAsync();
        using var stop = new CancellationTokenSource();
        var cancelled = _batcher.RunAsync(new PoolCall("acme"), [Work("unwanted")], stop.Token);
        var kept = RunAsync("wanted");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(1, _batcher.Queued);
        running.Go.SetResult();
        var next = await NextAsync();
        next.Go.SetResult();
        Assert.Equal(["wanted"], next.Items);
        Assert.Equal(5, Assert.Single(await first));
        Assert.Equal(6, Assert.Single(await kept));
    }

    [Fact]
    public async Task A_batch_that_nobody_waits_for_any_more_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        var cancelled = _batcher.RunAsync(new PoolCall("acme"), [Work("unwanted")], stop.Token);
        var running = await NextAsync();
        Assert.False(running.Stopping.IsCancellationRequested);
        await stop.CancelAsync();
        Assert.True(running.Stopping.IsCancellationRequested);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        running.Go.SetResult();
    }

    [Fact]
    public async Task Equal_work_under_way_is_done_once_and_survives_the_first_callers_leaving()
    {
        var first = RunAsync("first");
        var running = await NextAsync();
        using var stop = new CancellationTokenSource();
        var leaver = _batcher.RunAsync(new PoolCall("acme"), [Work("same", key: 7)], stop.Token);
        var stayer = _batcher.RunAsync(new PoolCall("acme"), [Work("same", key: 7)], Cancel);
        Assert.Equal(1, _batcher.Queued);
        await stop.CancelAsync();
        running.Go.SetResult();
        var next = await NextAsync();
        next.Go.SetResult();
        Assert.Equal(["same"], next.Items);
        Assert.Equal(4, Assert.Single(await stayer));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        await first;
    }

    [Fact]
    public async Task One_bad_item_fails_its_caller_only()
    {
        _bad.Add("poison");
        var first = RunAsync("first");
        var running = await NextAsync();
        var good = Enumerable.Range(1, 3).Select(n => RunAsync($"good {n}")).ToList();   // as long as the bad one, so in its batch
        var poison = RunAsync("poison");
        var nan = RunAsync("nan");
        _free = true;
        running.Go.SetResult();
        await Assert.ThrowsAsync<ModelOutputException>(() => poison);
        await Assert.ThrowsAsync<ModelOutputException>(() => nan);
        Assert.Equal([6, 6, 6], (await Task.WhenAll(good)).Select(result => result[0]));
        await first;
    }

    [Fact]
    public async Task A_backend_that_is_away_fails_its_batch_and_is_not_asked_for_every_part()
    {
        _bad.Add("away");
        var first = RunAsync("first");
        var running = await NextAsync();
        List<Task<int[]>> others = [RunAsync("away"), RunAsync("one!"), RunAsync("two!")];
        _free = true;
        running.Go.SetResult();
        foreach (var other in others)
            await Assert.ThrowsAsync<HttpRequestException>(() => other);
        Assert.Equal(2, _made);
        await first;
    }

    [Fact]
    public async Task What_is_too_late_fails_and_does_not_run_and_a_backend_that_hangs_holds_nobody()
    {
        var hanging = _batcher.RunAsync(new PoolCall("acme", Patience: TimeSpan.FromSeconds(5)), [Work("hanging")], Cancel);
        var running = await NextAsync();
        var late = _batcher.RunAsync(new PoolCall("acme", Patience: TimeSpan.FromSeconds(2)), [Work("late")], Cancel);
        for (var i = 0; i < 120; i++)
            _clock.Advance(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAsync<TimeoutException>(() => late);
        await Assert.ThrowsAsync<TimeoutException>(() => hanging);
        Assert.Equal(0, _batcher.Queued);
        Assert.True(running.Stopping.IsCancellationRequested);
        running.Go.SetResult();
    }

    [Fact]
    public async Task A_tenants_queue_is_bounded_and_anothers_is_not_touched()
    {
        var first = RunAsync("first");
        var running = await NextAsync();
        var queued = _batcher.RunAsync(new PoolCall("flood"), [.. Enumerable.Range(0, 10).Select(n => Work($"{n}"))], Cancel);
        var full = await Assert.ThrowsAsync<LimitExceededException>(() => _batcher.RunAsync(new PoolCall("flood"), [Work("more")], Cancel));
        Assert.Equal("InferencePoolOptions.MaxQueuedPerTenant", full.Limit);
        var other = RunAsync("other");
        _free = true;
        running.Go.SetResult();
        Assert.Equal(10, (await queued).Length);
        await other;
        await first;
    }

    [Fact]
    public async Task Draining_lets_queued_work_end_and_refuses_more()
    {
        var first = RunAsync("first");
        var running = await NextAsync();
        var second = RunAsync("second");
        var drained = _batcher.DrainAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => RunAsync("third"));
        Assert.False(drained.IsCompleted);
        _free = true;
        running.Go.SetResult();
        Assert.Equal(6, Assert.Single(await second));
        await drained.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Cancel);
        await first;
    }

    [Fact]
    public async Task No_batch_runs_in_a_callers_request_context()
    {
        var seen = new AsyncLocal<string>();
        var (contexts, all) = (new ConcurrentBag<string?>(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var batcher = new MicroBatcher<string, int>(
            new BatchWork<string, int>
            {
                Name = "context",
                RunAsync = async (items, _) =>
                {
                    contexts.Add(seen.Value);
                    await all.Task;   // or who comes next might be alone, too
                    return [.. items.Select(item => item.Length)];
                },
            },
            new InferencePoolOptions(), 1, TimeProvider.System);
        seen.Value = "acme";
        var calls = Enumerable.Range(0, 64).Select(n => batcher.RunAsync(new PoolCall("acme"), [Work($"{n}")], Cancel)).ToList();
        all.SetResult();
        await Task.WhenAll(calls);
        Assert.True(contexts.Count > 1);
        Assert.Equal("acme", Assert.Single(contexts, context => context is not null));   // the first was alone
    }

    public async ValueTask DisposeAsync()
    {
        _free = true;
        while (_calls.TryDequeue(out var call))
            call.Go.TrySetResult();
        await _batcher.DisposeAsync();
        _called.Dispose();
    }

    private int _made;

    private static PoolWork<string> Work(string text, int? key = null) => new(text, text.Length + 1, key is { } known ? (UInt128)known : null);

    private Task<int[]> RunAsync(string text) => _batcher.RunAsync(new PoolCall("acme"), [Work(text)], Cancel);

    private async Task<(IReadOnlyList<string> Items, TaskCompletionSource Go, CancellationToken Stopping)> NextAsync()
    {
        Assert.True(await _called.WaitAsync(TimeSpan.FromMinutes(1), Cancel), "No batch was started.");
        Assert.True(_calls.TryDequeue(out var call));
        return call;
    }

    private async Task<int[]> RunAsync(IReadOnlyList<string> items, CancellationToken stopping)
    {
        Interlocked.Increment(ref _made);
        if (!_free)
        {
            var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _calls.Enqueue((items, go, stopping));
            _called.Release();
            await go.Task;
        }

        if (items.FirstOrDefault(_bad.Contains) is { } bad)
            throw bad == "away" ? new HttpRequestException("away") : new ModelOutputException("test", $"'{bad}' is refused");
        return [.. items.Select(item => item.Length)];
    }
}
