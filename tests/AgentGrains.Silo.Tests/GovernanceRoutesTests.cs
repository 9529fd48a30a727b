using System.Net;

namespace AgentGrains.Silo.Tests;

/// <summary>A tenant's rules over HTTP, with real grains behind them.</summary>
public sealed class GovernanceRoutesTests : IDisposable
{
    private const string Rules = "/v1/tenants/acme/governance";
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Rules_are_set_read_told_and_enforced()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        Assert.Equal((0, "apply"), await VersionAsync(server));
        var set = await server.SendOkAsync(HttpMethod.Put, Rules, """
            {"version":0,"retention":[{"kind":"turn","days":365}],"consolidation":{"mode":"off"},"quarantine":[{"source":"web:*"},{"kind":"case"}],"by":"ann","reason":"a year"}
            """);
        Assert.Equal(1, set.GetProperty("version").GetInt32());
        Assert.Equal((1, "off"), await VersionAsync(server));
        var read = await server.SendOkAsync(HttpMethod.Get, Rules);
        Assert.Equal(("turn", 365), (read.GetProperty("retention")[0].GetProperty("kind").GetString(), read.GetProperty("retention")[0].GetProperty("days").GetInt32()));
        Assert.Equal("web:*", read.GetProperty("quarantine")[0].GetProperty("source").GetString());
        Assert.Equal("case", read.GetProperty("quarantine")[1].GetProperty("kind").GetString());
        var change = Assert.Single(await server.ListAsync($"{Rules}/history"));
        Assert.Equal((1, "ann", "a year"), (change.GetProperty("version").GetInt32(), change.GetProperty("by").GetString(), change.GetProperty("reason").GetString()));
        using var run = await server.SendAsync(HttpMethod.Post, "/v1/tenants/acme/scopes/user:ann/consolidation/runs");
        await ProblemAssert.IsAsync(run, HttpStatusCode.BadRequest, "invalid-memory", "consolidation");
    }

    [Theory]
    [InlineData("""{"version":0,"retention":[{"kind":"turn","days":0}]}""", "retention.days")]
    [InlineData("""{"version":0,"retention":[{"kind":"turn"}]}""", "retention[0]")]
    [InlineData("""{"version":0,"consolidation":{"mode":"sometimes"}}""", "consolidation.mode")]
    [InlineData("""{"version":7}""", "version")]
    public async Task What_is_not_valid_is_refused_by_its_field(string body, string field)
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        using var refused = await server.SendAsync(HttpMethod.Put, Rules, body);
        await ProblemAssert.IsAsync(refused, HttpStatusCode.BadRequest, "invalid-memory", field);
        Assert.Equal((0, "apply"), await VersionAsync(server));
    }

    private static async Task<(int, string?)> VersionAsync(SiloServer server)
    {
        var rules = await server.SendOkAsync(HttpMethod.Get, Rules);
        return (rules.GetProperty("version").GetInt32(), rules.GetProperty("consolidation").GetProperty("mode").GetString());
    }
}
