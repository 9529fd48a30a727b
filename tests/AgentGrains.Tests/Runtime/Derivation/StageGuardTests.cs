using System.Collections.Immutable;
using AgentGrains.Engine.Linking;
using AgentGrains.Runtime.Derivation;
using AgentGrains.Tests.Inference.Derivation;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AgentGrains.Tests.Runtime.Derivation;

/// <summary>A stage that fails is tried again, cut off and replaced: a call always ends with a result.</summary>
public sealed class StageGuardTests
{
    private static readonly ProducerVersion Rules = new RuleLinker().Producer;

    private readonly FakeTimeProvider _clock = new();
    private readonly List<StageFault> _faults = [];
    private readonly DerivationOptions _options = new() { StageAttempts = 3, RetryDelay = TimeSpan.FromSeconds(1), StageDeadline = TimeSpan.FromSeconds(10) };

    [Fact]
    public async Task A_good_result_is_taken_at_once_and_a_bad_one_asked_for_again()
    {
        var linker = new ScriptedLinker((call, _) => call == 2 ? throw new ModelOutputException("linker", "not JSON") : new([]));
        var guard = Guard(linker);
        Assert.Equal(linker.Producer, (await CallAsync(guard)).Producer);
        Assert.Equal(linker.Producer, (await CallAsync(guard)).Producer);
        Assert.Equal((3, 1), (linker.Calls, _faults.Count));
        Assert.Equal((1, false, "linker"), (_faults[0].Attempt, _faults[0].IsGivenUp, _faults[0].Stage));
    }

    [Fact]
    public async Task Unusable_answers_cost_one_call_and_the_next_is_asked_for()
    {
        var linker = new ScriptedLinker((call, _) => call <= 3 ? throw new ModelOutputException("linker", "not JSON") : new([]));
        var guard = Guard(linker);
        Assert.Equal(Rules, (await CallAsync(guard)).Producer);
        Assert.Equal([(1, false), (2, false), (3, true)], _faults.Select(fault => (fault.Attempt, fault.IsGivenUp)));
        Assert.Equal(linker.Producer, (await CallAsync(guard)).Producer);
        Assert.Equal(4, linker.Calls);
    }

    [Fact]
    public async Task A_result_that_breaks_a_rule_is_a_failure()
    {
        var linker = new ScriptedLinker((_, _) => new([default]));
        var (_, producer) = await Until(Guard(linker).CallAsync(
            (stage, token) => stage.LinkAsync(Stages.Unit, [], token), (links, producer) => StageRules.CheckLinks(links, [], producer), TestContext.Current.CancellationToken).AsTask());
        Assert.Equal((Rules, 3), (producer, linker.Calls));
    }

    [Fact]
    public async Task A_stage_that_cannot_be_reached_or_never_answers_well_is_left_alone_for_the_page()
    {
        var away = new ScriptedLinker((_, _) => throw new HttpRequestException("no route"));
        var guard = Guard(away);
        for (var i = 0; i < 5; i++)
            Assert.Equal(Rules, (await CallAsync(guard)).Producer);
        Assert.Equal(3, away.Calls);

        var garbage = new ScriptedLinker((_, _) => throw new ModelOutputException("linker", "not JSON"));
        guard = Guard(garbage);
        for (var i = 0; i < 5; i++)
            Assert.Equal(Rules, (await CallAsync(guard)).Producer);
        Assert.Equal(9, garbage.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stage_that_hangs_is_cut_off_whether_it_listens_or_not(bool listens)
    {
        CancellationToken given = default;
        var linker = new ScriptedLinker((_, token) =>
        {
            given = token;
            return listens ? new(Task.Delay(Timeout.InfiniteTimeSpan, _clock, token).ContinueWith<ImmutableArray<MemoryId>>(_ => throw new OperationCanceledException(token), TaskScheduler.Default))
                : new(new TaskCompletionSource<ImmutableArray<MemoryId>>().Task);
        });
        Assert.Equal(Rules, (await CallAsync(Guard(linker))).Producer);
        Assert.Equal(3, linker.Calls);
        Assert.All(_faults, fault => Assert.Contains("did not answer within 10 s, the limit set by DerivationOptions.StageDeadline", Assert.IsType<TimeoutException>(fault.Failure).Message, StringComparison.Ordinal));
        Assert.True(given.IsCancellationRequested);
    }

    [Fact]
    public async Task Stopping_ends_a_call_that_hangs_and_a_wait_and_reports_nothing()
    {
        using var stopping = new CancellationTokenSource();
        var hangs = new ScriptedLinker((_, _) => new(new TaskCompletionSource<ImmutableArray<MemoryId>>().Task));
        var hanging = Guard(hangs).CallAsync((stage, token) => stage.LinkAsync(Stages.Unit, [], token), (_, _) => { }, stopping.Token).AsTask();
        var waiting = Guard(new ScriptedLinker((_, _) => throw new HttpRequestException("no route")))
            .CallAsync((stage, token) => stage.LinkAsync(Stages.Unit, [], token), (_, _) => { }, stopping.Token).AsTask();
        Assert.Single(_faults);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Assert.Single(_faults);
    }

    private StageGuard<ILinker> Guard(ScriptedLinker linker) => new("linker", linker, new RuleLinker(), _options, _clock, _faults.Add);

    private Task<(ImmutableArray<MemoryId> Result, ProducerVersion Producer)> CallAsync(StageGuard<ILinker> guard) =>
        Until(guard.CallAsync((stage, token) => stage.LinkAsync(Stages.Unit, [], token), (_, _) => { }, TestContext.Current.CancellationToken).AsTask());

    /// <summary>Moves the clock until a task ends.</summary>
    private async Task<T> Until<T>(Task<T> task)
    {
        for (var i = 0; i < 1_000 && !task.IsCompleted; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System));
        }

        return await task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private sealed class ScriptedLinker(Func<int, CancellationToken, ValueTask<ImmutableArray<MemoryId>>> script) : ILinker
    {
        public int Calls { get; private set; }

        public ProducerVersion Producer { get; } = new("scripted", 1);

        public ValueTask<ImmutableArray<MemoryId>> LinkAsync(ExtractedUnit unit, ImmutableArray<MemoryRecord> neighbours, CancellationToken cancellationToken) => script(++Calls, cancellationToken);
    }
}
