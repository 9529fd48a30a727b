namespace AgentGrains.Silo;

/// <summary>A tenant, its limits and what it uses of them.</summary>
internal sealed record TenantBody
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it has limits of its own or any scope.</summary>
    public required bool Exists { get; init; }

    /// <summary>Scopes in its directory.</summary>
    public required int Scopes { get; init; }

    /// <summary>Its limits.</summary>
    public required LimitsBody Limits { get; init; }

    /// <summary>Records that its memories have reserved; at least what they hold.</summary>
    public required long Records { get; init; }

    /// <summary>Bytes that its memories have reserved; at least what they hold.</summary>
    public required long Bytes { get; init; }

    /// <summary>Calls left of this second's; left out without a limit.</summary>
    public long? RequestsLeft { get; init; }

    /// <summary>Inference tokens left of this minute's; left out without a limit.</summary>
    public long? InferenceTokensLeft { get; init; }

    /// <summary>Writes what is known.</summary>
    public static TenantBody From(TenantInfo info, TenantUsage usage) => new()
    {
        Name = info.Name,
        Exists = info.Exists,
        Scopes = info.Scopes,
        Limits = LimitsBody.From(info.Limits),
        Records = usage.Records,
        Bytes = usage.Bytes,
        RequestsLeft = usage.RequestsLeft,
        InferenceTokensLeft = usage.InferenceTokensLeft,
    };
}
