using System.Net;

namespace AgentGrains.Silo.Tests;

public sealed class RecallRoutesTests
{
    private const string Recall = "/v1/tenants/acme/recall";

    [Fact]
    public async Task Recall_answers_with_evidence_sources_and_context()
    {
        await using var server = await SiloServer.StartAsync();
        await server.SendOkAsync(HttpMethod.Post, "/v1/tenants/acme/scopes/user:ann/memories",
            """{"items":[{"text":"I moved to Lisbon.","actor":"Ann","session":"s1","occurredAt":"2026-05-03T00:00:00Z","metadata":{"a":"1"}}]}""");

        var answer = await server.SendOkAsync(HttpMethod.Post, Recall, """
            {"query":"Lisbon?","scopes":["user:ann"],"limit":3,"tokenBudget":100,"asOf":"2026-06-01T00:00:00Z","kinds":["turn","belief"],
            "filter":{"session":"s1","actor":"Ann","from":"2026-05-01","to":"2026-06-01","metadata":{"a":"1"}},"adaptive":true}
            """);

        var evidence = answer.GetProperty("evidence").EnumerateArray().Single();
        Assert.Equal("user:ann", evidence.GetProperty("scope").GetString());
        Assert.Equal("turn", evidence.GetProperty("kind").GetString());
        Assert.Equal("I moved to Lisbon.", evidence.GetProperty("text").GetString());
        Assert.Equal(1.5, evidence.GetProperty("score").GetDouble());
        Assert.Equal(0.75, evidence.GetProperty("channels").GetProperty("bm25").GetDouble());
        Assert.Equal("2026-05-03T00:00:00+00:00", evidence.GetProperty("occurredAt").GetString());
        Assert.Equal("1", evidence.GetProperty("metadata").GetProperty("a").GetString());
        var source = evidence.GetProperty("sources").EnumerateArray().Single();
        Assert.Equal(evidence.GetProperty("id").GetString(), source.GetProperty("id").GetString());
        Assert.Equal("Ann", source.GetProperty("actor").GetString());
        Assert.Equal("[1] I moved to Lisbon.", answer.GetProperty("context").GetString());
        Assert.Equal(1, answer.GetProperty("tokens").GetInt32());
        Assert.Equal("partial", answer.GetProperty("flags")[0].GetString());

        var request = server.Memory.LastRecall!;
        Assert.Equal((3, 100, true), (request.Limit, request.TokenBudget, request.Adaptive));
        Assert.Equal([MemoryKind.Turn, MemoryKind.Belief], request.Kinds);
        Assert.Equal(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), request.AsOf);
        Assert.Equal(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero), request.Filter.From);
        Assert.Equal(("s1", "Ann"), (request.Filter.Session, request.Filter.Actor));
        Assert.Equal(new MetadataEntry("a", "1"), Assert.Single(request.Filter.Metadata));
        Assert.Equal("acme", server.Memory.LastTenant);
    }

    [Fact]
    public async Task A_derived_memory_names_what_it_was_derived_from()
    {
        await using var server = await SiloServer.StartAsync();
        var memory = server.Memory.Memory(Scope.User("acme", "ann"));
        var turn = await memory.RememberAsync("I moved to Lisbon.", "Ann", "s1", TestContext.Current.CancellationToken);
        await memory.RememberAsync(
            new MemoryDraft { Kind = MemoryKind.Belief, Text = "Resides there.", DerivedFrom = [turn.Id] }, TestContext.Current.CancellationToken);

        var answer = await server.SendOkAsync(HttpMethod.Post, Recall, """{"query":"Resides","scopes":["user:ann"]}""");
        var sources = answer.GetProperty("evidence").EnumerateArray().Single().GetProperty("sources");
        Assert.Equal($$"""[{"id":"{{turn.Id}}"}]""", sources.GetRawText());
    }

    [Theory]
    [InlineData("""{"scopes":["user:ann"]}""", "query")]
    [InlineData("""{"query":"  ","scopes":["user:ann"]}""", "query")]
    [InlineData("""{"query":"q"}""", "scopes")]
    [InlineData("""{"query":"q","scopes":[]}""", "scopes")]
    [InlineData("""{"query":"q","scopes":[null]}""", "scopes[0]")]
    [InlineData("""{"query":"q","scopes":["user:ann"],"limit":0}""", "limit")]
    [InlineData("""{"query":"q","scopes":["user:ann"],"limit":-1}""", "limit")]
    [InlineData("""{"query":"q","scopes":["user:ann"],"limit":1001}""", "limit")]
    [InlineData("""{"query":"q","scopes":["user:ann"],"tokenBudget":0}""", "tokenBudget")]
    [InlineData("""{"query":"q","scopes":["user:ann"],"filter":{"metadata":{"a":null}}}""", "filter.metadata.a")]
    public async Task Invalid_requests_name_the_field(string body, string field)
    {
        await using var server = await SiloServer.StartAsync();
        using var answer = await server.SendAsync(HttpMethod.Post, Recall, body);
        await ProblemAssert.IsAsync(answer, HttpStatusCode.BadRequest, "invalid-memory", field);
        Assert.Null(server.Memory.LastRecall);
    }

    [Fact]
    public async Task An_agent_is_configured_read_and_run()
    {
        await using var server = await SiloServer.StartAsync();
        await server.SendOkAsync(HttpMethod.Post, "/v1/tenants/acme/scopes/user:ann/memories", """{"items":[{"text":"I moved to Lisbon."}]}""");

        using var configured = await server.SendAsync(HttpMethod.Put, "/v1/tenants/acme/agents/planner",
            """{"persona":"You plan.","reads":["user:ann"],"writes":"agent:planner","recallLimit":3}""");
        Assert.Equal(HttpStatusCode.NoContent, configured.StatusCode);
        var profile = await server.SendOkAsync(HttpMethod.Get, "/v1/tenants/acme/agents/planner");
        Assert.Equal(
            """{"persona":"You plan.","reads":["user:ann"],"writes":"agent:planner","recallLimit":3,"recallTokens":2000}""", profile.GetRawText());

        var reply = await server.SendOkAsync(HttpMethod.Post, "/v1/tenants/acme/agents/planner/run", """{"session":"s","message":"Lisbon?"}""");
        Assert.Equal("I moved to Lisbon. [1]", reply.GetProperty("text").GetString());
        Assert.Equal("I moved to Lisbon.", reply.GetProperty("evidence")[0].GetProperty("text").GetString());
        Assert.Equal(1, reply.GetProperty("receipts")[0].GetProperty("sequence").GetInt64());
    }

    [Theory]
    [InlineData("PUT", "", """{"reads":["team"]}""", "invalid-scope", null)]
    [InlineData("PUT", "", """{"recallLimit":0}""", "invalid-memory", "recallLimit")]
    [InlineData("PUT", "", """{"name":"x"}""", "malformed-body", "name")]
    [InlineData("POST", "/run", """{"message":"hi"}""", "invalid-memory", "session")]
    [InlineData("POST", "/run", """{"session":"s","message":" "}""", "invalid-memory", "message")]
    public async Task Invalid_agent_calls_are_refused(string method, string path, string body, string type, string? field)
    {
        await using var server = await SiloServer.StartAsync();
        using var answer = await server.SendAsync(new HttpMethod(method), "/v1/tenants/acme/agents/planner" + path, body);
        await ProblemAssert.IsAsync(answer, HttpStatusCode.BadRequest, type, field);
    }
}
