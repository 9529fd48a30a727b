using System.Collections.Concurrent;
using AgentGrains.Inference.Metrics;

namespace AgentGrains.Inference.Pool;

/// <summary>Counts what every tenant spends and refuses what is more than it may, since the silo started.</summary>
/// <param name="limit">Tokens that a tenant may spend on a kind of model; null for no limit.</param>
/// <remarks>Thread-safe.</remarks>
public sealed class CountingInferenceBudget(Func<string, InferenceKind, long?>? limit = null) : IInferenceBudget
{
    private static readonly string[] Kinds = Enum.GetNames<InferenceKind>();

    private readonly ConcurrentDictionary<(string Tenant, InferenceKind Kind), Account> _accounts = [];

    /// <summary>Tokens a tenant has spent on a kind of model.</summary>
    public long Spent(string tenant, InferenceKind kind) => _accounts.TryGetValue((tenant, kind), out var account) ? account.Spent : 0;

    /// <inheritdoc/>
    public ValueTask SpendAsync(string tenant, InferenceKind kind, long tokens, CancellationToken cancellationToken = default)
    {
        var account = _accounts.GetOrAdd((tenant, kind), static _ => new Account());
        var most = limit?.Invoke(tenant, kind) ?? long.MaxValue;
        if (!account.TrySpend(tokens, most))
        {
            throw new LimitExceededException(
                "InferenceBudget", most,
                $"The tenant has spent {account.Spent:N0} of {most:N0} tokens on {kind} models and {tokens:N0} more are asked for; raise its budget.");
        }

        InferenceMetrics.Count(InferenceMetrics.Spent, "kind", Kinds[(int)kind], tokens);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Settle(string tenant, InferenceKind kind, long difference) =>
        _accounts.GetOrAdd((tenant, kind), static _ => new Account()).Correct(difference);

    private sealed class Account
    {
        private long _spent;

        public long Spent => Interlocked.Read(ref _spent);

        public void Correct(long difference) => Interlocked.Add(ref _spent, difference);

        public bool TrySpend(long tokens, long most)
        {
            // Charged first, so that two requests at once cannot both take the last tokens.
            if (Interlocked.Add(ref _spent, tokens) <= most)
                return true;
            Interlocked.Add(ref _spent, -tokens);
            return false;
        }
    }
}
