namespace AgentGrains.Runtime.Working;

/// <summary>Keys of working memories: <c>tenant/scope/session</c>.</summary>
internal static class WorkingKey
{
    public static string Of(Scope scope, string session) => $"{scope.Key}/{ScopeNames.Require("session", session)}";

    /// <summary>The parts of a key.</summary>
    /// <exception cref="InvalidScopeException">The key is not a scope's key, a slash and a session.</exception>
    public static (Scope Scope, string Session) Parse(string key)
    {
        var slash = key.LastIndexOf('/');
        return slash < 0
            ? throw new InvalidScopeException($"'{key}' is not the key of a working memory; one looks like tenant/user:ann/session.")
            : (Scope.ParseKey(key[..slash]), ScopeNames.Require("session", key[(slash + 1)..]));
    }
}
