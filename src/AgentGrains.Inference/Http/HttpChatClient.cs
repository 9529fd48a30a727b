using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AgentGrains.Inference.Http;

/// <summary>
/// A chat model behind an OpenAI-compatible HTTP endpoint (vLLM, Ollama, llama.cpp, Azure OpenAI): text in, text out, with the usual options and a
/// JSON schema for the answer. For tools and pictures, give the silo an <see cref="IChatClient"/> of your provider's own library.
/// </summary>
/// <remarks>Thread-safe. One request per call, not repeated: guard it (<see cref="Resilience.GuardedChatClient"/>). A streamed answer comes in one piece.</remarks>
public sealed class HttpChatClient : IChatClient
{
    private readonly HttpModelOptions _options;
    private readonly HttpEndpoint _endpoint;
    private readonly ChatClientMetadata _metadata;
    private readonly BackendTraits _traits;

    /// <summary>Makes a client. Nothing is sent yet.</summary>
    /// <param name="options">The model and where it is.</param>
    /// <param name="handler">What sends; null for a handler of its own.</param>
    /// <param name="clock">The time, for Retry-After.</param>
    public HttpChatClient(HttpModelOptions options, HttpMessageHandler? handler = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Shape == HttpModelShape.Tei)
            throw new ArgumentException("Text Embeddings Inference has no chat models.", nameof(options));
        _options = options;
        _endpoint = new HttpEndpoint($"http:{options.Model}", options.AddressOf("chat/completions"), options, handler, clock);
        _metadata = new ChatClientMetadata("http", options.Endpoint, options.Model);
        _traits = new BackendTraits { Lanes = options.Lanes };
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (options?.Tools is { Count: > 0 })
            throw new NotSupportedException("This client sends no tools; give the silo an IChatClient that does.");
        using var answer = await _endpoint.PostAsync(writer => Ask(writer, messages, options), cancellationToken).ConfigureAwait(false);
        return Read(answer.RootElement);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false)).ToChatResponseUpdates())
            yield return update;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType == typeof(BackendTraits) ? _traits
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _endpoint.Dispose();

    private void Ask(Utf8JsonWriter writer, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        writer.WriteStartObject();
        if (_options.Shape != HttpModelShape.Azure)
            writer.WriteString("model", _options.Model);
        writer.WriteStartArray("messages");
        if (options?.Instructions is { Length: > 0 } instructions)
            Say(writer, "system", instructions);
        foreach (var message in messages)
            Say(writer, message.Role.Value, message.Text);
        writer.WriteEndArray();
        if (options is not null)
            Set(writer, options);
        writer.WriteEndObject();
    }

    private static void Say(Utf8JsonWriter writer, string role, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("role", role);
        writer.WriteString("content", text);
        writer.WriteEndObject();
    }

    private static void Set(Utf8JsonWriter writer, ChatOptions options)
    {
        if (options.Temperature is { } temperature)
            writer.WriteNumber("temperature", temperature);
        if (options.TopP is { } share)
            writer.WriteNumber("top_p", share);
        if (options.MaxOutputTokens is { } most)
            writer.WriteNumber("max_tokens", most);
        if (options.Seed is { } seed)
            writer.WriteNumber("seed", seed);
        if (options.FrequencyPenalty is { } frequency)
            writer.WriteNumber("frequency_penalty", frequency);
        if (options.PresencePenalty is { } presence)
            writer.WriteNumber("presence_penalty", presence);
        if (options.StopSequences is { Count: > 0 } stops)
        {
            writer.WriteStartArray("stop");
            foreach (var stop in stops)
                writer.WriteStringValue(stop);
            writer.WriteEndArray();
        }

        if (options.ResponseFormat is not ChatResponseFormatJson json)
            return;
        writer.WriteStartObject("response_format");
        writer.WriteString("type", json.Schema is null ? "json_object" : "json_schema");
        if (json.Schema is { } schema)
        {
            writer.WriteStartObject("json_schema");
            writer.WriteString("name", json.SchemaName ?? "answer");
            writer.WritePropertyName("schema");
            schema.WriteTo(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private ChatResponse Read(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array
            || choices.GetArrayLength() == 0 || !choices[0].TryGetProperty("message", out var message))
        {
            throw _endpoint.Garbled("holds no message");
        }

        var contents = new List<AIContent>();
        if (message.TryGetProperty("content", out var text) && text.ValueKind == JsonValueKind.String)
            contents.Add(new TextContent(text.GetString()));
        if (message.TryGetProperty("refusal", out var refusal) && refusal.ValueKind == JsonValueKind.String)
            contents.Add(new ErrorContent(refusal.GetString()) { ErrorCode = "Refusal" });
        var reason = choices[0].TryGetProperty("finish_reason", out var finish) && finish.ValueKind == JsonValueKind.String ? finish.GetString()! : "stop";
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            ModelId = _options.Model,
            FinishReason = new ChatFinishReason(reason),
            Usage = answer.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object
                ? new UsageDetails { InputTokenCount = Count(usage, "prompt_tokens"), OutputTokenCount = Count(usage, "completion_tokens"), TotalTokenCount = Count(usage, "total_tokens") }
                : null,
        };
    }

    private static long? Count(JsonElement usage, string name) => usage.TryGetProperty(name, out var count) && count.TryGetInt64(out var tokens) ? tokens : null;
}
