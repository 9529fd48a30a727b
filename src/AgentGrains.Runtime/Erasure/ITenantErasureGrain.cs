using System.Collections.Immutable;

namespace AgentGrains.Runtime.Erasure;

/// <summary>Holds the erasure of a whole tenant and drives it until nothing is left (decision 0028). The key is the tenant.</summary>
[Alias("agentgrains.ITenantErasureGrain")]
internal interface ITenantErasureGrain : ITenantOwned
{
    /// <summary>Closes the tenant and begins; while one goes on, or is over and the tenant still closed, that one is returned.</summary>
    /// <exception cref="WriteUncertainException">Storage failed; begin again.</exception>
    [Alias("Begin")]
    ValueTask<TenantErasure> BeginAsync(bool destroysKey);

    /// <summary>How far it is; null when there was none.</summary>
    [Alias("Get")]
    ValueTask<TenantErasure?> GetAsync();

    /// <summary>Reads again whether anything of the tenant is there.</summary>
    /// <exception cref="InvalidMemoryException">Something is, the erasure goes on or never was, or the tenant is open.</exception>
    [Alias("Verify")]
    ValueTask<TenantErasureFacts> VerifyAsync();

    /// <summary>Opens the tenant again. Repeatable.</summary>
    /// <exception cref="InvalidMemoryException">The erasure goes on.</exception>
    [Alias("Reopen")]
    ValueTask ReopenAsync();
}

/// <summary>A grain of a tenant, in no scope, whose whole journal goes with the tenant. Call it only while the tenant is closed.</summary>
[Alias("agentgrains.ITenantErased")]
internal interface ITenantErased : ITenantOwned
{
    /// <summary>Removes everything from storage. Repeatable.</summary>
    /// <exception cref="WriteUncertainException">Storage failed; erase again.</exception>
    [Alias("EraseAll")]
    ValueTask EraseAllAsync();
}

/// <summary>What a certificate says.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.TenantErasureFacts")]
internal sealed record TenantErasureFacts(
    [property: Id(0)] TenantErasure Erasure, [property: Id(1)] bool IsKeyDestroyed, [property: Id(2)] string Salt, [property: Id(3)] ImmutableArray<string> Touched);
