using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AgentGrains.Silo.Tests;

public sealed partial class DescriptionTests
{
    [Fact]
    public async Task The_description_has_every_route_with_a_summary_and_no_other()
    {
        await using var server = await SiloServer.StartAsync();
        var paths = (await server.SendOkAsync(HttpMethod.Get, "/openapi/v1.json")).GetProperty("paths");
        var described = paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation => (path.Name, operation.Name)));
        Assert.Equal(Routes.Of(server).Where(route => route.IsDescribed).Select(route => (route.Path, route.Method.ToLowerInvariant())).Append(("/metrics", "get")).Order(), described.Order());
        foreach (var operation in paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()))
            Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
    }

    [Fact]
    public async Task The_description_has_examples_the_security_scheme_kinds_and_field_texts()
    {
        await using var server = await SiloServer.StartAsync();
        var api = await server.SendOkAsync(HttpMethod.Get, "/openapi/v1.json");
        Assert.Equal("bearer", api.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer").GetProperty("scheme").GetString());

        var remember = api.GetProperty("paths").GetProperty("/v1/tenants/{tenant}/scopes/{scope}/memories").GetProperty("post");
        var body = remember.GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
        await server.SendOkAsync(HttpMethod.Post, "/v1/tenants/demo/scopes/user:ann/memories", body.GetProperty("example").GetRawText());
        Assert.True(remember.GetProperty("responses").TryGetProperty("409", out _));

        var schemas = api.GetProperty("components").GetProperty("schemas");
        var item = schemas.GetProperty("MemoryItem").GetProperty("properties");
        Assert.Equal("Idempotency key: the same key and content again returns the first receipt.", item.GetProperty("key").GetProperty("description").GetString());
        Assert.Contains("\"lesson\"", schemas.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("string", schemas.GetProperty("MemoryId").GetProperty("type").GetString());
        Assert.False(schemas.GetProperty("MemoryId").TryGetProperty("properties", out _));
        Assert.Equal("integer", schemas.GetProperty("RecordBody").GetProperty("properties").GetProperty("version").GetProperty("type").GetString());
        Assert.Contains("date-time", item.GetProperty("occurredAt").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_loads_nothing_from_elsewhere_and_the_browser_is_told_so()
    {
        await using var server = await SiloServer.StartAsync();
        using var root = await server.SendAsync(HttpMethod.Get, "/");
        Assert.Equal("/docs", root.Headers.Location?.OriginalString);

        foreach (var path in new[] { "/docs", "/docs/reference.js", "/docs/reference.css" })
        {
            using var answer = await server.SendAsync(HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.NotEmpty(text);
            Assert.Empty(ExternalUrls().Matches(text));
        }
    }

    [Fact]
    public async Task Ready_follows_the_silo_and_live_does_not()
    {
        await using var server = await SiloServer.StartAsync();
        Assert.Equal("ready", (await server.SendOkAsync(HttpMethod.Get, "/health/ready")).GetProperty("status").GetString());
        server.Readiness.Missing = "The vector store does not answer.";
        Assert.Equal("The vector store does not answer.", (await server.SendOkAsync(HttpMethod.Get, "/health/ready")).GetProperty("reason").GetString());
        server.Readiness.WhyNot = "The silo is joining.";
        using var answer = await server.SendAsync(HttpMethod.Get, "/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var body = JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("The silo is joining.", body.GetProperty("reason").GetString());
        Assert.Equal("live", (await server.SendOkAsync(HttpMethod.Get, "/health/live")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Metrics_tell_about_requests_and_the_runtime()
    {
        await using var server = await SiloServer.StartAsync();
        await server.SendOkAsync(HttpMethod.Get, "/health/live");
        using var answer = await server.SendAsync(HttpMethod.Get, "/metrics");
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("http_server_request_duration_seconds", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_gc_", text, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?:https?:)?//[a-z0-9-]+\.[a-z]", RegexOptions.IgnoreCase)]
    private static partial Regex ExternalUrls();
}
