namespace AgentGrains;

/// <summary>The documents of a scope: found by title and summary, read in pieces. Thread-safe; everything here is safe to repeat.</summary>
public interface IResources
{
    /// <summary>Keeps a document under a name, in place of the one that had it. When this returns it is durable and can be recalled.</summary>
    /// <param name="name">Its name in the scope: as <see cref="ScopeNames"/> allows them.</param>
    /// <param name="draft">The document.</param>
    /// <param name="cancellationToken">Stops waiting; the document may still be kept.</param>
    /// <exception cref="InvalidMemoryException">Something in it is not valid; the message says what.</exception>
    /// <exception cref="LimitExceededException">The scope or its tenant has as much as it may.</exception>
    /// <exception cref="WriteUncertainException">Storage failed; put it again.</exception>
    ValueTask<ResourceInfo> PutAsync(string name, ResourceDraft draft, CancellationToken cancellationToken = default);

    /// <summary>Reads a piece of a document.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="offset">Where to begin, in characters; from 0.</param>
    /// <param name="most">Most characters, 1 to 1,000,000.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Null when there is no such document.</returns>
    ValueTask<ResourcePiece?> ReadAsync(string name, int offset = 0, int most = 16_000, CancellationToken cancellationToken = default);

    /// <summary>The documents, by name, without their contents.</summary>
    IAsyncEnumerable<ResourceInfo> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes a document: its content leaves storage, and the record that finds it is forgotten.</summary>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> RemoveAsync(string name, CancellationToken cancellationToken = default);
}
