using AgentGrains.Engine.Records;

namespace AgentGrains.Runtime.Agents;

/// <summary>What an agent's profile must keep, so that every turn under it can recall.</summary>
internal static class AgentRules
{
    private const int MostTools = 32;

    public static void Check(AgentProfile profile, string tenant, string agent, MemoryOptions limits, RecallOptions recall)
    {
        ArgumentNullException.ThrowIfNull(profile);
        DraftRules.CheckText("persona", profile.Persona, limits.MaxTextBytes, "MemoryOptions.MaxTextBytes");
        CheckReads(profile, tenant, recall);
        if (profile.Writes is { } writes && writes.Tenant != tenant)
            throw new InvalidMemoryException("writes", $"The scope '{writes.Name}' belongs to another tenant than the agent; give one of '{tenant}'.");
        CheckTools(profile, tenant, agent);
        RequireRange("recallLimit", profile.RecallLimit, recall.MaxLimit, "RecallOptions.MaxLimit");
        RequireRange("recallTokens", profile.RecallTokens, recall.MaxTokenBudget, "RecallOptions.MaxTokenBudget");
    }

    private static void CheckTools(AgentProfile profile, string tenant, string agent)
    {
        var plugins = profile.Plugins.IsDefault ? [] : profile.Plugins;
        var handoffs = profile.Handoffs.IsDefault ? [] : profile.Handoffs;
        if (plugins.Length > MostTools || handoffs.Length > MostTools)
            throw new InvalidMemoryException(plugins.Length > MostTools ? "plugins" : "handoffs", $"An agent takes at most {MostTools} of them.");
        if (plugins.Any(string.IsNullOrWhiteSpace) || plugins.Distinct(StringComparer.Ordinal).Count() != plugins.Length)
            throw new InvalidMemoryException("plugins", "A plugin is named twice, or has no name; name each once.");
        if (plugins.Contains(AgentProfile.MemoryPlugin) && profile.Reads.IsEmpty && profile.Writes is null)
            throw new InvalidMemoryException("plugins", "The agent has no scope, so it can have no memory plugin; give it a scope to read or write.");
        foreach (var handoff in handoffs)
        {
            ScopeNames.Require("handoff", handoff?.Agent ?? "");
            if (handoff!.Agent == agent)
                throw new InvalidMemoryException("handoffs", "An agent cannot hand a conversation to itself.");
            DraftRules.CheckText("handoffs", handoff.When, 1024, "MemoryOptions.MaxNameBytes");
        }

        if (handoffs.DistinctBy(handoff => handoff.Agent).Count() != handoffs.Length)
            throw new InvalidMemoryException("handoffs", "An agent is named twice; name each once.");
        var secrets = profile.Secrets.IsDefault ? [] : profile.Secrets;
        if (secrets.Length > MostTools || secrets.Any(grant => grant?.Scope is null) || secrets.DistinctBy(grant => grant.Name).Count() != secrets.Length)
            throw new InvalidMemoryException("secrets", $"Give at most {MostTools} grants of secrets, each of another name.");
        if (secrets.Any(grant => grant.Scope.Tenant != tenant))
            throw new InvalidMemoryException("secrets", $"A secret belongs to another tenant than the agent; give secrets of '{tenant}'.");
        RequireRange("workingTokens", profile.WorkingTokens ?? 1, 1_000_000, "1,000,000 tokens");
        if (profile.MaxToolCalls is { } calls && calls is < 0 or > 1_000)
            throw new InvalidMemoryException("maxToolCalls", $"maxToolCalls is {calls:N0}; it must be from 0 to 1,000.");
        if (profile.ToolTimeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > TimeSpan.FromHours(1)))
            throw new InvalidMemoryException("toolTimeout", $"toolTimeout is {timeout}; it must be positive and at most an hour.");
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
