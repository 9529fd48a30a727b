using System.Collections.Immutable;
using AgentGrains.Engine.Consolidation;

namespace AgentGrains.Engine.Records;

public sealed partial class MemoryState
{
    /// <summary>Who condenses and lays to rest.</summary>
    public const string Consolidator = "consolidation/1";

    /// <summary>Decides steps of a run that were checked.</summary>
    /// <param name="run">The run, whose name every operation bears.</param>
    /// <param name="steps">The steps, of records that are believed.</param>
    /// <param name="now">The time of the change.</param>
    public ImmutableArray<MemoryOperation> DecideConsolidate(string run, IReadOnlyList<ConsolidationStep> steps, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(steps);
        return
        [
            .. steps.Select((step, place) => Tidy(run, place, step.Id, now) with
            {
                Kind = step.Kind == ConsolidationKind.Condense ? OperationKind.Condense : OperationKind.Retier,
                Gist = step.Gist,
                Life = step.Kind == ConsolidationKind.Condense ? null : Find(step.Id)!.Life with { Zone = MemoryZone.Archive, Rests = true },
                Reason = step.Kind.ToString(),
                Evidence = step.For is { } other ? [other] : [],
            }),
        ];
    }

    /// <summary>Decides to set records back to what a run found them as.</summary>
    /// <param name="run">The run.</param>
    /// <param name="before">What the records were just before it.</param>
    /// <param name="originals">The vectors as they were first stored, of those that rest.</param>
    /// <param name="now">The time of the change.</param>
    public ImmutableArray<MemoryOperation> DecideRollBack(
        string run, IReadOnlyList<RunFound> before, IReadOnlyDictionary<MemoryId, StoredVector> originals, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(originals);
        return
        [
            .. before.Select((found, place) => Tidy($"{run}:back", place, found.Id, now) with
            {
                Kind = found.Life is null ? OperationKind.Condense : OperationKind.Retier,
                Gist = found.Gist,
                Life = found.Life is { } life ? Find(found.Id)!.Life with { Zone = life.Zone, Rests = life.Rests } : null,
                Vector = found.Life is null ? null : originals.GetValueOrDefault(found.Id),
                Reason = $"run {run} is undone",
            }),
        ];
    }

    private MemoryOperation Tidy(string run, int place, MemoryId id, DateTimeOffset now) => new()
    {
        Sequence = Sequence + place + 1,
        At = now.ToUniversalTime(),
        Key = $"{run}#{Sequence + place + 1}",
        Target = id,
        Producer = Consolidator,
    };
}

/// <summary>What a run found a record as, before it changed it.</summary>
/// <param name="Id">The record.</param>
/// <param name="Life">Its life signals, when the run laid it to rest; null when it was condensed.</param>
/// <param name="Gist">Its gist, when the run condensed it.</param>
public sealed record RunFound(MemoryId Id, LifeSignals? Life, string? Gist);
