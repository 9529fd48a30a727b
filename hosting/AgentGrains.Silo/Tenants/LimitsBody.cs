namespace AgentGrains.Silo;

/// <summary>How much a tenant may hold and do.</summary>
internal sealed record LimitsBody
{
    /// <summary>Most scopes; 1,000,000 when left out.</summary>
    public int? MaxScopes { get; init; }

    /// <summary>Most records in one memory of one scope; 1,000,000 when left out.</summary>
    public int? MaxRecordsPerMemory { get; init; }

    /// <summary>Most records in all memories together; no limit when left out.</summary>
    public long? MaxRecords { get; init; }

    /// <summary>Most bytes of journals in all memories together; no limit when left out.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>Calls per second in all silos together; no limit when left out.</summary>
    public int? RequestsPerSecond { get; init; }

    /// <summary>Tokens per minute that models may read and write; no limit when left out.</summary>
    public long? InferenceTokensPerMinute { get; init; }

    /// <summary>Writes limits.</summary>
    public static LimitsBody From(TenantLimits limits) => new()
    {
        MaxScopes = limits.MaxScopes,
        MaxRecordsPerMemory = limits.MaxRecordsPerMemory,
        MaxRecords = limits.MaxRecords,
        MaxBytes = limits.MaxBytes,
        RequestsPerSecond = limits.RequestsPerSecond,
        InferenceTokensPerMinute = limits.InferenceTokensPerMinute,
    };

    /// <summary>Reads the limits; the tenant checks them.</summary>
    public TenantLimits ToLimits()
    {
        var defaults = new TenantLimits();
        return new TenantLimits(MaxScopes ?? defaults.MaxScopes, MaxRecordsPerMemory ?? defaults.MaxRecordsPerMemory)
        {
            MaxRecords = MaxRecords,
            MaxBytes = MaxBytes,
            RequestsPerSecond = RequestsPerSecond,
            InferenceTokensPerMinute = InferenceTokensPerMinute,
        };
    }
}
