using AgentGrains.Engine.Records;

namespace AgentGrains.Runtime.Agents;

/// <summary>What an agent's profile must keep.</summary>
internal static class AgentRules
{
    public static void Check(AgentProfile profile, string tenant, MemoryOptions limits)
    {
        ArgumentNullException.ThrowIfNull(profile);
        DraftRules.CheckText("persona", profile.Persona, limits.MaxTextBytes, "MemoryOptions.MaxTextBytes");
        if (profile.Reads.IsDefault)
            throw new InvalidMemoryException("reads", "reads is missing; give the scopes the agent recalls from, or an empty list.");
        foreach (var scope in profile.Writes is { } writes ? profile.Reads.Add(writes) : profile.Reads)
        {
            if (scope.Tenant != tenant)
                throw new InvalidMemoryException("reads", $"The scope '{scope.Name}' belongs to another tenant than the agent.");
        }

        if (profile.RecallLimit < 1 || profile.RecallTokens < 1)
            throw new InvalidMemoryException("recallLimit", "recallLimit and recallTokens must be at least 1.");
    }
}
