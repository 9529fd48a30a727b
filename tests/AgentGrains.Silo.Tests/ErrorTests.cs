using System.Net;
using System.Text;

namespace AgentGrains.Silo.Tests;

public sealed class ErrorTests
{
    private const string Memories = "/v1/tenants/acme/scopes/user:ann/memories";

    public static TheoryData<string, string?> MalformedBodies => new()
    {
        { """{"items":[{"text":"a"}""", null },
        { "", null },
        { "null", null },
        { """[{"text":"a"}]""", null },
        { """{"items":{}}""", "items" },
        { """{"items":[{"text":7}]}""", "items[0].text" },
        { """{"items":[{"text":"a"},{"txet":"b"}]}""", "items[1].txet" },
        { """{"items":[{"text":"a","kind":"secret"}]}""", "items[0].kind" },
        { """{"items":[{"text":"a","kind":3}]}""", "items[0].kind" },
        { """{"items":[{"text":"a","Kind":"turn"}]}""", "items[0].Kind" },
        { """{"items":[{"text":"a","occurredAt":"last May"}]}""", "items[0].occurredAt" },
        { """{"items":[{"text":"a","supersedes":"7"}]}""", "items[0].supersedes" },
        { """{"items":[{"text":"a","metadata":{"n":1}}]}""", "items[0].metadata.n" },
        { """{"items":[{"text":"a","slot":{"verb":"b"}}]}""", "items[0].slot.verb" },
        { """{"items":[{"text":"lone \ud800 surrogate"}]}""", "items[0].text" },
        { """{"items":[{"text":"a","text":"b"}]}""", "items[0].text" },
        { """{"items":[{"text":"a"}]} trailing""", null },
    };

    public static TheoryData<string, string> InvalidItems => new()
    {
        { "{}", "items" },
        { """{"items":[]}""", "items" },
        { """{"items":[null]}""", "items[0]" },
        { """{"items":[{"kind":"turn"}]}""", "items[0].text" },
        { """{"items":[{"text":""}]}""", "text" },
        { """{"items":[{"text":"a","confidence":1.5}]}""", "items[0].confidence" },
        { """{"items":[{"text":"a","aliases":["b",null]}]}""", "items[0].aliases[1]" },
        { """{"items":[{"text":"a","metadata":{"n":null}}]}""", "items[0].metadata.n" },
        { """{"items":[{"text":"a","slot":{"subject":"b","value":"c"}}]}""", "items[0].slot.predicate" },
    };

    public static TheoryData<Exception, HttpStatusCode, string> Failures => new()
    {
        { new InvalidScopeException("bad"), HttpStatusCode.BadRequest, "invalid-scope" },
        { new TenantMismatchException("other"), HttpStatusCode.Forbidden, "tenant-mismatch" },
        { new LimitExceededException("MaxRecords", 10, "full"), HttpStatusCode.TooManyRequests, "limit-exceeded" },
        { new JournalCorruptedException("acme/user:ann", "s-3", "flipped bit"), HttpStatusCode.InternalServerError, "journal-corrupted" },
        { new WriteUncertainException("disk"), HttpStatusCode.ServiceUnavailable, "write-uncertain" },
        { new TimeoutException("slow"), HttpStatusCode.ServiceUnavailable, "unavailable" },
        { new InvalidOperationException("the text of a memory"), HttpStatusCode.InternalServerError, "internal" },
    };

