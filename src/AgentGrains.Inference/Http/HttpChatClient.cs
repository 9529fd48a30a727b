using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using AgentGrains.Inference.Resilience;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace AgentGrains.Inference.Http;

/// <summary>
/// A chat model behind an OpenAI-compatible HTTP endpoint (vLLM, Ollama, llama.cpp, Azure OpenAI): text, pictures, tools, JSON schemas, and answers
/// streamed as they are made. The protocol is the official OpenAI library's; addresses, keys and the names of failures are this project's.
/// </summary>
/// <remarks>Thread-safe. One request per call, not repeated: guard it (<see cref="GuardedChatClient"/>). Failures are <see cref="ModelBackendException"/>s.</remarks>
public sealed class HttpChatClient : IChatClient
{
    private readonly HttpClient _http;
    private readonly IChatClient _inner;
    private readonly HttpEndpointFaults _faults;
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
        var address = options.AddressOf("chat/completions");
        _http = HttpChatHandler.Client(address, options, handler);
        _faults = new HttpEndpointFaults($"http:{options.Model}", clock ?? TimeProvider.System);
        _inner = new ChatClient(options.Model, new ApiKeyCredential(options.ReadKey() ?? "none"), new OpenAIClientOptions
        {
            Endpoint = new Uri(address.GetLeftPart(UriPartial.Path)[..^"/chat/completions".Length]),
            Transport = new HttpClientPipelineTransport(_http),
            // Attempts are timed and repeated by their guard.
            RetryPolicy = new ClientRetryPolicy(0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        }).AsIChatClient();
        _metadata = new ChatClientMetadata("http", options.Endpoint, options.Model);
        _traits = new BackendTraits { Lanes = options.Lanes };
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ChatResponse answer;
        try
        {
            answer = await _inner.GetResponseAsync(messages, Asked(options), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (_faults.Named(failure) is { } named)
        {
            throw named;
        }

        return answer.Messages.Count > 0 ? answer : throw _faults.Garbled("holds no message");
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var updates = _inner.GetStreamingResponseAsync(messages, Asked(options), cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var _ = updates.ConfigureAwait(false);
        var finished = false;
        while (await NextAsync().ConfigureAwait(false))
        {
            finished |= updates.Current.FinishReason is not null;
            yield return updates.Current;
        }

        // A connection that closes early looks like the end of a stream; an answer is whole when the model said why it stopped.
        if (!finished)
            throw _faults.Garbled("was cut off");

        async ValueTask<bool> NextAsync()
        {
            try
            {
                return await updates.MoveNextAsync().ConfigureAwait(false);
            }
            catch (Exception failure) when (_faults.Named(failure) is { } named)
            {
                throw named;
            }
        }
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
    public void Dispose()
    {
        _inner.Dispose();
        _http.Dispose();
    }

    // The library says max_completion_tokens, which compatible servers do not all know; all of them know max_tokens.
    private static ChatOptions? Asked(ChatOptions? options)
    {
        if (options is not { MaxOutputTokens: { } most, RawRepresentationFactory: null })
            return options;
        var asked = options.Clone();
        asked.MaxOutputTokens = null;
        asked.RawRepresentationFactory = _ =>
        {
            var raw = new ChatCompletionOptions();
#pragma warning disable SCME0001 // for evaluation: the library has no other way to name a property as servers other than OpenAI's want it
            raw.Patch.Set("$.max_tokens"u8, most);
#pragma warning restore SCME0001
            return raw;
        };
        return asked;
    }
}
