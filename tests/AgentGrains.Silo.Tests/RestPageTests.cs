using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AgentGrains.Silo.Tests;

/// <summary>docs/rest.md is what the server maps; AGENTGRAINS_ACCEPT_API=1 writes it anew.</summary>
public sealed class RestPageTests
{
    private const string Head = """
        # REST

        Every route of the server, by what it is about. This page is made from the routes themselves (`AGENTGRAINS_ACCEPT_API=1 dotnet run --project tests/AgentGrains.Silo.Tests -- -class '*RestPageTests'`)
        and a test holds it to them. The server describes each body field by field at `/docs` and `/openapi/v1.json`.

        A credential is sent as `Authorization: Bearer KEY` or `X-Api-Key: KEY`; without configured credentials only this machine may call, and needs none. The role is the least one: writers may also read, admins also
        write. `{scope}` is written `user:ann`, `agent:planner`, `team:support` or `session:42`. Bodies are JSON in UTF-8; fields that are not known are refused. Lists stream one JSON value per line (`application/x-ndjson`).
        Errors are `application/problem+json` with a stable `type`, the `field` that is wrong and what to do; 429 and 503 may carry `Retry-After`, and a request that is repeated with the same keys doubles nothing.
        Every answer may also be 401 (no credential), 403 (not this one), 500 or 503; the tables name what comes on top.

        """;

    private static readonly int[] Everywhere = [401, 403, 500, 503];

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_page_is_what_the_server_maps()
    {
        await using var server = await SiloServer.StartAsync();
        var page = await WriteAsync(server);
        var file = Path.Combine(Repository.Root, "docs", "rest.md");
        if (Environment.GetEnvironmentVariable("AGENTGRAINS_ACCEPT_API") == "1")
            await File.WriteAllTextAsync(file, page, TestContext.Current.CancellationToken);
        Assert.Equal(page, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Every_route_says_what_it_does()
    {
        await using var server = await SiloServer.StartAsync();
        Assert.All(Routes.Of(server).Where(route => route.IsDescribed), route =>
        {
            Assert.NotEqual("Other", route.Group);
            Assert.NotEmpty(route.Summary);
            Assert.NotEmpty(route.Answers);
        });
    }

    private static async Task<string> WriteAsync(SiloServer server)
    {
        var paths = (await server.SendOkAsync(HttpMethod.Get, "/openapi/v1.json")).GetProperty("paths");
        var page = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (var group in Routes.Of(server).GroupBy(route => route.IsDescribed ? route.Group : "Other protocols").OrderBy(group => group.Key == "Other protocols").ThenBy(group => group.Key, StringComparer.Ordinal))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {group.Key}\n\n| route | role | also | what it does |\n|---|---|---|---|\n");
            foreach (var route in group.OrderBy(route => route.Path, StringComparer.Ordinal).ThenBy(route => route.Method, StringComparer.Ordinal))
            {
                var also = string.Join(", ", route.Answers.Where(status => status is not 200 && !Everywhere.Contains(status)));
                page.Append(CultureInfo.InvariantCulture, $"| `{route.Method} {route.Path}` | {route.Who} | {also} | {What(route)} |\n");
            }

            var example = group.Select(route => ExampleOf(paths, route)).FirstOrDefault(curl => curl is not null);
            if (example is not null)
                page.Append(CultureInfo.InvariantCulture, $"\n```bash\n{example}\n```\n");
        }

        return page.ToString();
    }

    private static string What(Routes route) => route.Summary.Length > 0 ? route.Summary : route.Path switch
    {
        "/v1/chat/completions" => "OpenAI's chat API with a memory ([proxy.md](proxy.md))",
        "/v1/models" => "OpenAI's list of models",
        _ => "Model Context Protocol ([mcp.md](mcp.md))",
    };

    private static string? ExampleOf(JsonElement paths, Routes route)
    {
        if (!route.IsDescribed || !paths.TryGetProperty(route.Path, out var path) || !path.TryGetProperty(route.Method.ToLowerInvariant(), out var operation)
            || !operation.TryGetProperty("requestBody", out var body) || !body.GetProperty("content").TryGetProperty("application/json", out var json) || !json.TryGetProperty("example", out var example))
        {
            return null;
        }

        var address = route.Path;
        foreach (var parameter in operation.TryGetProperty("parameters", out var all) ? all.EnumerateArray() : default)
        {
            if (parameter.GetProperty("in").GetString() == "path")
                address = address.Replace($"{{{parameter.GetProperty("name").GetString()}}}", parameter.TryGetProperty("example", out var value) ? value.GetString() : "x", StringComparison.Ordinal);
        }

        var text = JsonSerializer.Serialize(example, Compact).Replace("'", "\\u0027", StringComparison.Ordinal);
        return $"curl -X {route.Method} http://127.0.0.1:5210{address} -H 'Content-Type: application/json' -d '{text}'";
    }
}
