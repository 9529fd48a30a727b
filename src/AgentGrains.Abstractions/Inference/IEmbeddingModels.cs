using Microsoft.Extensions.AI;

namespace AgentGrains;

/// <summary>The embedding model of this silo, which can be changed while it serves.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IEmbeddingModels
{
    /// <summary>The id that vectors of the current model are stored under.</summary>
    string CurrentId { get; }

    /// <summary>
    /// Changes the model of this silo. The new one is warmed by embedding a text before it serves; if that fails, the old one stays. Calls
    /// under way end with the model they began with. Every memory in use then embeds its records again in the background, and is
    /// searched by words meanwhile. Every silo is changed by itself.
    /// </summary>
    /// <param name="generator">The model. It must say its model id, which must not be the current one. The silo disposes it.</param>
    /// <param name="cancellationToken">Stops the warming.</param>
    /// <returns>The new id.</returns>
    /// <exception cref="ModelOutputException">The new model answers badly.</exception>
    Task<string> ChangeAsync(IEmbeddingGenerator<string, Embedding<float>> generator, CancellationToken cancellationToken = default);
}
