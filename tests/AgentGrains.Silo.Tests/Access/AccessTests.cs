using System.Net;

namespace AgentGrains.Silo.Tests;

public sealed class AccessTests
{
    private const string Acme = "/v1/tenants/acme/scopes/user:ann/memories";
    private static readonly string AcmeKey = ApiKey.Create();
    private static readonly string OtherKey = ApiKey.Create();

    public static TheoryData<string, string, string?> Routes => new()
    {
        { "POST", "/v1/tenants/acme/scopes/user:ann/memories", "{}" },
        { "GET", "/v1/tenants/acme/scopes/user:ann/memories", null },
        { "GET", "/v1/tenants/acme/scopes/user:ann/memories/e-01HZX3M9Q2000G000123456789", null },
        { "DELETE", "/v1/tenants/acme/scopes/user:ann/memories/e-01HZX3M9Q2000G000123456789", null },
        { "DELETE", "/v1/tenants/acme/scopes/user:ann", null },
        { "GET", "/v1/tenants/acme/scopes", null },
        { "GET", "/V1/Tenants/acme/Scopes", null },
        { "POST", "/v1/tenants/acme/recall", "{}" },
        { "POST", "/v1/tenants/acme/resolve", "{}" },
        { "GET", "/v1/tenants/acme", null },
        { "PUT", "/v1/tenants/acme/limits", "{}" },
        { "POST", "/v1/tenants/acme/key/rewrap", null },
        { "DELETE", "/v1/tenants/acme/key", null },
        { "PUT", "/v1/tenants/acme/agents/planner", "{}" },
        { "GET", "/v1/tenants/acme/agents/planner", null },
        { "POST", "/v1/tenants/acme/agents/planner/run", "{}" },
    };

    [Theory, MemberData(nameof(Routes))]
    public async Task Every_tenant_route_needs_a_key_of_its_tenant(string method, string path, string? body)
    {
        await using var server = await StartWithKeysAsync();
        var verb = new HttpMethod(method);

        using var none = await server.SendAsync(verb, path, body);
        await ProblemAssert.IsAsync(none, HttpStatusCode.Unauthorized, "unauthorized");
        Assert.Equal("Bearer", none.Headers.WwwAuthenticate.Single().Scheme);
        using var wrong = await server.SendAsync(verb, path, body, Bearer(AcmeKey + "0"));
        await ProblemAssert.IsAsync(wrong, HttpStatusCode.Unauthorized, "unauthorized");
        using var others = await server.SendAsync(verb, path, body, Bearer(OtherKey));
        await ProblemAssert.IsAsync(others, HttpStatusCode.Forbidden, "forbidden");
        Assert.Null(server.Memory.LastTenant);

        using var right = await server.SendAsync(verb, path, body, Bearer(AcmeKey));
        Assert.NotEqual(HttpStatusCode.Unauthorized, right.StatusCode);
        Assert.NotEqual(HttpStatusCode.Forbidden, right.StatusCode);
    }

    [Fact]
    public async Task Both_headers_carry_a_key_and_a_tenant_may_have_several()
    {
        var second = ApiKey.Create();
        await using var server = await SiloServer.StartAsync([.. SiloServer.KeyFor(0, "acme", AcmeKey), .. SiloServer.KeyFor(1, "acme", second)]);
        foreach (var header in new[] { Bearer(AcmeKey), Bearer(second), ("X-Api-Key", AcmeKey), ("Authorization", $"bearer {second}") })
        {
            using var answer = await server.SendAsync(HttpMethod.Get, Acme, null, header);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        }
    }

