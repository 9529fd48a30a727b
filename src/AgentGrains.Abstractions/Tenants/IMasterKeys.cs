using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>
/// Wraps the keys that tenants' data is encrypted with. Its own part of each tenant's key must be kept apart from the data and from the
/// backups of the data: that is what makes destroying it final. The built-in one keeps files; a key management service is another.
/// </summary>
/// <remarks>Thread-safe. Called once per tenant and silo, not per write.</remarks>
public interface IMasterKeys
{
    /// <summary>Id of the master key that wraps from now on.</summary>
    string Current { get; }

    /// <summary>Wraps a tenant's data key with the current master key. What is returned may be stored anywhere.</summary>
    ValueTask<WrappedKey> WrapAsync(string tenant, ReadOnlyMemory<byte> dataKey, CancellationToken cancellationToken);

    /// <summary>Unwraps a tenant's data key.</summary>
    /// <exception cref="TenantKeyException">The tenant's part was destroyed, or the master key is not there; the message says which.</exception>
    ValueTask<byte[]> UnwrapAsync(string tenant, WrappedKey key, CancellationToken cancellationToken);

    /// <summary>Destroys what only this keeps of a tenant's key, so that nothing ever unwraps it again. Repeatable.</summary>
    ValueTask DestroyAsync(string tenant, CancellationToken cancellationToken);
}

/// <summary>A data key that only a master key can open.</summary>
/// <param name="MasterKey">Id of the master key.</param>
/// <param name="Bytes">The wrapped key.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.WrappedKey")]
public sealed record WrappedKey([property: Id(0)] string MasterKey, [property: Id(1)] ImmutableArray<byte> Bytes);
