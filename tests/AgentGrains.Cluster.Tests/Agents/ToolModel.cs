using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AgentGrains.Cluster.Tests.Agents;

/// <summary>A chat model that calls tools by a script: each step sees the conversation so far and calls a function or answers.</summary>
internal sealed class ToolModel(params Func<IReadOnlyList<ChatMessage>, AIContent>[] script) : IChatClient
{
    private int _step;

    /// <summary>How often it was asked.</summary>
    public int Calls => _step;

    /// <summary>Names of the tools of the first call.</summary>
    public IReadOnlyList<string> Tools { get; private set; } = [];

    /// <summary>The prompt of every call.</summary>
    public List<IReadOnlyList<ChatMessage>> Prompts { get; } = [];

    /// <summary>A call of a function.</summary>
    public static AIContent Call(string function, params (string Name, object? Value)[] arguments) =>
        new FunctionCallContent(Guid.CreateVersion7().ToString("N"), function, arguments.ToDictionary(argument => argument.Name, argument => argument.Value));

    /// <summary>An answer.</summary>
    public static AIContent Say(string text) => new TextContent(text);

    /// <summary>What the last called function answered.</summary>
    public static string Last(IReadOnlyList<ChatMessage> messages) =>
        messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Last().Result?.ToString() ?? "";

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> prompt = [.. messages];
        if (_step == 0)
            Tools = [.. options?.Tools?.Select(tool => tool.Name) ?? []];
        Prompts.Add(prompt);
        var next = script[Math.Min(_step++, script.Length - 1)](prompt);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [next])));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var content in response.Messages.SelectMany(message => message.Contents))
        {
            // Word by word, as models do.
            foreach (var piece in content is TextContent text ? text.Text.Split(' ').Select((word, i) => new TextContent(i == 0 ? word : $" {word}")) : Enumerable.Repeat(content, 1))
                yield return new ChatResponseUpdate(ChatRole.Assistant, [piece]) { MessageId = "m" };
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
