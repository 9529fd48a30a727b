using System.Net;

namespace AgentGrains.Silo.Tests;

/// <summary>Working memory over HTTP, with real grains behind it.</summary>
public sealed class SessionRoutesTests : IDisposable
{
    private const string Sessions = "/v1/tenants/acme/scopes/user:ann/sessions", Monday = $"{Sessions}/monday";
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_session_is_edited_read_rendered_expanded_and_erased()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        const string Edits = """
            {"edits":[{"kind":"openSubgoal","text":"Find a train","key":"e1"},{"kind":"addStep","step":{"kind":"observation","text":"The 9:40 is cheapest.","actor":"timetable"}},
            {"kind":"closeSubgoal","text":"the 9:40"},{"kind":"defineSymbol","name":"list","text":"9:40, 11:40"},{"kind":"setBlock","name":"human","text":"Ann likes trains.","version":0},
            {"kind":"addStep","step":{"kind":"message","text":"Book <|list|>."}}]}
            """;
        var receipts = (await server.SendOkAsync(HttpMethod.Post, $"{Monday}/edits", Edits)).GetProperty("receipts");
        Assert.Equal([1, 1, 1, 1, 1, 0], receipts.EnumerateArray().Select(receipt => receipt.GetProperty("number").GetInt32()));
        await server.SendOkAsync(HttpMethod.Post, $"{Monday}/edits", """{"edits":[{"kind":"openSubgoal","text":"Find a train","key":"e1"}]}""");   // once is enough

        var session = await server.SendOkAsync(HttpMethod.Get, Monday);
        var subgoal = Assert.Single(session.GetProperty("subgoals").EnumerateArray());
        Assert.Equal(("the 9:40", false, 0), (subgoal.GetProperty("summary").GetString(), subgoal.GetProperty("isOpen").GetBoolean(), subgoal.GetProperty("steps").GetArrayLength()));
        Assert.Equal("Ann likes trains.", session.GetProperty("blocks")[0].GetProperty("text").GetString());
        var step = (await server.SendOkAsync(HttpMethod.Get, $"{Monday}/subgoals/1")).GetProperty("steps")[0];
        Assert.Equal(("observation", "The 9:40 is cheapest.", "timetable"), (step.GetProperty("kind").GetString(), step.GetProperty("text").GetString(), step.GetProperty("actor").GetString()));
        var context = await server.SendOkAsync(HttpMethod.Get, $"{Monday}/context?tokenBudget=500");
        Assert.Contains("the 9:40", context.GetProperty("text").GetString(), StringComparison.Ordinal);
        var expanded = await server.SendOkAsync(HttpMethod.Post, $"{Monday}/expand", """{"text":"<|list|> and <|nothing|>"}""");
        Assert.Equal(("9:40, 11:40 and <|nothing|>", "nothing"), (expanded.GetProperty("text").GetString(), expanded.GetProperty("unknown")[0].GetString()));
        Assert.Equal("monday", Assert.Single(await server.ListAsync(Sessions)).GetString());

        using (var gone = await server.SendAsync(HttpMethod.Delete, Monday))
            Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Equal(0, (await server.SendOkAsync(HttpMethod.Get, Monday)).GetProperty("sequence").GetInt64());
        Assert.Empty(await server.ListAsync(Sessions));
    }

    [Theory]
    [InlineData("{}", "edits")]
    [InlineData("""{"edits":[null]}""", "edits[0]")]
    [InlineData("""{"edits":[{"kind":"jump"}]}""", "edits[0].kind")]
    [InlineData("""{"edits":[{"kind":"openSubgoal"}]}""", "edits[0].text")]
    [InlineData("""{"edits":[{"kind":"setBlock","name":"a","text":"b"}]}""", "edits[0].version")]
    [InlineData("""{"edits":[{"kind":"addStep","step":{"kind":"dance","text":"x"}}]}""", "edits[0].step.kind")]
    public async Task A_bad_edit_is_refused_by_field(string body, string field)
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        using var answer = await server.SendAsync(HttpMethod.Post, $"{Monday}/edits", body);
        await ProblemAssert.IsAsync(answer, HttpStatusCode.BadRequest, "invalid-memory", field);
    }

    [Fact]
    public async Task A_block_that_somebody_else_wrote_meanwhile_and_a_subgoal_that_is_not_there_are_told()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        await server.SendOkAsync(HttpMethod.Post, $"{Monday}/edits", """{"edits":[{"kind":"setBlock","name":"human","text":"Ann","version":0}]}""");
        using var late = await server.SendAsync(HttpMethod.Post, $"{Monday}/edits", """{"edits":[{"kind":"setBlock","name":"human","text":"Bob","version":0}]}""");
        await ProblemAssert.IsAsync(late, HttpStatusCode.Conflict, "block-conflict", "version");
        using var absent = await server.SendAsync(HttpMethod.Get, $"{Monday}/subgoals/7");
        await ProblemAssert.IsAsync(absent, HttpStatusCode.NotFound, "not-found");
    }
}
