using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AgentGrains.Silo.Tests;

public sealed class TelemetryTests
{
    [Fact]
    public async Task The_operators_metrics_are_served_and_tell_about_memory_tenants_and_the_door()
    {
        using var folder = new TemporaryDirectory();
        var key = ApiKey.Create();
        await using var server = await SiloServer.StartDurableAsync(folder.Path, SiloServer.KeyFor(0, "acme", key));
        var credential = ("X-Api-Key", key);
        await server.SendOkAsync(HttpMethod.Post, "/v1/tenants/acme/scopes/user:ann/memories", """{"items":[{"text":"a very private text"}]}""", credential);
        await server.SendOkAsync(HttpMethod.Post, "/v1/tenants/acme/recall", """{"query":"private","scopes":["user:ann"]}""", credential);
        using var refused = await server.SendAsync(HttpMethod.Get, "/v1/tenants/acme");
        using var answer = await server.SendAsync(HttpMethod.Get, "/metrics", null, credential);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        foreach (var name in new[]
        {
            "agentgrains_memory_operations", "agentgrains_memory_write_duration_seconds", "agentgrains_recall_duration_seconds",
            "agentgrains_sqlite_commits", "agentgrains_http_refused", "http_server_request_duration_seconds", "dotnet_gc", "orleans",
        })
            Assert.Contains(name, text, StringComparison.Ordinal);
        Assert.DoesNotContain("a very private text", text, StringComparison.Ordinal);
        Assert.DoesNotContain("acme", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_exported_unless_a_collector_is_named_and_then_no_text_of_a_memory()
    {
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        var port = ((IPEndPoint)collector.LocalEndpoint).Port;
        using (var folder = new TemporaryDirectory())
        {
            await using var silent = await SiloServer.StartDurableAsync(folder.Path);
            Assert.False(HasListener());
        }

        using var data = new TemporaryDirectory();
        await using (var server = await SiloServer.StartDurableAsync(data.Path, $"--AgentGrains:Telemetry:OtlpEndpoint=http://127.0.0.1:{port}"))
        {
            Assert.True(HasListener());
            await server.SendOkAsync(HttpMethod.Post, "/v1/tenants/acme/scopes/user:ann/memories", """{"items":[{"text":"a very private text"}]}""");
        }

        Assert.True(collector.Pending(), "Nobody called the collector.");

        static bool HasListener()
        {
            using var source = new ActivitySource("AgentGrains.Runtime");
            return source.HasListeners();
        }
    }

    [Theory]
    [InlineData("collector:4317")]
    [InlineData("ftp://collector")]
    [InlineData("here")]
    public async Task An_endpoint_that_is_none_stops_the_start(string endpoint)
    {
        var refused = await Assert.ThrowsAsync<InvalidConfigurationException>(() => SiloServer.StartAsync($"--AgentGrains:Telemetry:OtlpEndpoint={endpoint}"));
        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT", refused.Message, StringComparison.Ordinal);
    }
}
