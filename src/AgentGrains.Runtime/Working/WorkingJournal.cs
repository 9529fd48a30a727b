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

    /// <summary>All durable operations, from storage.</summary>
    public Task<List<WorkingOperation>> ReadAsync() => journal.ReadAsync(0, int.MaxValue, WorkingOperation.Read);

    /// <summary>Overwrites what operations say, in their places. The journal is to be opened again.</summary>
    /// <inheritdoc cref="GrainJournal.RedactAsync" path="/exception"/>
    public Task RedactAsync(Dictionary<long, int> places) => journal.RedactAsync(RedactedPlaces.Write(places));

    public Task EraseAsync() => journal.EraseAsync();
}
