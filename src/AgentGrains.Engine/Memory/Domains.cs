using System.Collections.Immutable;

namespace AgentGrains.Engine.Memory;

/// <summary>Areas of life: which records a question about some of them may see.</summary>
internal static class Domains
{
    /// <summary>True for a record that is bound to no domain.</summary>
    public static bool AppliesEverywhere(MemoryRecord record) => record.Belief is null || record.Belief.Domains.IsDefaultOrEmpty;

    /// <summary>True when the record applies to one of the domains, or everywhere, or no domain is asked for.</summary>
    public static bool Match(MemoryRecord record, ImmutableArray<string> domains) =>
        domains.IsDefaultOrEmpty || AppliesEverywhere(record) || record.Belief!.Domains.Any(domains.Contains);
}
