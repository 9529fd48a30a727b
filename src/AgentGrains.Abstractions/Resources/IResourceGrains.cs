using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains;

/// <summary>
/// The resources of a scope by name, and every content that may exist, so that erasing the scope misses none. The key is <see cref="Scope.Key"/>.
/// </summary>
[Alias("agentgrains.IResourceShelfGrain")]
public interface IResourceShelfGrain : ITenantOwned
{
    /// <summary>Makes a resource's content durable under a name. Repeatable; a content that no name has any more is erased.</summary>
    /// <exception cref="InvalidMemoryException">Name, title or content is not valid.</exception>
    /// <exception cref="LimitExceededException">The scope has as many resources as it may.</exception>
    /// <exception cref="WriteUncertainException">Storage failed; put it again.</exception>
    [Alias("Put")]
    ValueTask<ResourceInfo> PutAsync(string name, ResourceDraft draft, CancellationToken cancellationToken);

    /// <summary>Says which record finds a resource, unless it was changed since: then null. Repeatable.</summary>
    [Alias("Link")]
    ValueTask<ResourceInfo?> LinkAsync(string name, string contentId, int version, MemoryId record, CancellationToken cancellationToken);

    /// <summary>Reads a piece of a resource; null when there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="offset">Where to begin, in characters; from 0.</param>
    /// <param name="most">Most characters, 1 to 1,000,000.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    [Alias("Read"), AlwaysInterleave]
    ValueTask<ResourcePiece?> ReadAsync(string name, int offset, int most, CancellationToken cancellationToken);

    /// <summary>Lists resources by name, in ordinal order.</summary>
    /// <param name="after">Name to go on from; null at first.</param>
    /// <param name="take">Most to return, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    [Alias("List"), AlwaysInterleave]
    ValueTask<ImmutableArray<ResourceInfo>> ListAsync(string? after, int take, CancellationToken cancellationToken);

    /// <summary>Removes a resource with its content. Repeatable.</summary>
    /// <returns>Whether there was one.</returns>
    [Alias("Remove")]
    ValueTask<bool> RemoveAsync(string name, CancellationToken cancellationToken);

    /// <summary>Removes the resources that these records find. Part of a record's erasure; repeatable.</summary>
    [Alias("EraseOf")]
    ValueTask EraseOfAsync(ImmutableArray<MemoryId> records, CancellationToken cancellationToken);

    /// <summary>Removes every resource from storage. Part of a scope's erasure; repeatable.</summary>
    [Alias("Erase")]
    ValueTask EraseAsync(CancellationToken cancellationToken);
}

/// <summary>One content, written once and read in pieces. The key is <see cref="Scope.Key"/>, a slash and the content's id.</summary>
[Alias("agentgrains.IResourceContentGrain")]
public interface IResourceContentGrain : ITenantOwned
{
    /// <summary>Makes the content durable. Repeatable.</summary>
    /// <exception cref="WriteUncertainException">Storage failed; set it again.</exception>
    [Alias("Set")]
    ValueTask SetAsync(string content, CancellationToken cancellationToken);

    /// <summary>Reads a piece, and where it begins: no surrogate pair is split. Null when there is no content.</summary>
    /// <param name="offset">Where to begin, in characters.</param>
    /// <param name="most">Most characters to read.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    [Alias("Read"), AlwaysInterleave]
    ValueTask<(int Offset, string Text)?> ReadAsync(int offset, int most, CancellationToken cancellationToken);

    /// <summary>Removes it from storage. Repeatable.</summary>
    [Alias("Erase")]
    ValueTask EraseAsync(CancellationToken cancellationToken);
}
