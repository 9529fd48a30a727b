namespace AgentGrains;

/// <summary>The scope has moved to another cluster and takes writes there. Nothing was written; the same call with the same key goes to the other end.</summary>
/// <param name="scope">Key of the scope.</param>
/// <param name="elsewhere">Where it is now, as the operator who moved it wrote it.</param>
[GenerateSerializer, Alias("agentgrains.ScopeMovedException")]
public sealed class ScopeMovedException(string scope, string elsewhere) : AgentGrainsException(
    $"The scope '{scope}' has moved to {elsewhere}; write there, with the same keys. Nothing was written here, and what is here can still be read.")
{
    /// <summary>Key of the scope.</summary>
    [Id(0)] public string Scope { get; } = scope;

    /// <summary>Where it is now.</summary>
    [Id(1)] public string Elsewhere { get; } = elsewhere;
}

/// <summary>The scope is on its way here from another cluster and not open yet. Nothing was written; the same call can succeed in a moment.</summary>
/// <param name="scope">Key of the scope.</param>
/// <param name="elsewhere">Where it comes from, as the operator who moves it wrote it.</param>
[GenerateSerializer, Alias("agentgrains.ScopeNotOpenException")]
public sealed class ScopeNotOpenException(string scope, string elsewhere) : AgentGrainsException(
    $"The scope '{scope}' is on its way here from {elsewhere} and not open yet. Nothing was written; retry with the same key in a moment. If it stays so, finish the move or give it up.")
{
    /// <summary>Key of the scope.</summary>
    [Id(0)] public string Scope { get; } = scope;

    /// <summary>Where it comes from.</summary>
    [Id(1)] public string Elsewhere { get; } = elsewhere;
}
