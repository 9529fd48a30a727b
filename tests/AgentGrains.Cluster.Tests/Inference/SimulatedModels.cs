using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AgentGrains.Cluster.Tests.Inference;

/// <summary>A reranker whose scores are known beforehand, so that no answer can be another's; it notes what it was asked.</summary>
internal sealed class SimulatedReranker : IReranker
{
    public string ModelId => "test:reranker";

    public ConcurrentBag<string> Queries { get; } = [];

    public static float ScoreOf(string query, string document) => query.Length + 100 * document.Length + document[^1];

    public async ValueTask<float[]> ScoreAsync(string query, IReadOnlyList<string> documents, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, cancellationToken);
        Queries.Add(query);
        return [.. documents.Select(document => ScoreOf(query, document))];
    }
}

/// <summary>A chat model that says what it was asked, word by word when it is streamed; it notes what it was asked.</summary>
internal sealed class SimulatedChat : IChatClient
{
    private readonly ChatClientMetadata _metadata = new("test", null, "chat");

    public ConcurrentBag<string> Asked { get; } = [];

    public static string AnswerTo(string text) => $"You asked: {text}";

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, cancellationToken);
        var text = messages.Last().Text;
        Asked.Add(text);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, AnswerTo(text))) { Usage = new UsageDetails { TotalTokenCount = text.Length } };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var answer = (await GetResponseAsync(messages, options, cancellationToken)).Text;
        foreach (var word in answer.Split(' '))
            yield return new ChatResponseUpdate(ChatRole.Assistant, word + " ");
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType == typeof(ChatClientMetadata) ? _metadata : null;

    public void Dispose()
    {
    }
}
