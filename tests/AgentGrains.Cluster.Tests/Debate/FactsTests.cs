using AgentGrains.Inference.Debate;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AgentGrains.Cluster.Tests.Debate;

/// <summary>Contested facts between agents' memories: the second family, without a solver.</summary>
public sealed class FactsTests
{
    private const string Tenant = "acme";
    private static readonly DateTimeOffset At = new(2026, 5, 3, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Agents = ["ana", "ben", "cem"];
    private static readonly ContestedFact Home = new("Ann", "lives in", ["agent:ana", "agent:ben", "agent:cem"], At);

    [Fact]
    public async Task One_who_speaks_of_herself_convinces_two_who_heard_it_from_one_and_the_same()
    {
        await using var cluster = await StartAsync();
        await BelieveAsync(cluster, "agent:ana", "Porto", "Dan", "2026-01-10");
        await BelieveAsync(cluster, "agent:ben", "Porto", "Dan", "2026-01-11");
        await BelieveAsync(cluster, "agent:cem", "Lisbon", "Ann", "2026-01-12");
        var (status, events) = await DebateAsync(cluster, "d");
        Assert.Equal(("lisbon", Verdict.Verified, true), (status.Decision!.Outcome!.Text, status.Decision.Verdict, status.Decision.Agreed));
        Assert.InRange(status.Decision.Round, 1, 3);   // two began with Porto, and came over
        Assert.Equal(2, events.First(happened => happened.Comparison is not null).Comparison!.Groups[1].Teams.Length);
        Assert.Contains(events, happened => happened.Result?.Verification?.Reasons.Any(reason => reason.Contains("'lisbon': 0.", StringComparison.Ordinal)) == true);
    }

    [Fact]
    public async Task What_a_memory_has_from_another_is_no_second_witness()
    {
        await using var cluster = await StartAsync();
        await BelieveAsync(cluster, "agent:ana", "Porto", "Dan", "2026-04-01");
        await BelieveAsync(cluster, "agent:ben", "Porto", null, "2026-04-02", source: "agent:ana");   // ben has it from ana
        await BelieveAsync(cluster, "agent:cem", "Lisbon", "Eva", "2026-04-01");
        var (status, _) = await DebateAsync(cluster, "d");
        Assert.Equal(Verdict.Unverified, status.Decision!.Verdict);   // one against one

        await BelieveAsync(cluster, "agent:ben", "Lisbon", "Fay", "2026-04-03");
        var (decided, _) = await DebateAsync(cluster, "e");
        Assert.Equal(("lisbon", Verdict.Verified), (decided.Decision!.Outcome!.Text, decided.Decision.Verdict));
    }

    [Fact]
    public async Task A_claim_without_a_record_that_says_so_has_no_outcome()
    {
        await using var cluster = await StartAsync(
            new FixedTeam("liar", """{"value":"Berlin","evidence":[{"scope":"agent:ana","record":"s-00000000000000000000000000"}]}"""),
            new FixedTeam("bluffer", """{"value":"Berlin","evidence":[]}"""), new FixedTeam("babbler", "Berlin, trust me"));
        await BelieveAsync(cluster, "agent:ana", "Lisbon", "Ann", "2026-01-10");
        await BelieveAsync(cluster, "agent:ben", "Lisbon", "Ann", "2026-01-10");
        await cluster.Memory.Scope("globex", "agent:ana").RememberAsync(Belief("Berlin", "Ann", "2026-04-10"));   // another tenant's word
        var (status, events) = await DebateAsync(cluster, "d", "liar", "bluffer", "babbler", "ana", "ben");
        Assert.Equal(("lisbon", Verdict.Verified), (status.Decision!.Outcome!.Text, status.Decision.Verdict));
        Assert.Single(status.Decision.Groups);
        Assert.All(events.Where(happened => happened.Result?.Outcome?.Status == OutcomeStatus.Failed), happened => Assert.DoesNotContain(happened.Result!.Step.Team, Agents));
    }

    private static Task<MemoryCluster> StartAsync(params IDebateTeam[] others) => MemoryCluster.StartAsync(configure: grains =>
    {
        grains.UseContestedFacts();
        foreach (var name in Agents)
            grains.UseDebateTeam(services => new MemoryDebateTeam(name, services.GetRequiredService<IMemoryClient>(), $"agent:{name}"));
        foreach (var team in others)
            grains.UseDebateTeam(_ => team);
    });

    private static async Task<(DebateStatus Status, List<DebateEvent> Events)> DebateAsync(MemoryCluster cluster, string name, params string[] teams)
    {
        var request = new DebateRequest { Task = Home.ToTask(name), Teams = [.. teams.Length == 0 ? Agents : teams] };
        var debate = await NumberDebates.Client(cluster).StartAsync(Tenant, name, request);
        var events = await debate.WatchAsync().ToListAsync();
        return (await debate.GetStatusAsync(), events);
    }

    private static async Task BelieveAsync(MemoryCluster cluster, string scope, string city, string? actor, string day, string? source = null) =>
        await cluster.Memory.Scope(Tenant, scope).RememberAsync(Belief(city, actor, day) with { Source = source });

    private static MemoryDraft Belief(string city, string? actor, string day) => new()
    {
        Kind = MemoryKind.Belief,
        Text = $"Ann lives in {city}.",
        Actor = actor,
        OccurredAt = DateTimeOffset.Parse($"{day}T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture),
        Slot = new Slot("Ann", "lives in", city),
    };

    private sealed class FixedTeam(string name, string solution) : IDebateTeam
    {
        public string Name => name;

        public ValueTask<TeamAnswer> ProposeAsync(DebateView view, CancellationToken cancellationToken) => new(new TeamAnswer(solution));

        public ValueTask<TeamAnswer> CritiqueAsync(DebateView view, CancellationToken cancellationToken) => new(new TeamAnswer("Berlin."));

        public ValueTask<TeamAnswer> ReviseAsync(DebateView view, CancellationToken cancellationToken) => new(new TeamAnswer(solution));
    }
}
