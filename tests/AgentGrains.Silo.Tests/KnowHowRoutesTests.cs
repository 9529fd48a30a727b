using System.Net;
using System.Text.Json;

namespace AgentGrains.Silo.Tests;

/// <summary>Procedural memory and documents over HTTP, with real grains behind it.</summary>
public sealed class KnowHowRoutesTests : IDisposable
{
    private const string Ann = "/v1/tenants/acme/scopes/user:ann", KnowHow = $"{Ann}/know-how";
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Lessons_concepts_experiences_and_skills_go_in_and_out_and_a_key_does_nothing_twice()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        const string Lessons = """{"role":"billing","edits":[{"kind":"add","text":"Check the order date before a refund."}],"key":"l1"}""";
        var lesson = (await server.SendOkAsync(HttpMethod.Post, $"{KnowHow}/lessons", Lessons)).GetProperty("lessons")[0];
        await server.SendOkAsync(HttpMethod.Post, $"{KnowHow}/lessons", Lessons);
        var up = $$"""{"role":"billing","edits":[{"kind":"upVote","number":{{lesson.GetProperty("number").GetInt64()}}},{"kind":"remove","number":99}],"key":"l2"}""";
        Assert.Equal(99, (await server.SendOkAsync(HttpMethod.Post, $"{KnowHow}/lessons", up)).GetProperty("unknown")[0].GetInt64());
        await server.SendOkAsync(HttpMethod.Post, $"{KnowHow}/lessons", up);
        var read = Assert.Single((await server.SendOkAsync(HttpMethod.Get, $"{KnowHow}/lessons/billing")).GetProperty("lessons").EnumerateArray());
        Assert.Equal(("Check the order date before a refund.", 3), (read.GetProperty("text").GetString(), read.GetProperty("votes").GetInt32()));

        await server.SendOkAsync(HttpMethod.Post, $"{KnowHow}/concepts", """{"concepts":[{"name":"refund","kind":"routine","cues":["a customer wants the money back"],"parameters":[{"name":"order","type":"id"}]}]}""");
        var concept = (await server.SendOkAsync(HttpMethod.Post, $"{KnowHow}/concepts/select", """{"problem":"The customer asks for the money back."}""")).GetProperty("concepts")[0];
        Assert.Equal(("refund", "routine", "order"), (concept.GetProperty("name").GetString(), concept.GetProperty("kind").GetString(), concept.GetProperty("parameters")[0].GetProperty("name").GetString()));

        const string Tried = """{"task":"open the blue door","state":"the hall is dark","plan":"use the brass key","succeeded":true,"outcome":"it opened","steps":2,"key":"x1"}""";
        var first = await server.SendOkAsync(HttpMethod.Post, $"{KnowHow}/experiences", Tried);
        Assert.Equal(first.GetProperty("id").GetString(), (await server.SendOkAsync(HttpMethod.Post, $"{KnowHow}/experiences", Tried)).GetProperty("id").GetString());
        var experience = Assert.Single((await server.SendOkAsync(HttpMethod.Post, $"{KnowHow}/experiences/recall", """{"task":"How do I open the blue door?"}""")).GetProperty("experiences").EnumerateArray());
        Assert.Equal(("use the brass key", 2), (experience.GetProperty("plan").GetString(), experience.GetProperty("steps").GetInt32()));
        using (var other = await server.SendAsync(HttpMethod.Post, $"{KnowHow}/experiences", Tried.Replace("brass", "iron", StringComparison.Ordinal)))
            await ProblemAssert.IsAsync(other, HttpStatusCode.Conflict, "idempotency-conflict", "key");

        const string Skills = """{"skills":[{"name":"short","text":"Answer in a line."}],"note":"first","key":"s1"}""";
        await server.SendOkAsync(HttpMethod.Post, $"{KnowHow}/skills", Skills);
        await server.SendOkAsync(HttpMethod.Post, $"{KnowHow}/skills", Skills);
        var choice = await server.SendOkAsync(HttpMethod.Post, $"{KnowHow}/skills/choose", """{"context":"chat"}""");
        var reward = $$"""{"choice":{{choice.GetRawText()}},"reward":1,"key":"r1"}""";
        await server.SendOkAsync(HttpMethod.Post, $"{KnowHow}/skills/reward", reward);
        await server.SendOkAsync(HttpMethod.Post, $"{KnowHow}/skills/reward", reward);
        var version = Assert.Single((await server.SendOkAsync(HttpMethod.Get, $"{KnowHow}/skills")).GetProperty("versions").EnumerateArray());
        Assert.Equal((1, 1.0, "first"), (version.GetProperty("trials").GetInt32(), version.GetProperty("mean").GetDouble(), version.GetProperty("note").GetString()));
    }

    [Theory]
    [InlineData("lessons", """{"edits":[]}""", "role")]
    [InlineData("lessons", """{"role":"a","edits":[{"kind":"edit","text":"b"}]}""", "edits[0].number")]
    [InlineData("concepts", """{"concepts":[{}]}""", "concepts[0].name")]
    [InlineData("concepts", """{"concepts":[{"name":"a","cues":[null]}]}""", "concepts[0].cues[0]")]
    [InlineData("concepts/select", "{}", "problem")]
    [InlineData("experiences", """{"task":"a","state":"b","plan":"c","outcome":"d"}""", "succeeded")]
    [InlineData("skills", """{"skills":[{"name":"a"}]}""", "skills[0].text")]
    [InlineData("skills/reward", """{"reward":1}""", "choice")]
    public async Task A_bad_body_is_refused_by_field(string route, string body, string field)
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        using var answer = await server.SendAsync(HttpMethod.Post, $"{KnowHow}/{route}", body);
        await ProblemAssert.IsAsync(answer, HttpStatusCode.BadRequest, "invalid-memory", field);
    }

    [Fact]
    public async Task A_document_is_kept_found_read_in_pieces_and_removed()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        var body = JsonSerializer.Serialize(new { title = "Boiler manual", summary = "Bleeding the radiators.", content = new string('a', 20_000) + "end" });
        var info = await server.SendOkAsync(HttpMethod.Put, $"{Ann}/resources/manual", body);
        Assert.Equal((20_003, 1), (info.GetProperty("length").GetInt32(), info.GetProperty("version").GetInt32()));
        var found = await server.SendOkAsync(HttpMethod.Post, "/v1/tenants/acme/recall", """{"query":"How do I bleed the radiators?","scopes":["user:ann"]}""");
        Assert.Contains(info.GetProperty("record").GetString()!, found.GetRawText(), StringComparison.Ordinal);
        var next = (await server.SendOkAsync(HttpMethod.Get, $"{Ann}/resources/manual")).GetProperty("next").GetInt32();
        var rest = await server.SendOkAsync(HttpMethod.Get, $"{Ann}/resources/manual?offset={next}");
        Assert.EndsWith("end", rest.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.False(rest.TryGetProperty("next", out _));
        Assert.Equal("manual", Assert.Single(await server.ListAsync($"{Ann}/resources")).GetProperty("name").GetString());
        using (var removed = await server.SendAsync(HttpMethod.Delete, $"{Ann}/resources/manual"))
            Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        using var gone = await server.SendAsync(HttpMethod.Get, $"{Ann}/resources/manual");
        await ProblemAssert.IsAsync(gone, HttpStatusCode.NotFound, "not-found");
        using var untitled = await server.SendAsync(HttpMethod.Put, $"{Ann}/resources/manual", """{"content":"x"}""");
        await ProblemAssert.IsAsync(untitled, HttpStatusCode.BadRequest, "invalid-memory", "title");
    }
}
