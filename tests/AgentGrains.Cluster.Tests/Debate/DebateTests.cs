using AgentGrains.Inference.Debate;
using Xunit;

namespace AgentGrains.Cluster.Tests.Debate;

/// <summary>A debate from its start to its end, as a client sees it.</summary>
public sealed class DebateTests
{
    private const string Tenant = NumberDebates.Tenant;

    [Fact]
    public async Task A_debate_runs_to_agreement_and_is_kept()
    {
        var debates = new NumberDebates();
        await using var cluster = await MemoryCluster.StartAsync(silos: 2, configure: debates.Configure());
        var client = NumberDebates.Client(cluster);
        var debate = await client.StartAsync(Tenant, "d", NumberDebates.Request());
        var events = await debate.WatchAsync().ToListAsync();
        Assert.Equal(Enumerable.Range(1, events.Count).Select(number => (long)number), events.Select(happened => happened.Sequence));
        Assert.Equal(DebateEventKind.Stored, events[^1].Kind);
        var status = await debate.WaitAsync();
        Assert.Equal((DebatePhase.Stored, 2, 16L, 0), (status.Phase, status.Round, status.Tokens, status.Faults));
        Assert.Equal((3d, Verdict.Verified, true, "red"), (status.Decision!.Outcome!.Value, status.Decision.Verdict, status.Decision.Agreed, status.Decision.Team));
        Assert.All(debates.Calls.Where(call => call.Key.Step.Contains('/', StringComparison.Ordinal)), call => Assert.Equal(1, call.Value));

        // Kept: another activation reads the same, and the same start starts nothing.
        await cluster.Silos.DeactivateAsync(GrainId.Create("debate", $"{Tenant}/d"));
        Assert.Equal(events.Select(happened => (happened.Sequence, happened.Kind)), (await debate.WatchAsync().ToListAsync()).Select(happened => (happened.Sequence, happened.Kind)));
        await client.StartAsync(Tenant, "d", NumberDebates.Request());
        var other = await Assert.ThrowsAsync<InvalidDebateException>(async () => await client.StartAsync(Tenant, "d", NumberDebates.Request("other")));
        Assert.Equal("debate", other.Field);
        Assert.Equal(events.Count, (await debate.GetStatusAsync()).Sequence);
    }

    [Fact]
    public async Task Debates_are_listed_the_latest_first_until_they_are_erased_to_their_tenant_only()
    {
        await using var cluster = await MemoryCluster.StartAsync(configure: new NumberDebates().Configure());
        var client = NumberDebates.Client(cluster);
        foreach (var name in new[] { "b", "c", "a" })
            await (await client.StartAsync(Tenant, name, NumberDebates.Request())).WaitAsync();
        await Assert.ThrowsAsync<InvalidDebateException>(async () => await client.StartAsync(Tenant, "none", NumberDebates.Request() with { Teams = [] }));
        await cluster.Silos.DeactivateAsync(GrainId.Create("debate-directory", Tenant));
        Assert.Equal(["a", "c", "b"], await client.ListAsync(Tenant).Select(debate => debate.Id).ToListAsync());
        await client.Debate(Tenant, "c").EraseAsync();
        Assert.Equal(["a", "b"], await client.ListAsync(Tenant).Select(debate => debate.Id).ToListAsync());
        Assert.Empty(await client.ListAsync("other").ToListAsync());
    }

    [Fact]
    public async Task A_recorded_debate_can_be_replayed_by_scripted_teams()
    {
        var debates = new NumberDebates();
        await using var cluster = await MemoryCluster.StartAsync(configure: debates.Configure());
        var events = await (await NumberDebates.Client(cluster).StartAsync(Tenant, "d", NumberDebates.Request())).WatchAsync().ToListAsync();
        await using var second = await MemoryCluster.StartAsync(configure: grains => grains
            .UseDebateTeam(_ => ScriptedDebateTeam.FromEvents("red", events)).UseDebateTeam(_ => ScriptedDebateTeam.FromEvents("blue", events))
            .UseOutcomeFamily(_ => new Recorded(events)));
        var again = await (await NumberDebates.Client(second).StartAsync(Tenant, "again", NumberDebates.Request())).WaitAsync();
        var first = events.Single(happened => happened.Decision is not null).Decision!;
        Assert.Equal((first.Agreed, first.Round, first.Team, first.Outcome!.Value), (again.Decision!.Agreed, again.Decision.Round, again.Decision.Team, again.Decision.Outcome!.Value));
        Assert.Equal(Verdict.Unverified, again.Decision.Verdict);   // there is no verifier
    }

