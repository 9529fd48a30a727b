using System.Net;
using System.Text.Json;

namespace AgentGrains.Silo.Tests;

public sealed class MemoryRoutesTests
{
    private const string Memories = "/v1/tenants/acme/scopes/user:ann/memories";

    [Fact]
    public async Task Remember_takes_every_field_and_get_gives_it_back()
    {
        await using var server = await SiloServer.StartAsync();

        var answer = await server.SendOkAsync(HttpMethod.Post, Memories, """
            {"items":[{"kind":"belief","text":"Ann wohnt in Köln 🙂","actor":"Ann","session":"s1","occurredAt":"2026-05-03T09:30:00+02:00",
            "key":"k1","canonicalName":"Wohnort","aliases":["home"],"why":"for the weather","pinned":true,"validFrom":"2026-05-01",
            "validTo":"2027-01-01T00:00:00","metadata":{"b":"2","a":"1"},"source":"chat","confidence":0.5,
            "slot":{"subject":"Ann","predicate":"lives in","value":"Köln","multiValued":true}}]}
            """);
        var receipt = answer.GetProperty("receipts").EnumerateArray().Single();
        Assert.Equal(1, receipt.GetProperty("sequence").GetInt64());
        Assert.NotEmpty(receipt.GetProperty("watermark").GetString()!);

        var record = await server.SendOkAsync(HttpMethod.Get, $"{Memories}/{receipt.GetProperty("id").GetString()}");
        Assert.Equal("belief", record.GetProperty("kind").GetString());
        Assert.Equal("Ann wohnt in Köln 🙂", record.GetProperty("text").GetString());
        Assert.Equal("Ann", record.GetProperty("actor").GetString());
        Assert.Equal("s1", record.GetProperty("session").GetString());
        Assert.Equal("2026-05-03T09:30:00+02:00", record.GetProperty("occurredAt").GetString());
        Assert.Equal("2026-05-01T00:00:00+00:00", record.GetProperty("validFrom").GetString());
        Assert.Equal("2027-01-01T00:00:00+00:00", record.GetProperty("validTo").GetString());
        Assert.Equal("Wohnort", record.GetProperty("canonicalName").GetString());
        Assert.Equal("home", record.GetProperty("aliases")[0].GetString());
        Assert.Equal("for the weather", record.GetProperty("why").GetString());
        Assert.True(record.GetProperty("pinned").GetBoolean());
        Assert.Equal("chat", record.GetProperty("source").GetString());
        Assert.Equal(0.5, record.GetProperty("confidence").GetDouble());
        Assert.Equal("Köln", record.GetProperty("slot").GetProperty("value").GetString());
        Assert.True(record.GetProperty("slot").GetProperty("multiValued").GetBoolean());
        Assert.Equal("""{"a":"1","b":"2"}""", record.GetProperty("metadata").GetRawText());
        Assert.Equal("active", record.GetProperty("status").GetString());
    }