    [Theory, MemberData(nameof(MalformedBodies))]
    public async Task A_malformed_body_is_refused_and_the_field_named(string body, string? field)
    {
        await using var server = await SiloServer.StartAsync();
        using var answer = await server.SendAsync(HttpMethod.Post, Memories, body);
        var problem = await ProblemAssert.IsAsync(answer, HttpStatusCode.BadRequest, "malformed-body", field);
        Assert.DoesNotContain("AgentGrains.Silo", problem.Detail(), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", problem.Detail(), StringComparison.Ordinal);
        Assert.Equal(0, server.Memory.Memory(Scope.User("acme", "ann")).Count);
    }

    [Theory, MemberData(nameof(InvalidItems))]
    public async Task An_invalid_item_is_refused_and_the_field_named(string body, string field)
    {
        await using var server = await SiloServer.StartAsync();
        using var answer = await server.SendAsync(HttpMethod.Post, Memories, body);
        await ProblemAssert.IsAsync(answer, HttpStatusCode.BadRequest, "invalid-memory", field);
        Assert.Equal(0, server.Memory.Memory(Scope.User("acme", "ann")).Count);
    }

    [Fact]
    public async Task An_unknown_kind_is_answered_with_the_known_ones_and_an_unknown_field_too()
    {
        await using var server = await SiloServer.StartAsync();
        using var kind = await server.SendAsync(HttpMethod.Post, Memories, """{"items":[{"text":"a","kind":"secret"}]}""");
        Assert.Contains("turn, event, belief, note, resource, concept, procedure, case, lesson",
            (await ProblemAssert.IsAsync(kind, HttpStatusCode.BadRequest, "malformed-body", "items[0].kind")).Detail(), StringComparison.Ordinal);
        using var field = await server.SendAsync(HttpMethod.Post, Memories, """{"items":[{"txet":"a"}]}""");
        Assert.Contains("text, actor, session, occurredAt",
            (await ProblemAssert.IsAsync(field, HttpStatusCode.BadRequest, "malformed-body", "items[0].txet")).Detail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invalid_utf8_and_other_types_of_body_are_refused()
    {
        await using var server = await SiloServer.StartAsync();
        byte[] invalid = [.. """{"items":[{"text":"a"""u8, 0xFF, 0xC0, .. "\"}]}"u8];
        using var utf8 = await PostAsync(server, invalid, "application/json");
        await ProblemAssert.IsAsync(utf8, HttpStatusCode.BadRequest, "malformed-body", "items[0].text");

        var json = """{"items":[{"text":"a"}]}""";
        using var form = await PostAsync(server, Encoding.UTF8.GetBytes(json), "application/x-www-form-urlencoded");
        await ProblemAssert.IsAsync(form, HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        using var utf16 = await PostAsync(server, Encoding.Unicode.GetBytes(json), "application/json; charset=utf-16");
        await ProblemAssert.IsAsync(utf16, HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Theory]
    [InlineData("/v1/tenants/acme/scopes/ann/memories")]
    [InlineData("/v1/tenants/acme/scopes/robot:ann/memories")]
    [InlineData("/v1/tenants/acme/scopes/user:/memories")]
    [InlineData("/v1/tenants/acme/scopes/user:a%2Fb/memories")]
    [InlineData("/v1/tenants/acme/scopes/user:a%07b/memories")]
    [InlineData("/v1/tenants/acme/scopes/user:%FF/memories")]
    [InlineData("/v1/tenants/ac:me/scopes/user:ann/memories")]
    public async Task Names_that_are_not_valid_are_refused(string path)
    {
        await using var server = await SiloServer.StartAsync();
        using var answer = await server.SendAsync(HttpMethod.Get, path);
        await ProblemAssert.IsAsync(answer, HttpStatusCode.BadRequest, "invalid-scope");
    }

    [Theory, MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Errors_of_the_runtime_keep_their_meaning(Exception failure, HttpStatusCode status, string type)
    {
        await using var server = await SiloServer.StartAsync();
        server.Memory.Failure = failure;
        using var answer = await server.SendAsync(HttpMethod.Get, Memories);
        var problem = await ProblemAssert.IsAsync(answer, status, type);
        Assert.Equal(status == HttpStatusCode.ServiceUnavailable, answer.Headers.RetryAfter is not null);
        Assert.DoesNotContain("the text of a memory", problem.GetRawText(), StringComparison.Ordinal);
        if (failure is JournalCorruptedException)
            Assert.Equal(("acme/user:ann", "s-3"), (problem.GetProperty("scope").GetString(), problem.GetProperty("segment").GetString()));
        if (failure is LimitExceededException)
            Assert.Equal(("MaxRecords", 10), (problem.GetProperty("limit").GetString(), problem.GetProperty("value").GetInt64()));
    }

    [Fact]
    public async Task The_same_key_with_other_content_is_a_conflict_that_shows_the_first_write()
    {
        await using var server = await SiloServer.StartAsync();
        var first = await server.SendOkAsync(HttpMethod.Post, Memories, """{"items":[{"text":"a","key":"k"}]}""");
        using var second = await server.SendAsync(HttpMethod.Post, Memories, """{"items":[{"text":"b","key":"k"}]}""");
        var problem = await ProblemAssert.IsAsync(second, HttpStatusCode.Conflict, "idempotency-conflict", "key");
        Assert.Equal(first.GetProperty("receipts")[0].GetRawText(), problem.GetProperty("existing").GetRawText());
    }

    [Fact]
    public async Task Too_large_bodies_and_batches_are_refused()
    {
        await using var server = await SiloServer.StartAsync("--AgentGrains:MaxBodyBytes=2048", "--AgentGrains:Memory:MaxBatch=3");
        using var large = await server.SendAsync(HttpMethod.Post, Memories, $$"""{"items":[{"text":"{{new string('a', 3000)}}"}]}""");
        await ProblemAssert.IsAsync(large, HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        using var many = await server.SendAsync(HttpMethod.Post, Memories, """{"items":[{"text":"a"},{"text":"b"},{"text":"c"},{"text":"d"}]}""");
        await ProblemAssert.IsAsync(many, HttpStatusCode.BadRequest, "invalid-memory", "items");
    }

    [Fact]
    public async Task Absent_ids_routes_and_methods_are_problems_too()
    {
        await using var server = await SiloServer.StartAsync();
        using var id = await server.SendAsync(HttpMethod.Get, $"{Memories}/nonsense");
        await ProblemAssert.IsAsync(id, HttpStatusCode.NotFound, "not-found", "id");
        using var route = await server.SendAsync(HttpMethod.Get, "/v2/anything");
        await ProblemAssert.IsAsync(route, HttpStatusCode.NotFound, "not-found");
        using var method = await server.SendAsync(HttpMethod.Patch, Memories);
        await ProblemAssert.IsAsync(method, HttpStatusCode.MethodNotAllowed, "method-not-allowed");
    }

    private static async Task<HttpResponseMessage> PostAsync(SiloServer server, byte[] body, string contentType)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await server.Http.PostAsync(new Uri(Memories, UriKind.Relative), content, TestContext.Current.CancellationToken);
    }
}
