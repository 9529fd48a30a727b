namespace AgentGrains.Silo;

/// <summary>Every kind of credential that the server takes: API keys, and tokens when they are configured. Thread-safe.</summary>
internal sealed class Credentials(ApiKeyRing keys, TokenReader tokens)
{
    /// <summary>True when nothing is configured, so that only this machine may call.</summary>
    public bool IsEmpty => keys.IsEmpty && !tokens.IsConfigured;

    /// <summary>A tenant to show in examples; null when none is known.</summary>
    public string? ExampleTenant => keys.FirstTenant;

    /// <summary>Finds out whose credential was presented.</summary>
    public async ValueTask<CredentialCheck> CheckAsync(string presented) =>
        keys.Find(presented) is { } caller ? new CredentialCheck(caller)
        : tokens.IsConfigured && TokenReader.LooksLikeToken(presented) ? await tokens.CheckAsync(presented)
        : default;
}
