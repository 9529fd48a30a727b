namespace AgentGrains;

/// <summary>How far the erasure of a whole tenant is.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
/// <param name="Tenant">The tenant.</param>
/// <param name="BegunAt">When it began; from then on the tenant is closed.</param>
/// <param name="EndedAt">When nothing of the tenant was left; null while it goes on.</param>
/// <param name="Scopes">Scopes that are gone so far, each with its memories, sessions, skills, vault and resources.</param>
/// <param name="Debates">Debates that are gone so far.</param>
/// <param name="Agents">Agents that are gone so far.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.TenantErasure")]
public sealed record TenantErasure(
    [property: Id(0)] string Tenant, [property: Id(1)] DateTimeOffset BegunAt, [property: Id(2)] DateTimeOffset? EndedAt,
    [property: Id(3)] int Scopes, [property: Id(4)] int Debates, [property: Id(5)] int Agents)
{
    /// <summary>Whether the tenant's key is destroyed at the end.</summary>
    [Id(6)] public bool DestroysKey { get; init; }

    /// <summary>What went wrong last; null when nothing did. It is tried again until nothing is left.</summary>
    [Id(7)] public string? Fault { get; init; }
}
