namespace AgentGrains;

/// <summary>A kind of model that tenants are charged for.</summary>
public enum InferenceKind
{
    /// <summary>Vectors of texts.</summary>
    Embedding,

    /// <summary>Scores of documents.</summary>
    Rerank,

    /// <summary>Answers of a chat model.</summary>
    Chat,
}

/// <summary>
/// What tenants may spend on models, by default <see cref="TenantLimits.InferenceTokensPerMinute"/> of all kinds together. It is asked
/// before work is done, and only for work that is: what the pool has cached, or computes without a device, costs nothing.
/// </summary>
/// <remarks>Thread-safe. Silos draw on the tenant's one account in small advances, so a call rarely costs a message.</remarks>
public interface IInferenceBudget
{
    /// <summary>Takes tokens off the tenant's account before a model is called.</summary>
    /// <param name="tenant">The tenant that pays, from its verified context.</param>
    /// <param name="kind">The kind of model.</param>
    /// <param name="tokens">What the call is expected to read and write; at least 1.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="LimitExceededException">The tenant has spent what it may. Nothing was charged.</exception>
    ValueTask SpendAsync(string tenant, InferenceKind kind, long tokens, CancellationToken cancellationToken = default);

    /// <summary>Corrects the account when the call's true cost is known; more than was left makes a debt, which is paid later.</summary>
    /// <param name="tenant">The tenant that pays.</param>
    /// <param name="kind">The kind of model.</param>
    /// <param name="difference">Tokens really used less those taken.</param>
    void Settle(string tenant, InferenceKind kind, long difference);
}
