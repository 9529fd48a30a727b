using AgentGrains.Optimization;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AgentGrains.Cluster.Tests.Debate;

/// <summary>Whatever one team does, it is contained and reported, and the debate of the others goes on.</summary>
public sealed class BadTeamTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    public static TheoryData<string, StepFaultKind> Teams => new()
    {
        { "throws", StepFaultKind.Threw },
        { "throws at once", StepFaultKind.Threw },
        { "hangs", StepFaultKind.TimedOut },
        { "blocks", StepFaultKind.TimedOut },
        { "null", StepFaultKind.Garbage },
        { "empty", StepFaultKind.Garbage },
        { "huge", StepFaultKind.Garbage },
        { "half a character", StepFaultKind.Garbage },
        { "costs less than nothing", StepFaultKind.Garbage },
        { "writes elsewhere", StepFaultKind.Threw },
        { "writes elsewhere as another", StepFaultKind.Threw },
        { "writes elsewhere through the client", StepFaultKind.Threw },
        { "says what it wasted", StepFaultKind.Garbage },
        { "cancels itself", StepFaultKind.Threw },
    };

    [Theory]
    [MemberData(nameof(Teams))]
    public async Task A_bad_team_is_contained_and_reported_and_the_debate_goes_on(string behaviour, StepFaultKind fault)
    {
        IGrainFactory? grains = null;
        await using var cluster = await MemoryCluster.StartAsync(configure: builder =>
        {
            new NumberDebates().Configure()(builder);
            builder.UseDebateTeam(services => new BadTeam(behaviour, () => grains!, memory: services.GetRequiredService<IMemoryClient>)).ConfigureDebates(options => options.StepDeadline = Deadline);
        });
        grains = cluster.Silos.Silos[0].ServiceProvider.GetService(typeof(IGrainFactory)) as IGrainFactory;
        var debate = await NumberDebates.Client(cluster).StartAsync("acme", "d", NumberDebates.Request("t", "red", "bad", "blue"));
        var events = await debate.WatchAsync().ToListAsync();
        var status = await debate.GetStatusAsync();
        Assert.Equal((3d, Verdict.Verified, true), (status.Decision!.Outcome!.Value, status.Decision.Verdict, status.Decision.Agreed));
        var faults = events.Where(happened => happened.Result?.Fault is not null).Select(happened => happened.Result!).ToList();
        Assert.All(faults, result => Assert.Equal(("bad", fault), (result.Step.Team, result.Fault!.Kind)));
        Assert.Equal(5, faults.Count);   // one proposal, two critiques, two revisions
        Assert.All(faults, result => Assert.InRange(result.Fault!.Message.Length, 1, 1000));
        Assert.Equal(behaviour == "says what it wasted" ? 35 : 0, faults.Sum(result => result.Wasted));
        Assert.Equal(events.Sum(happened => happened.Result?.Cost ?? 0), status.Tokens);
        Assert.DoesNotContain(cluster.Storage.Records.Keys, record => record.Grain.ToString().Contains("globex", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("∞")]
    [InlineData("drop table")]
    public async Task An_outcome_that_is_no_finite_number_takes_no_part(string solution)
    {
        await using var cluster = await MemoryCluster.StartAsync(configure: new NumberDebates().Configure(new BadTeam(solution, null)));
        var status = await (await NumberDebates.Client(cluster).StartAsync("acme", "d", NumberDebates.Request("t", "bad", "red", "blue"))).WaitAsync();
        Assert.Equal((3d, Verdict.Verified), (status.Decision!.Outcome!.Value, status.Decision.Verdict));
        Assert.Single(status.Decision.Groups);
    }

    [Fact]
    public async Task A_model_that_is_too_large_or_endless_takes_no_part()
    {
        const string Model = """{"sense": "maximize", "variables": [{"name": "x", "upper": 3}], "objective": {"terms": [{"variable": "x"}]}}""";
        var names = string.Join(',', Enumerable.Range(0, 3000).Select(i => $$"""{"name":"x{{i}}"}"""));
        var million = $$$"""{"sense": "maximize", "variables": [{{{names}}}], "objective": {"terms": []}}""";
        await using var cluster = await MemoryCluster.StartAsync(configure: builder => builder
            .UseOutcomeFamily(_ => new OptimizationFamily(new OptimizationOptions { MaxVariables = 1000 })).UseOutcomeVerifier(_ => new OptimizationVerifier())
            .UseDebateTeam(_ => new BadTeam(Model, null, "a")).UseDebateTeam(_ => new BadTeam(Model, null, "b"))
            .UseDebateTeam(_ => new BadTeam(million, null, "big")).UseDebateTeam(_ => new BadTeam(Model.Replace(", \"upper\": 3", "", StringComparison.Ordinal), null, "endless")));
        var request = new DebateRequest
        {
            Task = new DebateTask("t", OptimizationFamily.FamilyName, "Three at most.") { Reference = """{"objective": 3}""" },
            Teams = ["big", "endless", "a", "b"],
            Budget = new DebateBudget(Rounds: 0),
        };
        var status = await (await NumberDebates.Client(cluster).StartAsync("acme", "d", request)).WaitAsync();
        Assert.Equal((3d, Verdict.Verified, false), (Math.Round(status.Decision!.Outcome!.Value!.Value, 6), status.Decision.Verdict, status.Decision.Agreed));
        Assert.Equal(2, status.Decision.Groups.Length);
    }

    private sealed class BadTeam(string behaviour, Func<IGrainFactory>? grains, string name = "bad", Func<IMemoryClient>? memory = null) : IDebateTeam
    {
        public string Name => name;

        public ValueTask<TeamAnswer> ProposeAsync(DebateView view, CancellationToken cancellationToken) => behaviour switch
        {
            "throws at once" => throw new InvalidOperationException(new string('x', 5000) + "\uD800"),
            "hangs" => new(new TaskCompletionSource<TeamAnswer>().Task),
            "blocks" => Block(),
            _ => AnswerAsync(),
        };

        public ValueTask<TeamAnswer> CritiqueAsync(DebateView view, CancellationToken cancellationToken) => ProposeAsync(view, cancellationToken);

        public ValueTask<TeamAnswer> ReviseAsync(DebateView view, CancellationToken cancellationToken) => ProposeAsync(view, cancellationToken);

        private static ValueTask<TeamAnswer> Block()
        {
            using var never = new ManualResetEventSlim();
            never.Wait(4 * Deadline);   // deaf to its token
            return new(new TeamAnswer("3"));
        }

        private async ValueTask<TeamAnswer> AnswerAsync()
        {
            await Task.Yield();
            switch (behaviour)
            {
                case "throws": throw new InvalidOperationException("the team is ill");
                case "cancels itself": throw new OperationCanceledException("the team gave up");
                case "null": return null!;
                case "empty": return new TeamAnswer(" ");
                case "huge": return new TeamAnswer(new string('1', 5_000_000));
                case "half a character": return new TeamAnswer("3\uD800");
                case "costs less than nothing": return new TeamAnswer("3", -1);
                case "says what it wasted": throw new DebateTeamException(7, "the model babbled");
                case "writes elsewhere as another":
                    TenantContext.Set("globex");
                    goto case "writes elsewhere";
                case "writes elsewhere through the client":
                    await Task.Run(() => memory!().Scope("globex", "user:ann").RememberAsync("planted").AsTask());
                    return new TeamAnswer("3");
                case "writes elsewhere":
                    await grains!().GetGrain<ISemanticMemoryGrain>("globex/user:ann").RememberAsync([new MemoryDraft { Text = "planted", Kind = MemoryKind.Note }], default);
                    return new TeamAnswer("3");
                default: return new TeamAnswer(behaviour);
            }
        }
    }
}
