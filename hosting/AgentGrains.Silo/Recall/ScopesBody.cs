using System.Collections.Immutable;

namespace AgentGrains.Silo;

/// <summary>The scopes that a body names.</summary>
internal static class ScopesBody
{
    /// <summary>The scopes, at least one and no more than one recall searches.</summary>
    /// <exception cref="InvalidMemoryException">There is none, there are too many, or one is null.</exception>
    /// <exception cref="InvalidScopeException">A scope is not a valid name.</exception>
    public static ImmutableArray<Scope> Read(string tenant, IReadOnlyList<string?>? scopes, RecallOptions limits)
    {
        if (scopes is not { Count: > 0 } names)
            throw new InvalidMemoryException("scopes", "There is no scope to search; name at least one, such as user:ann.");
        if (names.Count > limits.MaxScopes)
            throw new InvalidMemoryException("scopes",
                $"There are {names.Count} scopes; one recall searches {limits.MaxScopes} (RecallOptions.MaxScopes). Ask in several recalls.");

        return [.. names.Select((name, i) => Scope.Parse(tenant, name
            ?? throw new InvalidMemoryException($"scopes[{i}]", "The scope is null; leave it out.")))];
    }
}
