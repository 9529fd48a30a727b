using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Debate;
using AgentGrains.Runtime.Journal;

namespace AgentGrains.Runtime.Debate;

/// <summary>A debate's journal: events in, events out.</summary>
/// <remarks>Not thread-safe; see <see cref="GrainJournal"/>.</remarks>
internal sealed class DebateJournal(GrainJournal journal)
{
    private readonly FieldWriter _event = new();
    private readonly FieldWriter _frame = new();

    public Task OpenAsync(Action<DebateEvent> accept) =>
        journal.OpenAsync(static (frame, sequence) => DebateEventCodec.Read(frame.Span, sequence), accept);

    /// <summary>Makes an event durable.</summary>
    /// <inheritdoc cref="GrainJournal.AppendAsync" path="/exception"/>
    public Task AppendAsync(DebateEvent happened)
    {
        _event.Reset();
        DebateEventCodec.Write(_event, happened);
        _frame.Reset();
        _frame.Varint((ulong)_event.Length);
        _frame.Raw(_event.Written);
        return journal.AppendAsync(_frame.WrittenMemory, 1);
    }

    public Task EraseAsync() => journal.EraseAsync();
}
