using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains;

/// <summary>What is said of a secret; never its value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Caption">What it is for.</param>
/// <param name="Version">How often its value was set.</param>
/// <param name="Holders">Who may read it.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.SecretInfo")]
public sealed record SecretInfo(
    [property: Id(0)] string Name, [property: Id(1)] string? Caption, [property: Id(2)] int Version, [property: Id(3)] ImmutableArray<string> Holders);

/// <summary>The right to read one secret. Whoever holds it may read; it cannot be made up, and it can be revoked.</summary>
/// <param name="Scope">Whose secret it is.</param>
/// <param name="Name">The secret.</param>
/// <param name="Holder">Whom it was granted to.</param>
/// <param name="Token">The proof.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.SecretGrant")]
public sealed record SecretGrant([property: Id(0)] Scope Scope, [property: Id(1)] string Name, [property: Id(2)] string Holder, [property: Id(3)] string Token)
{
    /// <summary>Without the proof, so that no log has it.</summary>
    public override string ToString() => $"{Scope.Key}: {Name} for {Holder}";
}

/// <summary>A secret's value on its way to who may see it. Writing it out by accident shows nothing.</summary>
/// <param name="value">The value.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.SecretValue")]
public sealed class SecretValue(string value)
{
    [Id(0)] private readonly string _value = value;

    /// <summary>The value.</summary>
    public string Reveal() => _value;

    /// <summary>Not the value.</summary>
    public override string ToString() => "(secret)";
}

/// <summary>
/// The secrets of a scope. Values are encrypted at rest (AES-256-GCM, a key from configuration) and are in no index, no recall, no list and no
/// export. The key is <see cref="Scope.Key"/>.
/// </summary>
[Alias("agentgrains.IVaultGrain")]
public interface IVaultGrain : ITenantOwned
{
    /// <summary>Sets a secret's value. Grants of it stay.</summary>
    /// <exception cref="InvalidMemoryException">Name or value is not valid, or no key is configured.</exception>
    /// <exception cref="WriteUncertainException">Storage failed; set it again.</exception>
    [Alias("Set")]
    ValueTask SetAsync(string name, SecretValue value, string? caption, CancellationToken cancellationToken);

    /// <summary>Names, captions and holders, by name.</summary>
    [Alias("List"), AlwaysInterleave]
    ValueTask<ImmutableArray<SecretInfo>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Gives somebody the right to read a secret.</summary>
    /// <exception cref="InvalidMemoryException">There is no such secret.</exception>
    [Alias("Grant")]
    ValueTask<SecretGrant> GrantAsync(string name, string holder, CancellationToken cancellationToken);

    /// <summary>Takes the right back; every grant of this secret to this holder is void.</summary>
    [Alias("Revoke")]
    ValueTask RevokeAsync(string name, string holder, CancellationToken cancellationToken);

    /// <summary>Reads a secret.</summary>
    /// <returns>Null when the grant is not valid, was revoked, or the secret is gone; which of these is not told.</returns>
    [Alias("Read"), AlwaysInterleave]
    ValueTask<SecretValue?> ReadAsync(SecretGrant grant, CancellationToken cancellationToken);

    /// <summary>Removes a secret and its grants. Its encrypted bytes leave storage with the scope.</summary>
    [Alias("Remove")]
    ValueTask<bool> RemoveAsync(string name, CancellationToken cancellationToken);

    /// <summary>Removes the vault from storage. Part of a scope's erasure; repeatable.</summary>
    [Alias("Erase")]
    ValueTask EraseAsync(CancellationToken cancellationToken);
}

/// <summary>How secrets are encrypted.</summary>
public sealed class VaultOptions
{
    /// <summary>
    /// The key, 32 bytes in base64. Without one the vault takes no secrets. Keep it out of the data directory: who has both has the secrets. All silos
    /// of a cluster need the same one.
    /// </summary>
    public string? Key { get; set; }

    /// <summary>Most secrets of a scope. Default 1,000.</summary>
    public int MaxSecrets { get; set; } = 1_000;

    /// <summary>Longest value in UTF-8 bytes. Default 16 KiB.</summary>
    public int MaxValueBytes { get; set; } = 16 * 1024;
}
