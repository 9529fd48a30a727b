using System.ComponentModel;
using System.Net;
using System.Text;
using System.Text.Json;
using AgentGrains.Inference.Http;
using AgentGrains.Inference.Resilience;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AgentGrains.Tests.Inference.Http;

/// <summary>A chat model behind HTTP: tools, streams, schemas, and every way in which a server fails.</summary>
public sealed class HttpChatTests : IDisposable
{
    private readonly FakeModelServer _server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tool_is_offered_called_and_its_result_sent_back()
    {
        _server.OnChat = (response, request) => WriteAsync(response, "application/json", request.GetProperty("messages").EnumerateArray().Any(message => message.GetProperty("role").GetString() == "tool")
            ? """{"id":"2","choices":[{"index":0,"message":{"role":"assistant","content":"It is 21 degrees."},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":5,"total_tokens":14}}"""
            : """{"id":"1","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"call-1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Berlin\"}"}}]},"finish_reason":"tool_calls"}]}""");
        var asked = "";
        using var chat = new HttpChatClient(Options()).AsBuilder().UseFunctionInvocation().Build();
        var answer = await chat.GetResponseAsync(
            "How warm is it in Berlin?",
            new ChatOptions { Tools = [AIFunctionFactory.Create(([Description("Where")] string city) => { asked = city; return 21; }, "weather", "The temperature.")] }, Cancel);
        Assert.Equal(("Berlin", "It is 21 degrees."), (asked, answer.Text));
        var requests = _server.Requests.ToList();
        Assert.Equal("weather", requests[0].Body.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString());
        var result = requests[1].Body.GetProperty("messages").EnumerateArray().Last();
        Assert.Equal(("tool", "call-1", "21"), (result.GetProperty("role").GetString(), result.GetProperty("tool_call_id").GetString(), result.GetProperty("content").GetString()));
    }

    [Fact]
    public async Task A_streamed_answer_comes_piece_by_piece()
    {
        var firstRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.OnChat = async (response, request) =>
        {
            Assert.True(request.GetProperty("stream").GetBoolean());
            await WriteAsync(response, "text/event-stream", Piece("forty", null));
            await firstRead.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);   // nothing more is sent before the first piece was read
            await WriteAsync(response, null, Piece("-two", null) + Piece("", "stop") + "data: [DONE]\n\n");
        };
        using var chat = new HttpChatClient(Options());
        var pieces = new List<string>();
        ChatFinishReason? reason = null;
        await foreach (var update in chat.GetStreamingResponseAsync("Six times seven?", cancellationToken: Cancel))
        {
            if (update.Text.Length > 0)
                pieces.Add(update.Text);
            reason = update.FinishReason ?? reason;
            firstRead.TrySetResult();
        }

