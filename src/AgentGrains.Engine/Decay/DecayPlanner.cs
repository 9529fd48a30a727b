using System.Collections.Immutable;
using AgentGrains.Engine.Records;

namespace AgentGrains.Engine.Decay;

/// <summary>A record's next life signals.</summary>
/// <param name="Id">The record.</param>
/// <param name="Life">What they become.</param>
public readonly record struct ZoneChange(MemoryId Id, LifeSignals Life);

/// <summary>What time has done to one memory.</summary>
/// <param name="Changes">Records whose zone or maturity changes.</param>
/// <param name="Expired">Records whose time is over.</param>
public sealed record DecayPlan(ImmutableArray<ZoneChange> Changes, ImmutableArray<MemoryId> Expired);

/// <summary>Finds what time has done to a memory's records. Pure: it changes nothing, and finds nothing again once its plan is applied.</summary>
public static class DecayPlanner
{
    /// <summary>Plans for every record that is believed.</summary>
    public static DecayPlan Plan(MemoryState state, DateTimeOffset now, ForgettingOptions options)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(options);
        var changes = ImmutableArray.CreateBuilder<ZoneChange>();
        var expired = ImmutableArray.CreateBuilder<MemoryId>();
        for (var ordinal = 0; ordinal < state.Versions; ordinal++)
        {
            if (state[ordinal] is not { Lineage.RetiredAt: null, Status: < EpistemicStatus.Superseded } record)
                continue;
            if (record.ExpiresAt <= now)
            {
                expired.Add(record.Id);
                continue;
            }

            var life = record.Life with
            {
                Zone = record.Life.Rests ? record.Life.Zone : Zones.Next(record.Life.Zone, Retention.Of(record, now, options), options),
                Maturity = Maturation.Next(record.Life.Maturity, Retention.Strength(record)),
            };
            if (life != record.Life)
                changes.Add(new ZoneChange(record.Id, life));
        }

        return new DecayPlan(changes.ToImmutable(), expired.ToImmutable());
    }
}