    [Fact]
    public async Task Tenants_do_not_see_each_other()
    {
        await using var server = await StartWithKeysAsync();
        using var written = await server.SendAsync(HttpMethod.Post, Acme, """{"items":[{"text":"the acme secret"}]}""", Bearer(AcmeKey));
        Assert.Equal(HttpStatusCode.OK, written.StatusCode);
        Assert.Equal("acme", server.Memory.LastTenant);

        using var listed = await server.SendAsync(HttpMethod.Get, Acme.Replace("acme", "other", StringComparison.Ordinal), null, Bearer(OtherKey));
        Assert.Equal("", await listed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var recalled = await server.SendAsync(
            HttpMethod.Post, "/v1/tenants/other/recall", """{"query":"acme secret","scopes":["user:ann"]}""", Bearer(OtherKey));
        Assert.DoesNotContain("the acme secret", await recalled.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var smuggled = await server.SendAsync(
            HttpMethod.Post, "/v1/tenants/other/recall", """{"query":"acme secret","scopes":["acme/user:ann"]}""", Bearer(OtherKey));
        await ProblemAssert.IsAsync(smuggled, HttpStatusCode.BadRequest, "invalid-scope");
    }

    [Fact]
    public async Task Health_and_description_are_open_and_metrics_want_this_machine_or_a_key()
    {
        await using var server = await StartWithKeysAsync();
        var away = ("X-Pretend-Remote", "203.0.113.7");
        foreach (var open in new[] { "/health/live", "/health/ready", "/openapi/v1.json", "/docs", "/docs/reference.js", "/docs/reference.css", "/metrics" })
            await StatusAsync(HttpStatusCode.OK, server, open);
        foreach (var open in new[] { "/health/live", "/openapi/v1.json", "/docs" })
            await StatusAsync(HttpStatusCode.OK, server, open, away);
        await StatusAsync(HttpStatusCode.Unauthorized, server, "/metrics", away);
        await StatusAsync(HttpStatusCode.OK, server, "/metrics", away, Bearer(OtherKey));
    }

    [Fact]
    public async Task Without_keys_only_this_machine_may_call_and_only_by_its_own_name()
    {
        await using var server = await SiloServer.StartAsync();
        await StatusAsync(HttpStatusCode.OK, server, Acme);
        await StatusAsync(HttpStatusCode.Forbidden, server, Acme, ("X-Pretend-Remote", "203.0.113.7"));
        await StatusAsync(HttpStatusCode.Forbidden, server, Acme, ("Host", "rebound.example"));
        await StatusAsync(HttpStatusCode.OK, server, Acme, ("Host", "localhost:5210"));
    }

    [Fact]
    public async Task No_key_is_ever_logged_or_printed()
    {
        await using var server = await StartWithKeysAsync();
        foreach (var header in new[] { Bearer(AcmeKey), Bearer(OtherKey), ("X-Api-Key", AcmeKey), Bearer(AcmeKey + "0") })
        {
            using var read = await server.SendAsync(HttpMethod.Get, Acme, null, header);
            using var written = await server.SendAsync(HttpMethod.Post, Acme, """{"items":[{"text":"a very private text"}]}""", header);
            server.Memory.Failure = new InvalidOperationException("broken");
            using var failed = await server.SendAsync(HttpMethod.Get, Acme, null, header);
            server.Memory.Failure = null;
        }

        var logged = server.Logs.Text + server.Printed;
        Assert.Contains("Request starting", logged, StringComparison.Ordinal);
        Assert.DoesNotContain(AcmeKey, logged, StringComparison.Ordinal);
        Assert.DoesNotContain(OtherKey, logged, StringComparison.Ordinal);
        Assert.DoesNotContain(ApiKey.HashOf(AcmeKey)[7..], logged, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("a very private text", logged, StringComparison.Ordinal);
    }

    private static Task<SiloServer> StartWithKeysAsync() =>
        SiloServer.StartAsync([.. SiloServer.KeyFor(0, "acme", AcmeKey), .. SiloServer.KeyFor(1, "other", OtherKey)]);

    private static (string Name, string Value) Bearer(string key) => ("Authorization", $"Bearer {key}");

    private static async Task StatusAsync(HttpStatusCode expected, SiloServer server, string path, params (string, string)[] headers)
    {
        using var answer = await server.SendAsync(HttpMethod.Get, path, null, headers);
        Assert.True(answer.StatusCode == expected, $"{path}: expected {expected}, got {answer.StatusCode}");
    }
}
