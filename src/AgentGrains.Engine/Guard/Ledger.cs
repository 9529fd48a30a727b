using System.Collections.Frozen;
using System.Collections.Immutable;

namespace AgentGrains.Engine.Guard;

/// <summary>A lease's sources by name.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
internal sealed class Ledger(GuardLease lease)
{
    private readonly FrozenDictionary<string, SourceStanding> _sources = lease.Sources.ToFrozenDictionary(source => source.Source, StringComparer.Ordinal);

    /// <summary>What a guard knows that has seen nothing.</summary>
    public static Ledger Empty { get; } = new(new GuardLease(0, new GuardPolicy(), [], []));

    public GuardLease Lease { get; } = lease;

    public ImmutableArray<GuardLesson> Lessons => Lease.Lessons;

    /// <summary>The source's reputation; of an actor nobody knows, that of the whole source.</summary>
    public float Reputation(string? source, string? actor)
    {
        if (_sources.Count == 0)
            return SourceStanding.Unknown;
        if (_sources.TryGetValue(Sources.Key(source, actor), out var standing))
            return standing.Reputation;
        return actor is not null && source is not null && _sources.TryGetValue(source, out var whole) ? whole.Reputation : SourceStanding.Unknown;
    }
}
