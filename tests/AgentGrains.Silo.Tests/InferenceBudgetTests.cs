using System.Net;
using System.Text.Json;
using AgentGrains.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Silo.Tests;

/// <summary>What a caller sees when a tenant's inference budget is used up: what only a model can do is refused, and what goes on without one says so.</summary>
public sealed class InferenceBudgetTests : IDisposable
{
    private const string Ann = "/v1/tenants/acme/scopes/user:ann/memories";
    private const string Recall = "/v1/tenants/acme/recall";
    private const string Question = """{"query":"Where did Ann move to?","scopes":["user:ann"]}""";
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task An_agent_is_refused_with_when_to_come_back_and_memory_and_other_tenants_go_on()
    {
        await using var server = await SiloServer.StartDurableAsync(
            _data.Path, static services => services.AddSingleton(static silo => AgentGrainsBuilder.Metered(silo, new Answering())));
        await LimitAsync(server, "acme", 3_000);
        var (answered, refused) = (0, default(HttpResponseMessage));
        for (; answered < 30 && refused is null; answered++)
        {
            var run = await RunAsync(server, "acme");
            if (run.StatusCode != HttpStatusCode.OK)
                refused = run;
            else
                run.Dispose();
        }

        Assert.InRange(answered, 2, 20);
        await RequireRefusedAsync(refused!);
        await server.SendOkAsync(HttpMethod.Post, Ann, """{"items":[{"text":"I moved to Lisbon in May.","actor":"Ann"}]}""");
        var found = await server.SendOkAsync(HttpMethod.Post, Recall, Question);
        Assert.NotEmpty(found.GetProperty("evidence").EnumerateArray());
        Assert.False(IsDegraded(found));   // nothing of it needs a model here
        using var other = await RunAsync(server, "globex");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        refused!.Dispose();

        await LimitAsync(server, "acme", 1_000_000);
        using var again = await RunAsync(server, "acme");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task A_recall_whose_question_cannot_be_embedded_any_more_finds_by_words_and_says_so()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path, static services => services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(new LengthEmbedder()));
        await server.SendOkAsync(HttpMethod.Post, Ann, """{"items":[{"text":"I moved to Lisbon in May.","actor":"Ann"}]}""");
        Assert.False(IsDegraded(await server.SendOkAsync(HttpMethod.Post, Recall, Question)));

        await LimitAsync(server, "acme", 1);
        var found = default(JsonElement);
        for (var tries = 0; tries < 50 && !IsDegraded(found); tries++)
            found = await server.SendOkAsync(HttpMethod.Post, Recall, $$"""{"query":"Where did Ann move to in {{2000 + tries}}, before or after the long winter?","scopes":["user:ann"]}""");
        Assert.True(IsDegraded(found));
        Assert.Contains("Lisbon", found.GetProperty("context").GetString(), StringComparison.Ordinal);

        // A write waits for no model; its vector comes when there is budget again.
        await server.SendOkAsync(HttpMethod.Post, Ann, """{"items":[{"text":"The ferry to Lisbon was late.","actor":"Ann"}]}""");
        using var other = await server.SendAsync(HttpMethod.Post, "/v1/tenants/globex/recall", Question);
        Assert.False(IsDegraded(JsonElement.Parse(await other.Content.ReadAsStringAsync(Stop))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_proxys_model_is_charged_to_the_tenant_and_refused_in_the_shape_that_clients_know(bool streams)
    {
        await using var model = await FakeModel.StartAsync("""{"id":"x","object":"chat.completion","model":"fake-1","choices":[{"index":0,"message":{"role":"assistant","content":"Noted."},"finish_reason":"stop"}],"usage":{"prompt_tokens":7000,"completion_tokens":3000,"total_tokens":10000}}""");
        var (acme, globex) = (ApiKey.Create(), ApiKey.Create());
        await using var server = await SiloServer.StartDurableAsync(
            _data.Path, [.. SiloServer.KeyFor(0, "acme", acme), .. SiloServer.KeyFor(1, "globex", globex), $"--AgentGrains:Proxy:Upstream={model.Address}", "--AgentGrains:Proxy:Model=fake-1"]);
        (string, string) acmeKey = ("X-Api-Key", acme), globexKey = ("X-Api-Key", globex);
        await LimitAsync(server, "acme", 1_000, acmeKey);
        using var first = await AskAsync("""{"user":"ann","messages":[{"role":"user","content":"My sister Clara lives in Porto."}]}""", acmeKey);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);

        // It cost ten minutes' budget.
        var turn = $$"""{"user":"ann","stream":{{(streams ? "true" : "false")}},"messages":[{"role":"user","content":"My brother Marco lives in Rome."}]}""";
        using var refused = await AskAsync(turn, acmeKey);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(10));
        var error = JsonElement.Parse(await refused.Content.ReadAsStringAsync(Stop)).GetProperty("error");
        Assert.Equal(("rate_limit_error", "InferenceTokensPerMinute"), (error.GetProperty("type").GetString(), error.GetProperty("param").GetString()));
        Assert.DoesNotContain(await server.ListAsync(Ann, acmeKey), static record => record.GetProperty("text").GetString()!.Contains("Marco", StringComparison.Ordinal));
        using var other = await AskAsync("""{"user":"ann","messages":[{"role":"user","content":"My brother Marco lives in Rome."}]}""", globexKey);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);

        Task<HttpResponseMessage> AskAsync(string body, (string, string) key) => server.SendAsync(HttpMethod.Post, "/v1/chat/completions", body, key);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static bool IsDegraded(JsonElement found) =>
        found.ValueKind == JsonValueKind.Object && found.TryGetProperty("flags", out var flags) && flags.EnumerateArray().Any(static flag => flag.GetString() == "degraded");

    private static async Task LimitAsync(SiloServer server, string tenant, int tokens, params (string Name, string Value)[] headers)
    {
        using var set = await server.SendAsync(HttpMethod.Put, $"/v1/tenants/{tenant}/limits", $$"""{"inferenceTokensPerMinute":{{tokens}}}""", headers);
        Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
    }

    private static Task<HttpResponseMessage> RunAsync(SiloServer server, string tenant) =>
        server.SendAsync(HttpMethod.Post, $"/v1/tenants/{tenant}/agents/planner/run", """{"session":"s","message":"Where did Ann move to?"}""");

    private static async Task RequireRefusedAsync(HttpResponseMessage answer)
    {
        var problem = await ProblemAssert.IsAsync(answer, HttpStatusCode.TooManyRequests, "limit-exceeded");
        Assert.Equal("InferenceTokensPerMinute", problem.GetProperty("limit").GetString());
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }

    /// <summary>A model that does not say what it used.</summary>
    private sealed class Answering : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "To Lisbon.")));

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("Nothing streams in these tests.");

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("answering") : null;

        public void Dispose()
        {
        }
    }

    /// <summary>A model that the server has to ask: texts of one length mean the same.</summary>
    private sealed class LengthEmbedder : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(static text => new Embedding<float>(new float[] { 1, text.Length % 7, text.Length % 5 }))));

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("length", null, "length-1", 3) : null;

        public void Dispose()
        {
        }
    }
}
