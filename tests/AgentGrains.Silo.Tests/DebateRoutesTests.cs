using System.Net;
using System.Text.Json;

namespace AgentGrains.Silo.Tests;

public sealed class DebateRoutesTests
{
    private const string Debate = "/v1/tenants/acme/debates/plan";

    private const string Body = """
        {"task":{"id":"t","family":"facts","problem":"Which?","reference":"3"},"teams":["red","blue"],"protocol":"vote",
        "relativeTolerance":0.01,"rounds":2,"tokens":1000,"seconds":60,"bank":"team:solvers"}
        """;

    [Fact]
    public async Task A_debate_is_started_followed_stopped_and_erased()
    {
        await using var server = await SiloServer.StartAsync();
        using (var absent = await server.SendAsync(HttpMethod.Get, Debate))
            Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);
        using (var started = await server.SendAsync(HttpMethod.Put, Debate, Body))
            Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var request = server.Debates.LastRequest!;
        Assert.Equal(
            (new DebateTask("t", "facts", "Which?") { Reference = "3" }, DebateProtocol.MajorityVote, new OutcomeTolerance(1e-9, 0.01), new DebateBudget(2, 1000, 60), "team:solvers"),
            (request.Task, request.Protocol, request.Tolerance, request.Budget, request.Bank));
        Assert.Equal(["red", "blue"], request.Teams);

        var status = await server.SendOkAsync(HttpMethod.Get, Debate);
        Assert.Equal(("stored", true), (status.GetProperty("phase").GetString(), status.GetProperty("over").GetBoolean()));
        var decision = status.GetProperty("decision");
        Assert.Equal(("verified", 3, 0.75), (decision.GetProperty("verdict").GetString(), decision.GetProperty("outcome").GetProperty("value").GetDouble(), decision.GetProperty("reliability").GetProperty("red").GetDouble()));

        var events = await server.ListAsync($"{Debate}/events");
        Assert.Equal(["started", "stepDone", "exhausted", "stored"], events.Select(happened => happened.GetProperty("kind").GetString()));
        Assert.Equal(("propose/0/red", 42L, 0.5f), (events[1].GetProperty("step").GetString(), events[1].GetProperty("tokens").GetInt64(), events[1].GetProperty("shown").EnumerateObject().Single().Value.GetSingle()));
        Assert.Equal("rounds", events[2].GetProperty("reason").GetString());
        Assert.Equal(2, (await server.ListAsync($"{Debate}/events?after=2")).Count);

        Assert.True((await server.SendOkAsync(HttpMethod.Post, $"{Debate}/cancel", """{"reason":"enough"}""")).GetProperty("cancelled").GetBoolean());
        using (var erased = await server.SendAsync(HttpMethod.Delete, Debate))
            Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        using var gone = await server.SendAsync(HttpMethod.Get, $"{Debate}/events");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Theory]
    [InlineData("""{"teams":["red"]}""", "task")]
    [InlineData("""{"task":{"id":"t","family":"facts"},"teams":["red"]}""", "task.problem")]
    [InlineData("""{"task":{"id":"t","family":"facts","problem":"p"}}""", "teams")]
    [InlineData("""{"task":{"id":"t","family":"facts","problem":"p"},"teams":["red",null]}""", "teams[1]")]
    [InlineData("""{"task":{"id":"t","family":"facts","problem":"p"},"teams":["unknown"]}""", "teams")]
    [InlineData("""{"task":{"id":"t","family":"facts","problem":"p"},"teams":["red"],"protocol":"dice"}""", "protocol")]
    [InlineData("""{"task":{"id":"t","family":"facts","problem":"p"},"teams":["red"],"loud":true}""", "loud")]
    public async Task A_bad_debate_is_refused_by_field(string body, string field)
    {
        await using var server = await SiloServer.StartAsync();
        using var answer = await server.SendAsync(HttpMethod.Put, Debate, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(field, JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_real_server_debates_what_two_memories_say()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await SiloServer.StartDurableAsync(
            directory.Path, "--AgentGrains:DebateTeams:0:Name=ana", "--AgentGrains:DebateTeams:0:Scope=agent:ana", "--AgentGrains:DebateTeams:1:Name=ben", "--AgentGrains:DebateTeams:1:Scope=agent:ben");
        await Believe("agent:ana", "Porto", "Carl", "2025-01-10T00:00:00Z");
        await Believe("agent:ben", "Lisbon", "Ann", "2026-02-10T00:00:00Z");
        using (var started = await server.SendAsync(HttpMethod.Put, "/v1/tenants/demo/debates/ann-home", """
            {"task":{"id":"ann-home","family":"facts","problem":"{\"subject\":\"Ann\",\"predicate\":\"lives in\",\"scopes\":[\"agent:ana\",\"agent:ben\"],\"at\":\"2026-05-03T00:00:00Z\"}"},"teams":["ana","ben"]}
            """))
        {
            Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        }

        var events = await server.ListAsync("/v1/tenants/demo/debates/ann-home/events");
        Assert.Equal("stored", events[^1].GetProperty("kind").GetString());
        var decision = (await server.SendOkAsync(HttpMethod.Get, "/v1/tenants/demo/debates/ann-home")).GetProperty("decision");
        Assert.Equal(("lisbon", "verified", true), (decision.GetProperty("outcome").GetProperty("text").GetString(), decision.GetProperty("verdict").GetString(), decision.GetProperty("agreed").GetBoolean()));

        async Task Believe(string scope, string city, string actor, string at) => await server.SendOkAsync(HttpMethod.Post, $"/v1/tenants/demo/scopes/{scope}/memories", $$$"""
            {"items":[{"kind":"belief","text":"Ann lives in {{{city}}}.","actor":"{{{actor}}}","occurredAt":"{{{at}}}","slot":{"subject":"Ann","predicate":"lives in","value":"{{{city}}}"} }]}
            """);
    }
}
