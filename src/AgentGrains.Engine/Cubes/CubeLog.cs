using System.Collections.Immutable;
using System.Security.Cryptography;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Records;

namespace AgentGrains.Engine.Cubes;

/// <summary>The operations of one memory as a cube holds them, and what they come to.</summary>
internal sealed class CubeLog
{
    private CubeLog(MemoryState state, ImmutableArray<MemoryOperation> operations) => (State, Operations) = (state, operations);

    /// <summary>What the operations come to.</summary>
    public MemoryState State { get; }

    /// <summary>All operations, from sequence 1.</summary>
    public ImmutableArray<MemoryOperation> Operations { get; }

    public CubeMemory Memory => new(State.Type, Operations.Length, State.Identities().Count());

    /// <summary>SHA-256 of the canonical state.</summary>
    public byte[] StateHash()
    {
        var writer = new FieldWriter();
        State.WriteTo(writer);
        return SHA256.HashData(writer.Written);
    }

    /// <summary>Makes a log of a journal. Operations on records that were forgotten keep their place and lose what they said.</summary>
    public static CubeLog Make(Scope scope, MemoryType type, ImmutableArray<MemoryOperation> operations)
    {
        operations = [.. operations.Select(operation => operation.Kind is OperationKind.Stage or OperationKind.Fence ? Empty(operation) with { Stage = null, Fence = null } : operation)];   // proposals and moves stay at home
        var state = Replay(scope, type, operations);
        return new CubeLog(state, [.. operations.Select(operation => WithoutGone(state, operation))]);
    }

    /// <summary>The operation, and nothing of what it said when its record is forgotten.</summary>
    public static MemoryOperation WithoutGone(MemoryState state, MemoryOperation operation) =>
        operation.Kind != OperationKind.Import && state.OrdinalOf(operation.Record?.Id ?? operation.Target) < 0 ? Empty(operation) : operation;

    /// <summary>Replays operations that were read.</summary>
    /// <exception cref="InvalidOperationException">They do not follow from each other.</exception>
    public static CubeLog Of(Scope scope, MemoryType type, ImmutableArray<MemoryOperation> operations) => new(Replay(scope, type, operations), operations);

    private static MemoryState Replay(Scope scope, MemoryType type, ImmutableArray<MemoryOperation> operations)
    {
        var state = new MemoryState(scope, type);
        foreach (var operation in operations)
            state.Apply(operation);
        return state;
    }

    // Lineage stays: that it replaced another record is why that one is not believed.
    private static MemoryOperation Empty(MemoryOperation operation) => operation with
    {
        Record = operation.Record is not { } record ? null : new MemoryRecord
        {
            Id = record.Id,
            Kind = record.Kind,
            Text = "",
            OccurredAt = record.OccurredAt,
            RecordedAt = record.RecordedAt,
            Status = record.Status,
            Lineage = record.Lineage,
            Sequence = record.Sequence,
        },
        Vector = null,
        Reason = null,
        Gist = null,
        Evidence = [],
    };
}
