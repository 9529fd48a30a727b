namespace AgentGrains;

/// <summary>
/// The account of what models read and write for a tenant, kept by its <see cref="TenantLimits.InferenceTokensPerMinute"/>. Whoever calls
/// a model for a tenant asks here first and settles afterwards.
/// </summary>
/// <remarks>Thread-safe. Silos draw on the tenant's one account in small advances, so a call rarely costs a message.</remarks>
public interface IInferenceBudget
{
    /// <summary>Takes tokens off the tenant's account before a model is called.</summary>
    /// <param name="tenant">The tenant that pays.</param>
    /// <param name="tokens">What the call is expected to read and write; at least 1.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="LimitExceededException">The account is empty; it says when to try again.</exception>
    ValueTask SpendAsync(string tenant, long tokens, CancellationToken cancellationToken = default);

    /// <summary>Corrects the account when the call's true cost is known; more than was left makes a debt, which later minutes pay.</summary>
    /// <param name="tenant">The tenant that pays.</param>
    /// <param name="difference">Tokens really used less those taken.</param>
    void Settle(string tenant, long difference);
}
