using System.Net;

namespace AgentGrains.Silo.Tests;

/// <summary>Consolidation over HTTP, with real grains behind it.</summary>
public sealed class ConsolidationRoutesTests : IDisposable
{
    private const string Ann = "/v1/tenants/acme/scopes/user:ann";
    private const string Runs = $"{Ann}/consolidation/runs";
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_run_is_begun_listed_read_and_undone()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        await server.SendOkAsync(HttpMethod.Post, $"{Ann}/memories", """
            {"items":[{"text":"Hey! So good to see you. The spare key is under the blue flower pot by the kitchen door. That is great!","actor":"Ann"},
            {"text":"The ferry leaves at 17:40 from the new pier.","actor":"Ann"}]}
            """);
        using var begun = await server.SendAsync(HttpMethod.Post, Runs);
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        var run = (await server.SendOkAsync(HttpMethod.Get, Runs))[0];
        for (var tries = 0; run.GetProperty("status").GetString() == "running" && tries < 200; tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, TestContext.Current.CancellationToken);
            run = (await server.SendOkAsync(HttpMethod.Get, Runs))[0];
        }

        Assert.True(run.GetProperty("status").GetString() == "done", run.GetRawText());
        Assert.Equal(("c1", "done", 1), (run.GetProperty("id").GetString(), run.GetProperty("status").GetString(), run.GetProperty("condensed").GetInt32()));
        Assert.False(run.TryGetProperty("watch", out _) || run.TryGetProperty("canary", out _), run.GetRawText());   // it never was on trial
        var change = Assert.Single(await server.ListAsync($"{Runs}/c1/changes"));
        Assert.Equal(("condense", "The spare key is under the blue flower pot by the kitchen door."), (change.GetProperty("kind").GetString(), change.GetProperty("gist").GetString()));
        Assert.Equal(change.GetProperty("gist").GetString(), (await server.ListAsync($"{Ann}/memories"))[0].GetProperty("gist").GetString());

        Assert.Equal(1, (await server.SendOkAsync(HttpMethod.Post, $"{Runs}/c1/rollback")).GetProperty("records").GetInt32());
        Assert.Equal("rolledBack", (await server.SendOkAsync(HttpMethod.Get, Runs))[0].GetProperty("status").GetString());
        using var absent = await server.SendAsync(HttpMethod.Post, $"{Runs}/c9/rollback");
        await ProblemAssert.IsAsync(absent, HttpStatusCode.BadRequest, "invalid-memory", "run");
    }

    [Fact]
    public async Task A_run_is_staged_seen_by_its_canary_promoted_and_another_one_dropped()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        await server.SendOkAsync(HttpMethod.Post, $"{Ann}/memories", """
            {"items":[{"text":"Hey! So good to see you. The spare key is under the blue flower pot by the kitchen door. That is great!","actor":"Ann"},
            {"text":"The ferry leaves at 17:40 from the new pier.","actor":"Ann"}]}
            """);
        using var begun = await server.SendAsync(HttpMethod.Post, $"{Runs}/staged", """{"sessions":["monday"]}""");
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        var staged = await UntilAsync(server, "staged");
        Assert.Equal((1, "monday", 0), (staged.GetProperty("condensed").GetInt32(), staged.GetProperty("canary").GetProperty("sessions")[0].GetString(), staged.GetProperty("canary").GetProperty("percent").GetInt32()));
        Assert.DoesNotContain("gist", (await server.ListAsync($"{Ann}/memories"))[0].GetRawText(), StringComparison.Ordinal);
        var asked = await server.SendOkAsync(HttpMethod.Post, "/v1/tenants/acme/recall", """{"query":"Where is the spare key?","scopes":["user:ann"],"forSession":"monday"}""");
        Assert.Equal("user:ann/c1", asked.GetProperty("canaries")[0].GetString());
        for (var tries = 0; (await UntilAsync(server, "staged")).GetProperty("watch").GetProperty("canary").GetProperty("recalls").GetInt64() != 1; tries++)
            Assert.True(tries < 200, "The recall of the canary is not counted.");
        Assert.DoesNotContain("So good to see you", asked.GetProperty("context").GetString(), StringComparison.Ordinal);

        using var promoted = await server.SendAsync(HttpMethod.Post, $"{Runs}/c1/promote", """{"reason":"ops"}""");
        Assert.Equal(HttpStatusCode.Accepted, promoted.StatusCode);
        Assert.Equal("ops", (await UntilAsync(server, "done")).GetProperty("approvedBy").GetString());
        Assert.Contains("gist", (await server.ListAsync($"{Ann}/memories"))[0].GetRawText(), StringComparison.Ordinal);

        using var nothing = await server.SendAsync(HttpMethod.Post, $"{Runs}/staged", "{}");
        Assert.Equal("c2", (await UntilAsync(server, "done")).GetProperty("id").GetString());   // nothing is left to do
        Assert.False((await server.SendOkAsync(HttpMethod.Get, Runs))[0].TryGetProperty("watch", out _));
        await server.SendOkAsync(HttpMethod.Post, $"{Ann}/memories", """{"items":[{"text":"Hello again! So good to see you. The boiler has 24 kW and stands in the cellar of the greenhouse. That is great!","actor":"Ann"}]}""");
        using var second = await server.SendAsync(HttpMethod.Post, $"{Runs}/staged", """{"percent":5}""");
        await UntilAsync(server, "staged");
        Assert.Equal("dropped", (await server.SendOkAsync(HttpMethod.Post, $"{Runs}/c3/drop", """{"reason":"no"}""")).GetProperty("status").GetString());
        using var again = await server.SendAsync(HttpMethod.Post, $"{Runs}/c3/promote", "{}");
        await ProblemAssert.IsAsync(again, HttpStatusCode.BadRequest, "invalid-memory", "run");
        using var share = await server.SendAsync(HttpMethod.Post, $"{Runs}/staged", """{"percent":101}""");
        await ProblemAssert.IsAsync(share, HttpStatusCode.BadRequest, "invalid-memory", "percent");
    }

    private static async Task<System.Text.Json.JsonElement> UntilAsync(SiloServer server, string status)
    {
        for (var tries = 0; ; tries++)
        {
            var run = (await server.SendOkAsync(HttpMethod.Get, Runs))[0];
            if (run.GetProperty("status").GetString() == status)
                return run;
            Assert.True(tries < 200, run.GetRawText());
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
