using System.Collections.Immutable;
using AgentGrains.Engine.Consolidation;

namespace AgentGrains.Engine.Records;

public sealed partial class MemoryState
{
    /// <summary>The run that is staged here.</summary>
    internal StagedRun Staged { get; } = new();

    /// <summary>Decides to stage steps of a run that were checked; those that are staged already are left as they are.</summary>
    internal ImmutableArray<MemoryOperation> DecideStage(string run, IEnumerable<ConsolidationStep> steps, DateTimeOffset now)
    {
        var place = 0;
        return
        [
            .. from step in steps
               where !Staged.Has(run, step.Id)
               select Stage(run, place++, now, new StageNote { Run = run, Step = step.Kind, Name = step.Name }) with
               {
                   Target = step.Id,
                   Gist = step.Gist,
                   Reason = step.Kind.ToString(),
                   Evidence = step.For is { } other ? [other] : [],
               },
        ];
    }

    /// <summary>Decides to bring a staged run into its next phase; null when it is in it.</summary>
    /// <param name="note">The run, its phase, and who sees it.</param>
    /// <param name="reason">Why; null when nothing is to be said.</param>
    /// <param name="now">The time of the change.</param>
    internal MemoryOperation? DecidePhase(StageNote note, string? reason, DateTimeOffset now) =>
        Staged.Is(note.Run, note.Phase) ? null : Stage(note.Run, 0, now, note) with { Reason = reason };

    private MemoryOperation Stage(string run, int place, DateTimeOffset now, StageNote note) => Tidy($"{run}:staged", place, default, now) with { Kind = OperationKind.Stage, Stage = note };
}
