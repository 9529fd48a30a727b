using AgentGrains.Engine.Codec;

namespace AgentGrains.Runtime.Journal;

/// <summary>A journal whose operations write themselves, one to an append.</summary>
/// <remarks>Not thread-safe; see <see cref="GrainJournal"/>.</remarks>
internal sealed class FrameJournal(GrainJournal journal)
{
    private readonly FieldWriter _operation = new();
    private readonly FieldWriter _frame = new();

    public Task OpenAsync<T>(Func<ReadOnlyMemory<byte>, long, T> read, Action<T> apply) => journal.OpenAsync(read, apply);

    /// <inheritdoc cref="GrainJournal.AppendAsync"/>
    public Task AppendAsync(Action<FieldWriter> write)
    {
        _operation.Reset();
        write(_operation);
        _frame.Reset();
        _frame.Varint((ulong)_operation.Length);
        _frame.Raw(_operation.Written);
        return journal.AppendAsync(_frame.WrittenMemory, 1);
    }

    /// <summary>All durable operations, from storage.</summary>
    public Task<List<T>> ReadAsync<T>(Func<ReadOnlyMemory<byte>, long, T> read) => ReadAsync(0, int.MaxValue, read);

    /// <inheritdoc cref="GrainJournal.ReadAsync"/>
    public Task<List<T>> ReadAsync<T>(long after, int take, Func<ReadOnlyMemory<byte>, long, T> read) => journal.ReadAsync(after, take, read);

    /// <inheritdoc cref="GrainJournal.RedactAsync"/>
    public Task RedactAsync(ReadOnlyMemory<byte> what) => journal.RedactAsync(what);

    public Task EraseAsync() => journal.EraseAsync();
}
