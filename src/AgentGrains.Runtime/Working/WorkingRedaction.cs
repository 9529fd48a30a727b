using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Erasure;
using AgentGrains.Engine.Working;
using AgentGrains.Runtime.Journal;

namespace AgentGrains.Runtime.Working;

/// <summary>What stands in the place of edits that held an erased text: the same edit, which says that something was erased.</summary>
internal static class WorkingRedaction
{
    private const string Instead = "(erased)";

    /// <summary>An edit's frame after the redaction of places.</summary>
    /// <inheritdoc cref="FrameRedactor" path="/param"/>
    public static ReadOnlyMemory<byte> Redact(ReadOnlyMemory<byte> what, ReadOnlyMemory<byte> frame, long sequence)
    {
        if (RedactedPlaces.At(what, sequence) == 0)
            return frame;
        var operation = WorkingOperation.Read(frame, sequence);
        var edit = operation.Edit with
        {
            Text = operation.Edit.Text is null ? null : Instead,
            Step = operation.Edit.Step is { } step ? step with { Text = Instead } : null,
        };
        var writer = new FieldWriter();
        (operation with { Edit = edit, ContentHash = WorkingOperation.ErasedHash }).WriteTo(writer);
        return writer.Written.ToArray();
    }

    /// <summary>The places of edits that quote, and of summaries of subgoals with a step that does: they may quote it cut short.</summary>
    public static Dictionary<long, int> Find(IEnumerable<WorkingOperation> operations, ErasedWording wording)
    {
        var (state, quoting, places) = (WorkingState.Empty, new HashSet<int>(), new Dictionary<long, int>());
        foreach (var operation in operations)
        {
            var edit = operation.Edit;
            if (wording.IsIn(edit.Text) || wording.IsIn(edit.Step?.Text) || (edit.Kind == WorkingEditKind.CloseSubgoal && quoting.Contains(edit.Subgoal)))
                places.Add(operation.Sequence, 1);
            if (edit.Kind == WorkingEditKind.AddStep && places.ContainsKey(operation.Sequence))
                quoting.Add(state.Current);
            state = state.Apply(operation);
        }

        return places;
    }
}
