using System.Collections.Immutable;
using AgentGrains.Engine.Records;

namespace AgentGrains.Engine.Cubes;

/// <summary>
/// A log in chapters as the log in one that a cube holds: in the order of time, numbered through, without seals, and with what replaced a record of an
/// earlier chapter doing so where it was written. So a cube does not tell how the log was split, and whoever reads cubes needs to know nothing of chapters.
/// </summary>
internal static class OneLog
{
    /// <summary>Joins the operations of all chapters.</summary>
    /// <param name="scope">Whose log it is.</param>
    /// <param name="type">Which of its memories.</param>
    /// <param name="operations">The operations in the order of their sequences.</param>
    public static ImmutableArray<MemoryOperation> Join(Scope scope, MemoryType type, ImmutableArray<MemoryOperation> operations)
    {
        if (!operations.Any(operation => operation.Kind == OperationKind.Seal))
            return operations;
        operations = InOrder(operations);
        var written = operations.Where(operation => operation.Kind == OperationKind.Add).Select(operation => operation.Target).ToHashSet();
        var state = new MemoryState(scope, type);
        var joined = ImmutableArray.CreateBuilder<MemoryOperation>(operations.Length);
        var places = new Dictionary<long, long>();
        for (var i = 0; i < operations.Length; i++)
        {
            var operation = operations[i];
            if (operation.Kind == OperationKind.Seal || IsSaidElsewhere(operation))
                continue;
            var place = joined.Count + 1;
            places[operation.Sequence] = place;
            operation = operation with
            {
                Sequence = place,
                Record = operation.Record is { } record ? record with { Sequence = places.GetValueOrDefault(record.Sequence, place) } : null,
            };
            if (operation is { Kind: OperationKind.Add, Record.Lineage.Supersedes: { } old } && state.Find(old) is { Lineage.RetiredAt: null } && !IsHeld(i))
                operation = operation with { Kind = OperationKind.Supersede, Target = old };
            state.Apply(operation);
            joined.Add(operation);
        }

        return joined.ToImmutable();

        // Each chapter keeps its own order, whatever its clocks said.
        static ImmutableArray<MemoryOperation> InOrder(ImmutableArray<MemoryOperation> operations)
        {
            var last = new Dictionary<int, DateTimeOffset>();
            return [.. operations.Select(operation => (operation, Chapter: Chapters.OfSequence(operation.Sequence))).Select(item => (item.operation, item.Chapter, At: After(item.Chapter, item.operation.At)))
                .OrderBy(item => item.At).ThenBy(item => item.Chapter).Select(item => item.operation)];

            DateTimeOffset After(int chapter, DateTimeOffset at) => last[chapter] = last.TryGetValue(chapter, out var before) && before > at ? before : at;
        }

        // What replaced it is there itself, unless it was erased.
        bool IsSaidElsewhere(MemoryOperation operation) =>
            operation is { Kind: OperationKind.Supersede, Record: null, LinkedTo: { } by } && written.Contains(by);

        // What is held from the first replaces nothing before it is released.
        bool IsHeld(int i) => i + 1 < operations.Length && operations[i + 1] is { Kind: OperationKind.Quarantine } next && next.Target == operations[i].Target;
    }
}
