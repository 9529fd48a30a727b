using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace AgentGrains.Samples.Debate;

/// <summary>A chat model behind any endpoint that speaks OpenAI's chat completions, as little of it as a debate needs.</summary>
internal sealed class OpenAiChat : IChatClient
{
    public const string AddressVariable = "AGENTGRAINS_CHAT_URL";
    public const string ModelVariable = "AGENTGRAINS_CHAT_MODEL";
    private const string KeyVariable = "AGENTGRAINS_CHAT_KEY";

    private readonly HttpClient _http;
    private readonly string _model;

    private OpenAiChat(Uri address, string model, string? key)
    {
        _model = model;
        _http = new HttpClient { BaseAddress = new Uri(address.AbsoluteUri.TrimEnd('/') + "/"), Timeout = TimeSpan.FromMinutes(2) };
        if (key is not null)
            _http.DefaultRequestHeaders.Authorization = new("Bearer", key);
    }

    /// <summary>The model that the environment names, such as http://127.0.0.1:8080/v1; null when it names none.</summary>
    public static OpenAiChat? FromEnvironment() =>
        Uri.TryCreate(Environment.GetEnvironmentVariable(AddressVariable), UriKind.Absolute, out var address)
        && Environment.GetEnvironmentVariable(ModelVariable) is { Length: > 0 } model
            ? new OpenAiChat(address, model, Environment.GetEnvironmentVariable(KeyVariable))
            : null;

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var body = new JsonObject
        {
            ["model"] = _model,
            ["temperature"] = options?.Temperature,
            ["messages"] = new JsonArray([.. messages.Select(message => new JsonObject { ["role"] = message.Role.Value, ["content"] = message.Text })]),
        };
        if (options?.ResponseFormat is ChatResponseFormatJson)
            body["response_format"] = new JsonObject { ["type"] = "json_object" };   // every server knows this one; the answer is checked anyway
        using var answer = await _http.PostAsJsonAsync("chat/completions", body, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var json = await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken);
        var choice = json?["choices"]?[0];
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, (string?)choice?["message"]?["content"] ?? ""))
        {
            FinishReason = (string?)choice?["finish_reason"] is { } reason ? new ChatFinishReason(reason) : null,
            Usage = json?["usage"] is { } usage ? new UsageDetails { TotalTokenCount = (long?)usage["total_tokens"] } : null,
        };
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException("A debate does not stream.");

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("openai", _http.BaseAddress, _model) : null;

    public void Dispose() => _http.Dispose();
}
