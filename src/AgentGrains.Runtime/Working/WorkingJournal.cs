using System.Collections.Immutable;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Working;
using AgentGrains.Runtime.Journal;

namespace AgentGrains.Runtime.Working;

/// <summary>A working memory's journal: operations in, operations out.</summary>
/// <remarks>Not thread-safe; see <see cref="GrainJournal"/>.</remarks>
internal sealed class WorkingJournal(GrainJournal journal)
{
    private readonly FieldWriter _operation = new();
    private readonly FieldWriter _frames = new();

    public Task OpenAsync(Action<WorkingOperation> apply) => journal.OpenAsync(WorkingOperation.Read, apply);

    /// <summary>Makes the operations durable, all or none.</summary>
    /// <inheritdoc cref="GrainJournal.AppendAsync" path="/exception"/>
    public Task AppendAsync(ImmutableArray<WorkingOperation> operations)
    {
        _frames.Reset();
        foreach (var operation in operations)
        {
            _operation.Reset();
            operation.WriteTo(_operation);
            _frames.Varint((ulong)_operation.Length);
            _frames.Raw(_operation.Written);
        }

        return journal.AppendAsync(_frames.WrittenMemory, operations.Length);
    }

    public Task EraseAsync() => journal.EraseAsync();
}