    [Fact]
    public async Task An_item_needs_only_text_and_is_a_turn()
    {
        await using var server = await SiloServer.StartAsync();
        await server.SendOkAsync(HttpMethod.Post, Memories, """{"items":[{"text":"hello"}]}""");
        Assert.Equal("turn", (await server.ListAsync(Memories)).Single().GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("turn")]
    [InlineData("event")]
    [InlineData("belief")]
    [InlineData("note")]
    [InlineData("resource")]
    [InlineData("concept")]
    [InlineData("procedure")]
    [InlineData("case")]
    [InlineData("lesson")]
    public async Task Every_kind_has_its_lower_case_name(string kind)
    {
        await using var server = await SiloServer.StartAsync();
        await server.SendOkAsync(HttpMethod.Post, Memories, $$"""{"items":[{"kind":"{{kind}}","text":"hello"}]}""");
        Assert.Equal(kind, (await server.ListAsync(Memories)).Single().GetProperty("kind").GetString());
    }

    [Fact]
    public async Task The_same_key_again_gives_the_same_receipt()
    {
        await using var server = await SiloServer.StartAsync();
        const string body = """{"items":[{"text":"once","key":"k"}]}""";
        var first = await server.SendOkAsync(HttpMethod.Post, Memories, body);
        var second = await server.SendOkAsync(HttpMethod.Post, Memories, body);
        Assert.Equal(first.GetRawText(), second.GetRawText());
        Assert.Single(await server.ListAsync(Memories));
    }

    [Fact]
    public async Task A_scope_in_the_path_may_be_percent_encoded()
    {
        await using var server = await SiloServer.StartAsync();
        await server.SendOkAsync(HttpMethod.Post, "/v1/tenants/acme/scopes/user%3Aann%20lee/memories", """{"items":[{"text":"hello"}]}""");
        Assert.Single(await server.ListAsync("/v1/tenants/acme/scopes/user:ann%20lee/memories"));
    }

    [Fact]
    public async Task Forgotten_is_gone_and_forgetting_again_finds_nothing()
    {
        await using var server = await SiloServer.StartAsync();
        var answer = await server.SendOkAsync(HttpMethod.Post, Memories, """{"items":[{"text":"secret"}]}""");
        var path = $"{Memories}/{answer.GetProperty("receipts")[0].GetProperty("id").GetString()}";

        using var forgotten = await server.SendAsync(HttpMethod.Delete, path);
        Assert.Equal(HttpStatusCode.NoContent, forgotten.StatusCode);
        using var again = await server.SendAsync(HttpMethod.Delete, path);
        await ProblemAssert.IsAsync(again, HttpStatusCode.NotFound, "not-found");
        using var read = await server.SendAsync(HttpMethod.Get, path);
        await ProblemAssert.IsAsync(read, HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Reading_as_of_an_earlier_time_finds_what_was_there_then()
    {
        await using var server = await SiloServer.StartAsync();
        var answer = await server.SendOkAsync(HttpMethod.Post, Memories, """{"items":[{"text":"hello"}]}""");
        var path = $"{Memories}/{answer.GetProperty("receipts")[0].GetProperty("id").GetString()}";

        await server.SendOkAsync(HttpMethod.Get, $"{path}?asOf=2026-05-05");
        using var before = await server.SendAsync(HttpMethod.Get, $"{path}?asOf=2026-05-03T00:00:00Z");
        await ProblemAssert.IsAsync(before, HttpStatusCode.NotFound, "not-found");
        using var nonsense = await server.SendAsync(HttpMethod.Get, $"{path}?asOf=yesterday");
        await ProblemAssert.IsAsync(nonsense, HttpStatusCode.BadRequest, "invalid-memory", "asOf");
    }

    [Fact]
    public async Task A_list_streams_a_record_as_soon_as_it_is_there()
    {
        await using var server = await SiloServer.StartAsync();
        await server.SendOkAsync(HttpMethod.Post, Memories, """{"items":[{"text":"one"},{"text":"two\nlines"}]}""");
        var gate = new TaskCompletionSource();
        server.Memory.Memory(Scope.User("acme", "ann")).Gate = gate.Task;

        using var answer = await server.Http.GetAsync(
            new Uri(Memories, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        Assert.Equal("one", Text(await lines.ReadLineAsync(TestContext.Current.CancellationToken)));
        gate.SetResult();
        Assert.Equal("two\nlines", Text(await lines.ReadLineAsync(TestContext.Current.CancellationToken)));
        Assert.Null(await lines.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_list_that_breaks_off_is_not_a_complete_answer()
    {
        await using var server = await SiloServer.StartAsync();
        await server.SendOkAsync(HttpMethod.Post, Memories, """{"items":[{"text":"one"},{"text":"two"}]}""");
        server.Memory.Memory(Scope.User("acme", "ann")).Gate = Task.FromException(new InvalidOperationException("disk"));

        await Assert.ThrowsAsync<HttpRequestException>(() => server.SendAsync(HttpMethod.Get, Memories));
    }

    [Fact]
    public async Task Erasing_a_scope_leaves_the_others_and_the_list_of_scopes_knows()
    {
        await using var server = await SiloServer.StartAsync();
        await server.SendOkAsync(HttpMethod.Post, Memories, """{"items":[{"text":"a"}]}""");
        await server.SendOkAsync(HttpMethod.Post, "/v1/tenants/acme/scopes/team:support/memories", """{"items":[{"text":"b"}]}""");
        Assert.Equal(["team:support", "user:ann"], (await server.ListAsync("/v1/tenants/acme/scopes")).Select(name => name.GetString()));

        using var erased = await server.SendAsync(HttpMethod.Delete, "/v1/tenants/acme/scopes/user:ann");
        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        Assert.Empty(await server.ListAsync(Memories));
        Assert.Equal(["team:support"], (await server.ListAsync("/v1/tenants/acme/scopes")).Select(name => name.GetString()));
    }

    private static string? Text(string? line) => JsonElement.Parse(line!).GetProperty("text").GetString();
}
