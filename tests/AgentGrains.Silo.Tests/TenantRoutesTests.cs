using System.Net;

namespace AgentGrains.Silo.Tests;

public sealed class TenantRoutesTests
{
    private const string Limits = "/v1/tenants/acme/limits";
    private const string Memories = "/v1/tenants/acme/scopes/user:ann/memories";

    [Fact]
    public async Task Limits_are_set_and_read_beside_what_is_used()
    {
        await using var server = await SiloServer.StartAsync();
        using var set = await server.SendAsync(HttpMethod.Put, Limits, """{"maxRecords":500,"requestsPerSecond":20}""");
        Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        Assert.Equal(new TenantLimits { MaxRecords = 500, RequestsPerSecond = 20 }, server.Memory.Limits["acme"]);

        var tenant = await server.SendOkAsync(HttpMethod.Get, "/v1/tenants/acme");
        Assert.Equal(500, tenant.GetProperty("limits").GetProperty("maxRecords").GetInt64());
        Assert.Equal(1_000_000, tenant.GetProperty("limits").GetProperty("maxScopes").GetInt32());
        Assert.False(tenant.GetProperty("limits").TryGetProperty("maxBytes", out _));
        Assert.Equal((7, 700, 3), (tenant.GetProperty("records").GetInt64(), tenant.GetProperty("bytes").GetInt64(), tenant.GetProperty("requestsLeft").GetInt64()));
        Assert.False(tenant.TryGetProperty("inferenceTokensLeft", out _));
    }

    [Theory]
    [InlineData("""{"maxRecords":0}""", "invalid-memory", "maxRecords")]
    [InlineData("""{"maxBytes":-1}""", "invalid-memory", "maxBytes")]
    [InlineData("""{"maxBytes":9007199254740993}""", "invalid-memory", "maxBytes")]
    [InlineData("""{"requestsPerSecond":2147483647}""", "invalid-memory", "requestsPerSecond")]
    [InlineData("""{"inferenceTokensPerMinute":9223372036854775807}""", "invalid-memory", "inferenceTokensPerMinute")]
    [InlineData("""{"maxScopes":0}""", "invalid-memory", "maxScopes")]
    [InlineData("""{"maxRecords":99999999999999999999}""", "malformed-body", "maxRecords")]
    [InlineData("""{"maxRecords":1.5}""", "malformed-body", "maxRecords")]
    [InlineData("""{"maxRecords":"many"}""", "malformed-body", "maxRecords")]
    [InlineData("""{"maxRequests":5}""", "malformed-body", "maxRequests")]
    public async Task Absurd_limits_are_refused_and_change_nothing(string body, string type, string field)
    {
        using var folder = new TemporaryDirectory();
        await using var server = await SiloServer.StartDurableAsync(folder.Path);
        using var set = await server.SendAsync(HttpMethod.Put, Limits, body);
        await ProblemAssert.IsAsync(set, HttpStatusCode.BadRequest, type, field);
        Assert.False((await server.SendOkAsync(HttpMethod.Get, "/v1/tenants/acme")).GetProperty("exists").GetBoolean());
    }

    [Fact]
    public async Task A_full_tenant_and_one_that_calls_too_often_are_told_when_to_come_back()
    {
        using var folder = new TemporaryDirectory();
        await using var server = await SiloServer.StartDurableAsync(folder.Path);
        using var set = await server.SendAsync(HttpMethod.Put, Limits, """{"maxRecords":2}""");
        using var fits = await server.SendAsync(HttpMethod.Post, Memories, """{"items":[{"text":"one"},{"text":"two"}]}""");
        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        using var full = await server.SendAsync(HttpMethod.Post, Memories, """{"items":[{"text":"three"}]}""");
        var problem = await ProblemAssert.IsAsync(full, HttpStatusCode.TooManyRequests, "limit-exceeded");
        Assert.Equal(("MaxRecords", 2), (problem.GetProperty("limit").GetString(), problem.GetProperty("value").GetInt64()));
        Assert.NotNull(full.Headers.RetryAfter);
        using var large = await server.SendAsync(HttpMethod.Post, Memories, """{"items":[{"text":"3"},{"text":"4"},{"text":"5"}]}""");
        await ProblemAssert.IsAsync(large, HttpStatusCode.RequestEntityTooLarge, "too-large-for-limit");

        using var slow = await server.SendAsync(HttpMethod.Put, Limits, """{"requestsPerSecond":5}""");
        Assert.Equal(HttpStatusCode.NoContent, slow.StatusCode);
        var refused = new List<HttpResponseMessage>();
        for (var i = 0; i < 60 && refused.Count == 0; i++)
        {
            var answer = await server.SendAsync(HttpMethod.Get, Memories);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                refused.Add(answer);
        }

        var rate = await ProblemAssert.IsAsync(Assert.Single(refused), HttpStatusCode.TooManyRequests, "limit-exceeded");
        Assert.Equal("RequestsPerSecond", rate.GetProperty("limit").GetString());
        Assert.InRange(refused[0].Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        // Other tenants go on, and the tenant's own admin can still raise the limit.
        await server.SendOkAsync(HttpMethod.Post, "/v1/tenants/other/scopes/user:bob/memories", """{"items":[{"text":"hello"}]}""");
        using var raised = await server.SendAsync(HttpMethod.Put, Limits, "{}");
        Assert.Equal(HttpStatusCode.NoContent, raised.StatusCode);
    }

    [Fact]
    public async Task One_tenants_requests_cannot_take_the_places_of_anothers()
    {
        await using var server = await SiloServer.StartAsync("--AgentGrains:MaxConcurrentRequests=2");
        server.Memory.Hold = new TaskCompletionSource();
        var held = Enumerable.Range(0, 5).Select(_ => server.SendAsync(HttpMethod.Post, "/v1/tenants/acme/recall", """{"query":"a","scopes":["user:ann"]}""")).ToList();

        // Two are worked on, two wait, and one is refused at once.
        using var first = await await Task.WhenAny(held);
        var problem = await ProblemAssert.IsAsync(first, HttpStatusCode.TooManyRequests, "too-many-at-once");
        Assert.Equal(2, problem.GetProperty("value").GetInt64());
        Assert.NotNull(first.Headers.RetryAfter);
        await server.ListAsync("/v1/tenants/other/scopes/user:bob/memories");
        await server.SendOkAsync(HttpMethod.Get, "/v1/tenants/acme");

        server.Memory.Hold.SetResult();
        var answers = await Task.WhenAll(held);
        Assert.Equal(4, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        foreach (var answer in answers)
            answer.Dispose();
    }
}