    [Fact]
    public async Task What_is_not_known_or_not_valid_starts_nothing()
    {
        await using var cluster = await MemoryCluster.StartAsync(configure: new NumberDebates().Configure());
        var client = NumberDebates.Client(cluster);
        var good = NumberDebates.Request();
        foreach (var (field, bad) in new[]
        {
            ("teams", good with { Teams = ["red", "green"] }), ("teams", good with { Teams = [] }), ("task.family", good with { Task = good.Task with { Family = "law" } }),
            ("judge", good with { Protocol = DebateProtocol.Judge, Judge = "solomon" }),
        })
        {
            Assert.Equal(field, (await Assert.ThrowsAsync<InvalidDebateException>(async () => await client.StartAsync(Tenant, "d", bad))).Field);
        }

        await Assert.ThrowsAsync<InvalidScopeException>(async () => await client.StartAsync(Tenant, "a/b", good));
        Assert.Equal(DebatePhase.None, (await client.Debate(Tenant, "d").GetStatusAsync()).Phase);
        await Assert.ThrowsAsync<InvalidDebateException>(async () => await client.Debate(Tenant, "d").WatchAsync().ToListAsync());
        Assert.Empty(cluster.Storage.Records);
    }

    [Fact]
    public async Task A_debate_returns_at_once_and_is_cancelled_while_a_team_thinks()
    {
        var debates = new NumberDebates { Waits = (_, step, token) => step == "revise/1/red" ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token) : Task.CompletedTask };
        await using var cluster = await MemoryCluster.StartAsync(configure: debates.Configure());
        var debate = await NumberDebates.Client(cluster).StartAsync(Tenant, "d", NumberDebates.Request());
        await foreach (var happened in debate.WatchAsync())
        {
            if (happened.Result?.Step.Id == "revise/1/blue")
                break;
        }

        Assert.True(await debate.CancelAsync("not needed any more"));
        Assert.False(await debate.CancelAsync("again"));
        var events = await debate.WatchAsync().ToListAsync();
        Assert.Equal((DebateEventKind.Cancelled, "not needed any more"), (events[^1].Kind, events[^1].Reason));
        Assert.DoesNotContain(events, happened => happened.Result?.Step.Id == "revise/1/red");
    }

    [Fact]
    public async Task Time_ends_a_debate_and_what_is_there_is_decided()
    {
        var debates = new NumberDebates { Waits = (_, step, token) => step == "revise/2/red" ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token) : Task.CompletedTask };
        await using var cluster = await MemoryCluster.StartAsync(configure: debates.Configure());
        var request = NumberDebates.Request() with { Budget = new DebateBudget(Seconds: 1.5), Reliability = [new TeamReliability("blue", 9, 1)] };
        var debate = await NumberDebates.Client(cluster).StartAsync(Tenant, "d", request);
        var events = await debate.WatchAsync().ToListAsync();
        Assert.Equal(ExhaustionCause.Time, events.Single(happened => happened.Kind == DebateEventKind.Exhausted).Cause);
        Assert.Equal((false, "blue", 4d), ((await debate.GetStatusAsync()).Decision is { } decision ? (decision.Agreed, decision.Team, decision.Outcome!.Value!.Value) : default));
    }

    [Fact]
    public async Task An_erased_debate_leaves_nothing()
    {
        var hang = new NumberDebates { Waits = (_, step, token) => step == "revise/1/red" ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token) : Task.CompletedTask };
        await using var cluster = await MemoryCluster.StartAsync(configure: hang.Configure());
        var debate = await NumberDebates.Client(cluster).StartAsync(Tenant, "d", NumberDebates.Request());
        await foreach (var happened in debate.WatchAsync())
        {
            if (happened.Result?.Step.Id == "revise/1/blue")
                break;
        }

        await debate.EraseAsync();
        Assert.Empty(cluster.Storage.Records);
        Assert.Equal(DebatePhase.None, (await debate.GetStatusAsync()).Phase);
        hang.Waits = null;
        Assert.Equal(DebatePhase.Stored, (await (await NumberDebates.Client(cluster).StartAsync(Tenant, "d", NumberDebates.Request())).WaitAsync()).Phase);
    }

    /// <summary>Gives the outcomes that were recorded for the same solutions.</summary>
    private sealed class Recorded(List<DebateEvent> events) : IOutcomeFamily
    {
        public string Name => "numbers";

        public ValueTask<TeamOutcome> ExecuteAsync(DebateTask task, string solution, CancellationToken cancellationToken) => new(
            events.Select(happened => happened.Result).First(result => result?.Outcome is { } outcome && $"{outcome.Value}" == solution)!.Outcome!);
    }
}
