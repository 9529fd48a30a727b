using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AgentGrains.SemanticKernel.Agents;

/// <summary>The model as one turn sees it: gives it the turn's properties, and notices calls of tools that there are not.</summary>
/// <param name="model">The model; it belongs to the silo and is not disposed of.</param>
/// <param name="turn">The turn.</param>
/// <param name="guard">Keeps the record of tool calls.</param>
internal sealed class TurnChatClient(IChatClient model, AgentTurn turn, ToolGuard guard) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = WithProperties(options);
        var response = await model.GetResponseAsync(messages, options, cancellationToken);
        Notice(response.Messages.SelectMany(message => message.Contents), options);
        return response;
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options = WithProperties(options);
        await foreach (var update in model.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            Notice(update.Contents, options);
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => model.GetService(serviceType, serviceKey);

    public void Dispose()
    {
        // The model is the silo's.
    }

    private ChatOptions WithProperties(ChatOptions? options)
    {
        options = options?.Clone() ?? new ChatOptions();
        options.AdditionalProperties ??= [];
        foreach (var (name, value) in turn.Properties)
            options.AdditionalProperties.TryAdd(name, value);
        return options;
    }

    private void Notice(IEnumerable<AIContent> contents, ChatOptions options)
    {
        foreach (var call in contents.OfType<FunctionCallContent>())
        {
            // Where no tools are offered any more, nothing is called and the answer ends.
            if (options.Tools is { Count: > 0 } tools && !tools.Any(tool => tool.Name == call.Name))
                guard.AddUnknown(call.Name, call.Arguments);
        }
    }
}
