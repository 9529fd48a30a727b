using System.Net;

namespace AgentGrains.Silo.Tests;

public sealed class OutcomeRoutesTests
{
    private const string Outcomes = "/v1/tenants/acme/outcomes";
    private const string Ranking = "/v1/tenants/acme/ranking";

    [Fact]
    public async Task A_recall_is_named_and_its_outcome_reported()
    {
        await using var server = await SiloServer.StartAsync();
        server.Memory.RecallId = "0123456789abcdef0123456789abcdef";
        var recalled = await server.SendOkAsync(HttpMethod.Post, "/v1/tenants/acme/recall", """{"query":"Lisbon","scopes":["user:ann"]}""");
        var name = recalled.GetProperty("recallId").GetString();
        var id = MemoryId.Create(MemoryType.Episodic, DateTimeOffset.UnixEpoch, 1, 1);
        var answer = await server.SendOkAsync(HttpMethod.Post, Outcomes, $$"""{"recallId":"{{name}}","used":["{{id}}"],"success":true}""");
        Assert.Equal("recorded", answer.GetProperty("status").GetString());
        Assert.Equal((name, id, true), (server.Memory.LastOutcome!.RecallId, server.Memory.LastOutcome.Used.Single(), server.Memory.LastOutcome.Success));
        var unknown = await server.SendOkAsync(HttpMethod.Post, Outcomes, """{"recallId":"another","success":false}""");
        Assert.Equal("unknown", unknown.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_recall_that_cannot_be_reported_has_no_name()
    {
        await using var server = await SiloServer.StartAsync();
        var recalled = await server.SendOkAsync(HttpMethod.Post, "/v1/tenants/acme/recall", """{"query":"Lisbon","scopes":["user:ann"],"profile":"strict"}""");
        Assert.False(recalled.TryGetProperty("recallId", out _));
        Assert.Equal(RecallProfile.Strict, server.Memory.LastRecall!.Profile);
    }

    [Fact]
    public async Task The_ranking_is_read_trained_and_rolled_back()
    {
        await using var server = await SiloServer.StartAsync();
        var ranking = await server.SendOkAsync(HttpMethod.Get, Ranking);
        Assert.Equal((3, 0.5), (ranking.GetProperty("version").GetInt32(), ranking.GetProperty("adjustments").GetProperty("time").GetDouble()));
        Assert.False(ranking.TryGetProperty("lastTrial", out _));
        var trial = (await server.SendOkAsync(HttpMethod.Post, $"{Ranking}/train")).GetProperty("lastTrial");
        Assert.Equal(("adopted", 30, 0.75), (trial.GetProperty("verdict").GetString(), trial.GetProperty("heldOut").GetInt32(), trial.GetProperty("after").GetDouble()));
        Assert.Equal(2, (await server.SendOkAsync(HttpMethod.Post, $"{Ranking}/rollback")).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_tenant_takes_part_in_the_federation_when_it_says_so()
    {
        await using var server = await SiloServer.StartAsync();
        Assert.False((await server.SendOkAsync(HttpMethod.Get, Ranking)).GetProperty("federated").GetBoolean());
        Assert.True((await server.SendOkAsync(HttpMethod.Put, $"{Ranking}/federation", """{"member":true}""")).GetProperty("federated").GetBoolean());
        Assert.False((await server.SendOkAsync(HttpMethod.Put, $"{Ranking}/federation", """{"member":false}""")).GetProperty("federated").GetBoolean());
        using var silent = await server.SendAsync(HttpMethod.Put, $"{Ranking}/federation", "{}");
        Assert.Equal(HttpStatusCode.BadRequest, silent.StatusCode);
    }

    [Theory]
    [InlineData("""{"used":[],"success":true}""")]
    [InlineData("""{"recallId":"a","used":[]}""")]
    [InlineData("""{"recallId":"a","used":["the first"],"success":true}""")]
    [InlineData("""{"recallId":"a","success":true,"score":5}""")]
    public async Task A_bad_report_is_refused(string body)
    {
        await using var server = await SiloServer.StartAsync();
        using var response = await server.SendAsync(HttpMethod.Post, Outcomes, body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Null(server.Memory.LastOutcome);
    }
}
