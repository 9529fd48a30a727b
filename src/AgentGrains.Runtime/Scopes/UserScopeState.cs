namespace AgentGrains.Runtime.Scopes;

/// <summary>What a scope's front remembers of itself.</summary>
[GenerateSerializer, Alias("agentgrains.UserScopeState")]
internal sealed class UserScopeState
{
    [Id(0)] public ScopePhase Phase { get; set; }

    /// <summary>Records whose erasure began and must be finished.</summary>
    [Id(1)] public List<MemoryId> Erasing { get; set; } = [];

    /// <summary>The salt of this scope's tombstones; null before the first.</summary>
    [Id(2)] public byte[]? Salt { get; set; }
}

/// <summary>A scope's life. The numbers are persisted.</summary>
[GenerateSerializer, Alias("agentgrains.ScopePhase")]
internal enum ScopePhase : byte
{
    /// <summary>Never written to, or erased.</summary>
    New = 0,

    /// <summary>In its tenant's directory.</summary>
    Entered = 1,

    /// <summary>An erasure began and must be finished.</summary>
    Erasing = 2,
}
