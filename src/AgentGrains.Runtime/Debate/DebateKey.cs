namespace AgentGrains.Runtime.Debate;

/// <summary>Keys of debates and their teams: <c>tenant/debate</c> and <c>tenant/debate/team</c>.</summary>
internal static class DebateKey
{
    public static string Of(string tenant, string debate) => $"{ScopeNames.RequireTenant(tenant)}/{ScopeNames.Require("debate", debate)}";

    public static string OfTeam(string debateKey, string team) => $"{debateKey}/{team}";

    /// <summary>The parts of a key, each a valid name.</summary>
    /// <exception cref="InvalidScopeException">The key has another number of parts, or one is not valid.</exception>
    public static string[] Parse(string key, int parts)
    {
        var names = key.Split('/');
        if (names.Length != parts)
            throw new InvalidScopeException($"A debate's key has {parts} parts between slashes, not {names.Length}.");
        ScopeNames.RequireTenant(names[0]);
        foreach (var name in names.AsSpan(1))
            ScopeNames.Require(names.Length == 2 ? "debate" : "team", name);
        return names;
    }
}