        Assert.Equal(["forty", "-two"], pieces);
        Assert.Equal(ChatFinishReason.Stop, reason);
    }

    [Fact]
    public async Task A_stream_that_is_cut_off_is_no_answer()
    {
        _server.OnChat = (response, _) => WriteAsync(response, "text/event-stream", Piece("forty", null));
        using var chat = new HttpChatClient(Options());
        var failure = await Assert.ThrowsAsync<ModelBackendException>(() => chat.GetStreamingResponseAsync("Six times seven?", cancellationToken: Cancel).ToChatResponseAsync(Cancel));
        Assert.Equal(BackendFault.Garbled, failure.Fault);
    }

    [Theory]
    [InlineData("429", BackendFault.Overloaded)]
    [InlineData("500", BackendFault.Failed)]
    [InlineData("400", BackendFault.RefusedInput)]
    [InlineData("401", BackendFault.Refused)]
    [InlineData("404", BackendFault.Refused)]
    [InlineData("truncated", BackendFault.Garbled)]
    public async Task Every_failure_says_what_it_was_streamed_or_not(string told, BackendFault fault)
    {
        _server.Otherwise = told;
        using var chat = new HttpChatClient(Options());
        var failure = await Assert.ThrowsAsync<ModelBackendException>(() => chat.GetResponseAsync("hello", cancellationToken: Cancel));
        Assert.Equal(fault, failure.Fault);
        Assert.Equal(told == "429" ? TimeSpan.FromSeconds(1) : null, failure.RetryAfter);
        failure = await Assert.ThrowsAsync<ModelBackendException>(() => chat.GetStreamingResponseAsync("hello", cancellationToken: Cancel).ToChatResponseAsync(Cancel));
        Assert.Equal(fault, failure.Fault);
        Assert.Equal(2, _server.Requests.Count);   // none was repeated: that is the guard's
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("[]")]
    [InlineData("""{"choices":"none"}""")]
    public async Task An_answer_without_a_message_is_garbled(string body)
    {
        _server.OnChat = (response, _) => WriteAsync(response, "application/json", body);
        using var chat = new HttpChatClient(Options());
        Assert.Equal(BackendFault.Garbled, (await Assert.ThrowsAsync<ModelBackendException>(() => chat.GetResponseAsync("hello", cancellationToken: Cancel))).Fault);
    }

    [Fact]
    public async Task Where_nobody_is_and_what_hangs_is_told_by_the_guard()
    {
        var options = new BackendOptions { AttemptTimeout = TimeSpan.FromMilliseconds(300), TotalTimeout = TimeSpan.FromSeconds(20), Retries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) };
        using var chat = new GuardedChatClient(new HttpChatClient(Options()), options, TimeProvider.System, NullLogger.Instance);
        _server.Script.Enqueue("hang");
        Assert.Equal("forty-two", (await chat.GetResponseAsync("hello", cancellationToken: Cancel)).Text);
        _server.Dispose();
        Assert.Equal(BackendFault.Unreachable, (await Assert.ThrowsAsync<ModelBackendException>(() => chat.GetResponseAsync("hello", cancellationToken: Cancel))).Fault);
    }

    [Theory]
    [InlineData(HttpModelShape.OpenAI, "/v1/chat/completions", "Bearer secret")]
    [InlineData(HttpModelShape.Azure, "/openai/deployments/small/chat/completions?api-version=2024-10-21", "secret")]
    [InlineData(HttpModelShape.Ollama, "/v1/chat/completions", "Bearer secret")]
    public async Task Every_shape_has_its_address_and_key(HttpModelShape shape, string path, string key)
    {
        Environment.SetEnvironmentVariable("AGENTGRAINS_TEST_KEY", "secret");
        using (var chat = new HttpChatClient(Options() with { Shape = shape, KeyVariable = "AGENTGRAINS_TEST_KEY" }))
            Assert.Equal("forty-two", (await chat.GetResponseAsync("hello", cancellationToken: Cancel)).Text);
        using (var chat = new HttpChatClient(Options() with { Shape = shape }))
            await chat.GetResponseAsync("hello", cancellationToken: Cancel);
        Assert.Equal([(path, key), (path, null)], _server.Requests.Select(request => (request.Path, request.Key)));
    }

    [Fact]
    public async Task A_schema_and_the_usual_options_are_sent()
    {
        using var chat = new HttpChatClient(Options());
        var schema = AIJsonUtilities.CreateJsonSchema(typeof(int));
        await chat.GetResponseAsync(
            "hello",
            new ChatOptions { Instructions = "Be brief.", Temperature = 0.5f, Seed = 7, MaxOutputTokens = 5, StopSequences = ["."], ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "number") }, Cancel);
        var asked = Assert.Single(_server.Requests).Body;
        Assert.Equal(("small", 5, 7, "."), (asked.GetProperty("model").GetString(), asked.GetProperty("max_tokens").GetInt32(), asked.GetProperty("seed").GetInt32(), asked.GetProperty("stop")[0].GetString()));
        Assert.False(asked.TryGetProperty("max_completion_tokens", out _));
        Assert.Equal("Be brief.", asked.GetProperty("messages")[0].GetProperty("content").ToString());
        Assert.Equal("number", asked.GetProperty("response_format").GetProperty("json_schema").GetProperty("name").GetString());
    }

    public void Dispose() => _server.Dispose();

    private HttpModelOptions Options() => new() { Endpoint = _server.Address, Model = "small", KeyVariable = null };

    private static string Piece(string text, string? reason) => $$"""
        data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"small","choices":[{"index":0,"delta":{"content":{{JsonSerializer.Serialize(text)}}},"finish_reason":{{JsonSerializer.Serialize(reason)}}}]}


        """;

    private static async Task WriteAsync(HttpListenerResponse response, string? type, string body)
    {
        if (type is not null)
        {
            response.ContentType = type;
            response.SendChunked = true;
        }

        await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body), Cancel);
        await response.OutputStream.FlushAsync(Cancel);
    }
}
