using System.Collections.Immutable;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using AgentGrains.Engine.Codec;

namespace AgentGrains.Engine.Consolidation;

/// <summary>The run that is staged in one memory: its steps, who sees them, and how records look to who does.</summary>
/// <remarks>A pure function of the journal; its state is its one owner. Not thread-safe.</remarks>
internal sealed class StagedRun
{
    private readonly SortedDictionary<MemoryId, ConsolidationStep> _steps = [];
    private ConsolidationCanary _canary = ConsolidationCanary.None;
    private StagePhase _phase = StagePhase.Closed;

    /// <summary>The run; null when none is staged or watched.</summary>
    public string? Run { get; private set; }

    /// <summary>Whether the run is in the phase already.</summary>
    public bool Is(string run, StagePhase phase) => phase == StagePhase.Closed ? Run != run : Run == run && _phase == phase;

    /// <summary>Whether the run has a step for a record.</summary>
    public bool Has(string run, MemoryId id) => Run == run && _steps.ContainsKey(id);

    /// <summary>Takes a Stage operation. One whose note is gone was erased, or came with a cube.</summary>
    public void Apply(MemoryOperation operation)
    {
        if (operation.Stage is not { } note)
            return;
        if (note.Run != Run)
            (Run, _canary) = (note.Run, Forget());
        _phase = note.Phase;
        switch (note.Phase)
        {
            case StagePhase.Step:
                _steps[operation.Target] = new ConsolidationStep(operation.Target, note.Step, operation.Gist, operation.Evidence.IsEmpty ? null : operation.Evidence[0], note.Name);
                break;
            case StagePhase.Opened:
                _canary = note.Canary;
                break;
            case StagePhase.Promoted:
                Forget();
                break;
            default:
                (Run, _canary) = (null, Forget());
                break;
        }
    }

    /// <summary>Steps in the order of their records.</summary>
    /// <param name="run">The run; of another one there are none.</param>
    /// <param name="position">How many to pass over.</param>
    /// <param name="take">Most steps.</param>
    public ImmutableArray<ConsolidationStep> Page(string run, long position, int take) =>
        Run == run ? [.. _steps.Values.Skip((int)Math.Min(position, int.MaxValue)).Take(take)] : [];

    /// <summary>How a recall of a session is answered; null when nothing is staged for all to see, or watched.</summary>
    public StagedView? ViewOf(string? session) => (Run, _phase) switch
    {
        (null, _) or (_, StagePhase.Step) => null,
        (_, StagePhase.Promoted) => new StagedView(Run, RunArm.Promoted),
        _ => new StagedView(Run, Covers(_canary, Run, session) ? RunArm.Canary : RunArm.Baseline),
    };

    /// <summary>Whether a step would lay the record to rest.</summary>
    public bool Hides(MemoryId id) => _steps.TryGetValue(id, out var step) && step.Kind is not (ConsolidationKind.Condense or ConsolidationKind.Merged);

    /// <summary>A record as it would be.</summary>
    public MemoryRecord Shown(MemoryRecord record) => !_steps.TryGetValue(record.Id, out var step) || record.Lineage.RetiredAt is not null ? record : step switch
    {
        { Kind: ConsolidationKind.Condense } => record with { Gist = step.Gist },
        { Kind: ConsolidationKind.Merged, Name: { } name } when record.Slot is { } slot => record with { Slot = slot with { Subject = name } },
        _ => record,
    };

    /// <summary>Whether a session is a canary of a run: by name, or by a draw that its name and the run's decide for ever.</summary>
    public static bool Covers(ConsolidationCanary canary, string run, string? session) => session is not null
        && (canary.Sessions.Contains(session) || (int)(XxHash3.HashToUInt64(MemoryMarshal.AsBytes($"{run}\n{session}".AsSpan())) % 100) < canary.Percent);

    /// <summary>Writes it in canonical form; nothing when nothing is staged.</summary>
    public void WriteTo(FieldWriter writer)
    {
        if (Run is null)
            return;
        StageCodec.Write(writer, new StageNote { Run = Run, Phase = _phase, Canary = _canary });
        foreach (var step in _steps.Values)
        {
            writer.Id(5, step.Id);
            writer.Text(6, step.Gist);
            writer.Id(7, step.For);
            StageCodec.Write(writer, new StageNote { Run = Run, Step = step.Kind, Name = step.Name });
        }
    }

    private ConsolidationCanary Forget()
    {
        _steps.Clear();
        return ConsolidationCanary.None;
    }
}
