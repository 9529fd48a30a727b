using System.Collections.Immutable;
using AgentGrains.Engine.Consolidation;

namespace AgentGrains.Engine.Records;

public sealed partial class MemoryState
{
    /// <summary>Who condenses and lays to rest.</summary>
    public const string Consolidator = "consolidation/1";

    /// <summary>Who writes notes. There is one note of a segment, whoever wrote it: the key of its operation is the segment's.</summary>
    public static ProducerVersion NoteMaker { get; } = new("notes", 1);

    /// <summary>Whether an operation is a run's own. A note's key is its segment's, so its reason names the run.</summary>
    internal static bool IsOf(MemoryOperation operation, string run) => operation.Kind == OperationKind.Add
        ? operation.Producer == NoteMaker.ToString() && operation.Reason == $"{run}:{nameof(ConsolidationKind.Noted)}"
        : operation.Producer == Consolidator && operation.Key.StartsWith($"{run}#", StringComparison.Ordinal);

    /// <summary>What a run's operation did; null for one that sets something back.</summary>
    internal static ConsolidationKind? KindOf(MemoryOperation operation) => operation.Kind == OperationKind.Add
        ? ConsolidationKind.Noted
        : Enum.TryParse<ConsolidationKind>(operation.Reason, out var kind) ? kind : null;

    /// <summary>An Add as a run's note.</summary>
    /// <param name="run">The run.</param>
    /// <param name="operation">The Add, as it was decided.</param>
    /// <param name="rests">Whether it begins in the archive.</param>
    internal static MemoryOperation AsNoteOf(string run, MemoryOperation operation, bool rests) => operation with
    {
        Reason = $"{run}:{nameof(ConsolidationKind.Noted)}",
        Record = rests ? operation.Record! with { Life = operation.Record.Life with { Zone = MemoryZone.Archive, Rests = true } } : operation.Record,
    };

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
                Kind = step.Kind switch { ConsolidationKind.Condense => OperationKind.Condense, ConsolidationKind.Merged => OperationKind.Update, _ => OperationKind.Retier },
                Gist = step.Gist,
                Life = step.Kind is ConsolidationKind.Condense or ConsolidationKind.Merged ? null : Find(step.Id)!.Life with { Zone = MemoryZone.Archive, Rests = true },
                Record = step.Kind == ConsolidationKind.Merged ? Renamed(Find(step.Id)!, step.Name!, TimeOfRecord(now)) : null,
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
                Kind = found.Kind == OperationKind.Add ? OperationKind.Delete : found.Kind,
                Gist = found.Kind == OperationKind.Condense ? found.Was?.Gist : null,
                Life = found.Kind == OperationKind.Retier ? Find(found.Id)!.Life with { Zone = found.Was!.Life.Zone, Rests = found.Was.Life.Rests } : null,
                Vector = found.Kind == OperationKind.Retier ? originals.GetValueOrDefault(found.Id) : null,
                Record = found.Kind == OperationKind.Update ? Restored(found.Was!, Find(found.Id)!) : null,
                Reason = $"run {run} is undone",
            }),
        ];
    }

    /// <summary>Whether a record still is as a run's operation left it.</summary>
    internal bool IsAsLeft(MemoryOperation operation, RunFound found) => Find(operation.Target) is { } record && operation.Kind switch
    {
        OperationKind.Condense => record.Gist == operation.Gist && record.Gist != found.Was!.Gist,
        OperationKind.Add => record.Lineage is { RetiredAt: null, Version: 1 },
        OperationKind.Update => record.Lineage.RetiredAt is null && record.Lineage.Version == operation.Record!.Lineage.Version && record.RecordedAt == operation.Record.RecordedAt,
        _ => record.Life.Rests,
    };

    // The old name stays as an alias: whoever asks by it finds the record. The text is what was said, and stays.
    private static MemoryRecord Renamed(MemoryRecord record, string name, DateTimeOffset at) => record with
    {
        Slot = record.Slot! with { Subject = name },
        Aliases = [.. record.Aliases.Append(record.Slot!.Subject.Trim()).Append(name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        RecordedAt = at,
        Lineage = record.Lineage with { Version = record.Lineage.Version + 1 },
    };

    // The version from before, with what has become of the record since: uses, vector, gist, links. As of a time between, it is what it was before.
    private static MemoryRecord Restored(MemoryRecord before, MemoryRecord now) =>
        before with { Life = now.Life, Vector = now.Vector, Gist = now.Gist, Lineage = before.Lineage with { Links = now.Lineage.Links } };

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
/// <param name="Kind">What the run did.</param>
/// <param name="Was">The record as it was found; null for one that the run made.</param>
public sealed record RunFound(MemoryId Id, OperationKind Kind, MemoryRecord? Was);
