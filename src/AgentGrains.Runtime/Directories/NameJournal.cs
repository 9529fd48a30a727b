using AgentGrains.Engine.Codec;
using AgentGrains.Runtime.Journal;
using AgentGrains.Runtime.Memory;

namespace AgentGrains.Runtime.Directories;

/// <summary>Names in a journal: entered, and taken out again. A new one costs one small append.</summary>
/// <remarks>Not thread-safe; see <see cref="GrainJournal"/>. After a failed append the grain must be put away: the append's fate is unknown.</remarks>
internal sealed class NameJournal(GrainJournal journal)
{
    private const int EnterField = 1;
    private const int LeaveField = 2;

    private readonly SortedDictionary<string, long> _names = new(StringComparer.Ordinal);
    private readonly FieldWriter _operation = new();
    private readonly FieldWriter _frame = new();
    private long _sequence;

    private static TextPool Pool { get; } = new();

    /// <summary>Every name in ordinal order, with the position of its entry in the journal.</summary>
    public IReadOnlyDictionary<string, long> Names => _names;

    public Task OpenAsync() => journal.OpenAsync(Read, Apply);

    public bool Contains(string name) => _names.ContainsKey(name);

    /// <summary>Names after another, in ordinal order.</summary>
    public IEnumerable<string> After(string? after, int take)
    {
        PageSize.Require(take);
        return _names.Keys.SkipWhile(name => after is not null && string.CompareOrdinal(name, after) <= 0).Take(take);
    }

    /// <summary>Names entered before a position, the latest first; from the end when it is null.</summary>
    public IEnumerable<KeyValuePair<string, long>> Before(long? before, int take)
    {
        PageSize.Require(take);
        return _names.Where(entry => before is null || entry.Value < before).OrderByDescending(static entry => entry.Value).Take(take);
    }

    /// <summary>Enters a name. Repeatable.</summary>
    public Task EnterAsync(string name) => _names.ContainsKey(name) ? Task.CompletedTask : CommitAsync((EnterField, name));

    /// <summary>Takes a name out; with the last one everything leaves storage. Repeatable.</summary>
    public Task LeaveAsync(string name) =>
        !_names.ContainsKey(name) ? Task.CompletedTask : _names.Count == 1 ? EraseAsync() : CommitAsync((LeaveField, name));

    /// <summary>Removes all of it from storage. Repeatable.</summary>
    public async Task EraseAsync()
    {
        await journal.EraseAsync();
        _names.Clear();
    }

    private async Task CommitAsync((int Field, string Name) operation)
    {
        _operation.Reset();
        _operation.Text(operation.Field, operation.Name);
        _frame.Reset();
        _frame.Varint((ulong)_operation.Length);
        _frame.Raw(_operation.Written);
        await journal.AppendAsync(_frame.WrittenMemory, 1);
        Apply(operation);
    }

    private void Apply((int Field, string Name) operation)
    {
        _sequence++;
        if (operation.Field == EnterField)
            _names[operation.Name] = _sequence;
        else
            _names.Remove(operation.Name);
    }

    private static (int Field, string Name) Read(ReadOnlyMemory<byte> frame, long sequence)
    {
        var operation = (Field: 0, Name: "");
        var reader = new FieldReader(frame.Span, Pool);
        while (reader.Next(out var field))
        {
            if (field is EnterField or LeaveField)
                operation = (field, reader.Text());
            else
                reader.Skip();
        }

        return operation.Field == 0 ? throw new FormatException("An operation of a directory has no name.") : operation;
    }
}
