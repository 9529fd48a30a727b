using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AgentGrains.Runtime.Tenants;

/// <summary>
/// Charges what a chat model reads and writes to the tenant on whose behalf it is called, and measures it. What it will cost is guessed
/// from the length of the messages before, and corrected by what the model says it used.
/// </summary>
/// <remarks>Thread-safe. A call without a tenant is not charged.</remarks>
internal sealed class MeteredChatClient(IChatClient model, IInferenceBudget budget, TimeProvider clock) : DelegatingChatClient(model)
{
    private const int CharactersPerToken = 4;
    private const int AnswerTokens = 256;   // a guess, until the model has told

    private readonly string? _name = model.GetService<ChatClientMetadata>()?.DefaultModelId;

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        IReadOnlyCollection<ChatMessage> read = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];
        var guess = await SpendAsync(read, cancellationToken);
        using var span = RuntimeTraces.Chat(_name);
        var started = clock.GetTimestamp();
        try
        {
            var answer = await base.GetResponseAsync(read, options, cancellationToken);
            Settle(guess, answer.Usage);
            span.Used(answer.Usage?.InputTokenCount, answer.Usage?.OutputTokenCount);
            RuntimeMetrics.ModelCalled(_name, clock.GetElapsedTime(started), answer.Usage?.InputTokenCount, answer.Usage?.OutputTokenCount);
            return answer;
        }
        catch (Exception failure)
        {
            span.Failed(failure);
            throw;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        IReadOnlyCollection<ChatMessage> read = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];
        var tenant = TenantContext.Current;
        var guess = await SpendAsync(read, cancellationToken);
        var started = clock.GetTimestamp();
        UsageDetails? usage = null;
        await foreach (var update in base.GetStreamingResponseAsync(read, options, cancellationToken))
        {
            usage = update.Contents.OfType<UsageContent>().LastOrDefault()?.Details ?? usage;
            yield return update;
        }

        if (tenant is not null)
            TenantContext.Set(tenant);   // an iterator forgets it at every yield
        Settle(guess, usage);
        RuntimeMetrics.ModelCalled(_name, clock.GetElapsedTime(started), usage?.InputTokenCount, usage?.OutputTokenCount);
    }

    private async ValueTask<long> SpendAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken)
    {
        var guess = AnswerTokens + messages.Sum(message => (long)message.Text.Length) / CharactersPerToken;
        if (TenantContext.Current is { } tenant)
            await budget.SpendAsync(tenant, InferenceKind.Chat, guess, cancellationToken);
        return guess;
    }

    private void Settle(long guess, UsageDetails? usage)
    {
        var used = usage?.TotalTokenCount ?? usage?.InputTokenCount + usage?.OutputTokenCount;
        if (used is { } tokens && TenantContext.Current is { } tenant)
            budget.Settle(tenant, InferenceKind.Chat, tokens - guess);
    }
}
