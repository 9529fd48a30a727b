namespace AgentGrains;

/// <summary>What is known of a tenant.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Exists">Whether it has limits of its own or any scope.</param>
/// <param name="Scopes">Number of scopes in its directory.</param>
/// <param name="Limits">Its limits.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.TenantInfo")]
public sealed record TenantInfo(
    [property: Id(0)] string Name, [property: Id(1)] bool Exists, [property: Id(2)] int Scopes, [property: Id(3)] TenantLimits Limits);

/// <summary>How much a tenant may hold and do. A limit that is null is none.</summary>
/// <param name="MaxScopes">Most scopes.</param>
/// <param name="MaxRecordsPerMemory">Most records in one memory of one scope, retired ones included.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.TenantLimits")]
public sealed record TenantLimits([property: Id(0)] int MaxScopes = 1_000_000, [property: Id(1)] int MaxRecordsPerMemory = 1_000_000)
{
    /// <summary>Most records in all memories of all scopes together, retired ones included.</summary>
    [Id(2)] public long? MaxRecords { get; init; }

    /// <summary>
    /// Most bytes of journals in all memories together. Vectors count when they are made; those of acknowledged records, and forgetting,
    /// are never refused.
    /// </summary>
    [Id(3)] public long? MaxBytes { get; init; }

    /// <summary>
    /// Calls per second in all silos together, with a burst of one second. A call is one to a memory, an agent, a debate or recall; a
    /// page of a listing is one.
    /// </summary>
    [Id(4)] public int? RequestsPerSecond { get; init; }

    /// <summary>Tokens per minute that models may read and write for the tenant, with a burst of one minute; see <see cref="IInferenceBudget"/>.</summary>
    [Id(5)] public long? InferenceTokensPerMinute { get; init; }
}

/// <summary>How much of its limits a tenant uses.</summary>
/// <param name="Scopes">Scopes in its directory.</param>
/// <param name="Records">
/// Records reserved by its memories: at least what they hold, and at most an eighth more, or up to 64 more in a memory of fewer than 512.
/// </param>
/// <param name="Bytes">Bytes reserved by its memories, likewise: at most an eighth or 64 KiB more in each.</param>
/// <param name="RequestsLeft">Calls left of this second's; null without a limit.</param>
/// <param name="InferenceTokensLeft">Tokens left of this minute's, negative when more were used than had been asked for; null without a limit.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.TenantUsage")]
public sealed record TenantUsage(
    [property: Id(0)] int Scopes, [property: Id(1)] long Records, [property: Id(2)] long Bytes,
    [property: Id(3)] long? RequestsLeft, [property: Id(4)] long? InferenceTokensLeft);
