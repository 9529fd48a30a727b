using AgentGrains.Engine.Records;

namespace AgentGrains.Runtime.Agents;

/// <summary>What an agent's profile must keep, so that every turn under it can recall.</summary>
internal static class AgentRules
{
    public static void Check(AgentProfile profile, string tenant, MemoryOptions limits, RecallOptions recall)
    {
        ArgumentNullException.ThrowIfNull(profile);
        DraftRules.CheckText("persona", profile.Persona, limits.MaxTextBytes, "MemoryOptions.MaxTextBytes");
        CheckReads(profile, tenant, recall);
        if (profile.Writes is { } writes && writes.Tenant != tenant)
            throw new InvalidMemoryException("writes", $"The scope '{writes.Name}' belongs to another tenant than the agent; give one of '{tenant}'.");
        RequireRange("recallLimit", profile.RecallLimit, recall.MaxLimit, "RecallOptions.MaxLimit");
        RequireRange("recallTokens", profile.RecallTokens, recall.MaxTokenBudget, "RecallOptions.MaxTokenBudget");
    }

    private static void CheckReads(AgentProfile profile, string tenant, RecallOptions recall)
    {
        var reads = profile.Reads;
        if (reads.IsDefault)
            throw new InvalidMemoryException("reads", "reads is missing; give the scopes the agent recalls from, or an empty list.");
        if (reads.Length > recall.MaxScopes)
        {
            throw new InvalidMemoryException(
                "reads", $"reads names {reads.Length} scopes, the limit set by RecallOptions.MaxScopes is {recall.MaxScopes}; name fewer or raise the limit.");
        }

        foreach (var scope in reads)
        {
            if (scope is null)
                throw new InvalidMemoryException("reads", "A scope of reads is missing; give each as a kind and an id, such as user:ann.");
            if (scope.Tenant != tenant)
                throw new InvalidMemoryException("reads", $"The scope '{scope.Name}' belongs to another tenant than the agent; give scopes of '{tenant}'.");
        }

        if (reads.Distinct().Count() != reads.Length)
            throw new InvalidMemoryException("reads", "A scope is named twice in reads; name each once.");
    }

    private static void RequireRange(string field, int value, int max, string option)
    {
        if (value < 1 || value > max)
            throw new InvalidMemoryException(field, $"{field} is {value:N0}; it must be from 1 to {max:N0}, the limit set by {option}.");
    }
}
