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
/// What tenants may spend on models. It is asked before work is done, and only for work that is: what the pool has cached, or another
/// request of the tenant already waits for, costs nothing.
/// </summary>
/// <remarks>Called on every request, also at the same time: implementations are thread-safe and do not wait.</remarks>
public interface IInferenceBudget
{
    /// <summary>Takes an expense into account, or refuses it.</summary>
    /// <param name="tenant">The tenant, from its verified context.</param>
    /// <param name="kind">The kind of model.</param>
    /// <param name="tokens">Tokens, about: a quarter of the characters.</param>
    /// <exception cref="LimitExceededException">The tenant has spent what it may. Nothing was charged.</exception>
    void Charge(string tenant, InferenceKind kind, long tokens);
}
