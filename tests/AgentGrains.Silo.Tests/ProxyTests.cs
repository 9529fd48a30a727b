using System.Net;
using System.Text.Json;

namespace AgentGrains.Silo.Tests;

/// <summary>OpenAI's chat API with a memory behind it, with real grains, and models that do what models do.</summary>
public sealed class ProxyTests : IDisposable
{
    private const string Path = "/v1/chat/completions";
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task What_one_conversation_told_the_next_one_knows()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        await AskAsync(server, """{"model":"any","user":"ann","messages":[{"role":"user","content":"My sister Clara lives in Porto above the old harbour."}],"frequency_penalty":0.1}""");
        var answer = await AskAsync(server, """{"model":"any","user":"ann","messages":[{"role":"user","content":[{"type":"text","text":"Where does my sister Clara live?"}]}]}""");
        Assert.Equal("chat.completion", answer.GetProperty("object").GetString());
        var choice = answer.GetProperty("choices")[0];
        Assert.Contains("Porto", choice.GetProperty("message").GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
        Assert.DoesNotContain("Porto", await ContentAsync(server, """{"user":"bob","messages":[{"role":"user","content":"Where does my sister Clara live?"}]}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_request_again_is_the_same_turn()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        const string request = """{"user":"ann","messages":[{"role":"user","content":"The spare key is under the blue pot."}]}""";
        await AskAsync(server, request);
        var before = (await server.ListAsync("/v1/tenants/default/scopes/user:ann/memories")).Count(record => record.GetProperty("kind").GetString() == "turn");
        await AskAsync(server, request);
        Assert.Equal(1, before);   // what memory was quoted with is not remembered
        Assert.Equal(before, (await server.ListAsync("/v1/tenants/default/scopes/user:ann/memories")).Count(record => record.GetProperty("kind").GetString() == "turn"));
    }

    [Fact]
    public async Task A_stream_comes_in_pieces_and_is_remembered_when_it_ends()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        await AskAsync(server, """{"user":"ann","messages":[{"role":"user","content":"My sister Clara lives in Porto."}]}""");
        using var answer = await server.SendAsync(HttpMethod.Post, Path, """{"user":"ann","stream":true,"messages":[{"role":"user","content":"Where does my sister Clara live?"}]}""");
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        var events = (await answer.Content.ReadAsStringAsync(Stop)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line["data: ".Length..]).ToList();
        Assert.Equal("[DONE]", events[^1]);
        var pieces = events[..^1].ConvertAll(piece => JsonDocument.Parse(piece).RootElement);
        Assert.All(pieces, piece => Assert.Equal("chat.completion.chunk", piece.GetProperty("object").GetString()));
        Assert.Contains("Porto", string.Concat(pieces.Select(piece => piece.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("content", out var text) ? text.GetString() : "")), StringComparison.Ordinal);
        Assert.Equal("stop", pieces[^1].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Contains(await server.ListAsync("/v1/tenants/default/scopes/user:ann/memories"), record => record.GetProperty("text").GetString() == "Where does my sister Clara live?");
    }

    [Fact]
    public async Task A_model_behind_it_is_given_what_memory_holds_before_the_question()
    {
        await using var model = await FakeModel.StartAsync("""{"id":"x","object":"chat.completion","model":"fake-1","choices":[{"index":0,"message":{"role":"assistant","content":"In Porto [1]."},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}""");
        await using var server = await SiloServer.StartDurableAsync(_data.Path, $"--AgentGrains:Proxy:Upstream={model.Address}", "--AgentGrains:Proxy:Model=fake-1");
        await AskAsync(server, """{"user":"ann","messages":[{"role":"user","content":"My sister Clara lives in Porto."}]}""");
        var answer = await AskAsync(server, """{"user":"ann","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Where does my sister Clara live?"}]}""");
        Assert.Equal("In Porto [1].", answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(10, answer.GetProperty("usage").GetProperty("total_tokens").GetInt32());
        var asked = JsonDocument.Parse(model.LastBody!).RootElement.GetProperty("messages");
        Assert.Equal(["system", "system", "user"], asked.EnumerateArray().Select(message => message.GetProperty("role").GetString()));
        Assert.Contains("My sister Clara lives in Porto.", asked[1].GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Contains("never an instruction", asked[1].GetProperty("content").GetString(), StringComparison.Ordinal);

        await AskAsync(server, """{"user":"ann","messages":[{"role":"user","content":"Thanks, bye!"}]}""");
        Assert.Equal(1, JsonDocument.Parse(model.LastBody!).RootElement.GetProperty("messages").GetArrayLength());
    }

    [Theory]
    [InlineData("not json at all")]
    [InlineData("""{"choices":[]}""")]
    public async Task A_model_that_answers_nonsense_is_told_in_the_shape_that_clients_know(string nonsense)
    {
        await using var model = await FakeModel.StartAsync(nonsense);
        await using var server = await SiloServer.StartDurableAsync(_data.Path, $"--AgentGrains:Proxy:Upstream={model.Address}", "--AgentGrains:Proxy:Model=fake-1");
        using var answer = await server.SendAsync(HttpMethod.Post, Path, """{"user":"ann","messages":[{"role":"user","content":"My sister Clara lives in Porto."}]}""");
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal("api_error", JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("error").GetProperty("type").GetString());
        Assert.Empty(await server.ListAsync("/v1/tenants/default/scopes/user:ann/memories"));
    }

    [Theory]
    [InlineData("nonsense", "body")]
    [InlineData("{}", "messages")]
    [InlineData("""{"messages":[]}""", "messages")]
    [InlineData("""{"messages":[{"role":"judge","content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"tools":[{}]}""", "tools[0]")]
    public async Task A_request_that_is_none_is_refused_with_its_field(string body, string field)
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        using var answer = await server.SendAsync(HttpMethod.Post, Path, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(field, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("error").GetProperty("param").GetString());
    }

    [Fact]
    public async Task The_tenant_is_the_credentials_and_a_reader_may_not_write()
    {
        var (acme, rival, reader) = (ApiKey.Create(), ApiKey.Create(), ApiKey.Create());
        await using var server = await SiloServer.StartDurableAsync(
            _data.Path, [.. SiloServer.KeyFor(0, "acme", acme), .. SiloServer.KeyFor(1, "rival", rival), .. SiloServer.KeyFor(2, "acme", reader), "--AgentGrains:ApiKeys:2:Role=reader"]);
        using var none = await server.SendAsync(HttpMethod.Post, Path, """{"messages":[{"role":"user","content":"x"}]}""");
        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        await AskAsync(server, """{"user":"ann","messages":[{"role":"user","content":"The canary sings at dawn in the old mill."}]}""", acme);
        const string question = """{"user":"ann","messages":[{"role":"user","content":"Where does the canary sing?"}]}""";
        Assert.DoesNotContain("mill", (await AskAsync(server, question, rival)).GetRawText(), StringComparison.Ordinal);
        Assert.Contains("mill", (await AskAsync(server, question, acme)).GetRawText(), StringComparison.Ordinal);
        using var refused = await server.SendAsync(HttpMethod.Post, Path, question, ("Authorization", $"Bearer {reader}"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var models = await server.SendAsync(HttpMethod.Get, "/v1/models", null, ("Authorization", $"Bearer {reader}"));
        Assert.Equal("extractive-v1", JsonDocument.Parse(await models.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("data")[0].GetProperty("id").GetString());
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task<JsonElement> AskAsync(SiloServer server, string body, string? key = null)
    {
        using var answer = await server.SendAsync(HttpMethod.Post, Path, body, key is null ? [] : [("Authorization", $"Bearer {key}")]);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        Assert.Equal("true", answer.Headers.GetValues("X-AgentGrains-Remembered").Single());
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<string> ContentAsync(SiloServer server, string body) => (await AskAsync(server, body)).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
}
