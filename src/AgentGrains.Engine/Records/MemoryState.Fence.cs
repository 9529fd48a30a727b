using System.Collections.Immutable;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Moves;

namespace AgentGrains.Engine.Records;

public sealed partial class MemoryState
{
    private readonly SortedSet<MemoryId> _erased = [];

    /// <summary>Where this memory stands in a move; null when it was never in one.</summary>
    internal FenceNote? Fence { get; private set; }

    /// <summary>Whether it takes no writes of callers: it has moved, or is on its way here.</summary>
    internal bool IsClosed => Fence is { Phase: MovePhase.Fenced or MovePhase.Receiving or MovePhase.Complete };

    /// <summary>Records whose erasure this journal tells of.</summary>
    internal IReadOnlyCollection<MemoryId> Erased => _erased;

    /// <summary>What of another journal's erased records is still told of here.</summary>
    internal ImmutableArray<MemoryId> StillHere(ImmutableArray<MemoryId> erased) =>
        erased.IsEmpty ? [] : [.. _ids.Where(erased.ToHashSet().Contains).Distinct().Where(id => !_erased.Contains(id))];

    /// <summary>Refuses operations that a memory which moves does not take. Erasures are taken at a source: a duty does not wait for a move.</summary>
    /// <exception cref="ScopeMovedException">It has moved.</exception>
    /// <exception cref="ScopeNotOpenException">It is on its way here.</exception>
    internal void RequireOpen(ImmutableArray<MemoryOperation> operations)
    {
        if (!IsClosed || operations.All(Admits))
            return;
        throw Fence!.Phase == MovePhase.Fenced
            ? new ScopeMovedException(Scope.Key, Fence.Elsewhere ?? "another cluster")
            : new ScopeNotOpenException(Scope.Key, Fence.Elsewhere ?? "another cluster");
    }

    /// <summary>Decides to bring the memory into a phase of a move; null when it is in it, or the phase means nothing here.</summary>
    /// <exception cref="InvalidMemoryException">The phase does not follow on what is.</exception>
    internal MemoryOperation? DecideFence(FenceNote note, DateTimeOffset now)
    {
        var (isSame, at) = (Fence?.Move == note.Move, Fence?.Phase ?? MovePhase.None);
        if (isSame && at == note.Phase)
            return null;
        if (IsClosed && !isSame)
            return note.Phase is MovePhase.Lifted or MovePhase.Abandoned ? null : throw Refused($"is in the move {Fence!.Move} already ({Fence.Elsewhere}); finish that one, or give it up");
        var isFollowing = note.Phase switch
        {
            MovePhase.Fenced => !isSame || NoMore(),
            MovePhase.Lifted => isSame && at == MovePhase.Fenced,
            MovePhase.Receiving => isSame ? at is not (MovePhase.Complete or MovePhase.Open) && NoMore() : RequireEmpty(),
            MovePhase.Complete => isSame && at == MovePhase.Receiving,
            MovePhase.Open => isSame && at == MovePhase.Complete ? true : throw Refused("has not received all of its source; move again"),
            MovePhase.Abandoned => at == MovePhase.Open && isSame ? throw Refused("is open: its scope has moved here, and is not given up any more") : _versions.Count == 0,
            _ => throw Refused($"cannot be brought into the phase {(int)note.Phase}"),
        };
        return !isFollowing ? null : new MemoryOperation
        {
            Kind = OperationKind.Fence,
            Sequence = Sequence + 1,
            At = TimeOfRecord(now),
            Key = $"#{Sequence + 1}",
            Producer = "move/1",
            Fence = note,
        };

        bool NoMore() => throw Refused($"is no more in the move {note.Move}, which was given up; begin another one");

        bool RequireEmpty() => _versions.Count == 0 && Tombstones.Count == 0 && !IsSealed
            ? true
            : throw Refused("is not empty, and a scope moves into an empty one only; erase this one, or move into another");

        InvalidMemoryException Refused(string why) => new("move", $"The {Type} memory of '{Scope.Key}' {why}.");
    }

    /// <summary>
    /// A hash of what is remembered, held, refused and known by key, whatever order it came in and however it is split into chapters: those of a log's
    /// chapters add up to that of the log in one.
    /// </summary>
    internal SetHash HashOfContent()
    {
        var hash = new SetHash();
        foreach (var record in _versions.OfType<MemoryRecord>())
            Add(writer => OperationCodec.WriteRecord(writer, record with { Sequence = 0 }));
        foreach (var (key, use) in _keys.Uses)
        {
            if (key == KeyIndex.Hash($"#{use.Sequence}"))
                continue;   // made here, and made anew where it comes to
            Add(writer =>
            {
                writer.Fixed64(1, (ulong)key);
                writer.Fixed64(2, (ulong)(key >> 64));
                writer.Fixed64(3, use.ContentHash);
                writer.Id(4, _ids[use.Ordinal]);
            });
        }

        foreach (var (id, holding) in _held)
        {
            Add(writer =>
            {
                writer.Id(1, id);
                writer.Number(2, (ulong)holding.Before);
                writer.Time(3, holding.At);
                writer.Text(4, holding.Reason);
                writer.Text(5, holding.By);
            });
        }

        if (Tombstones.Count > 0)
            Add(Tombstones.WriteTo);
        return hash;

        void Add(Action<FieldWriter> write)
        {
            _writer.Reset();
            write(_writer);
            hash.Add(_writer.Written);
        }
    }

    private bool Admits(MemoryOperation operation) => operation.Kind == OperationKind.Fence || Fence!.Phase switch
    {
        MovePhase.Fenced => operation.Kind is OperationKind.Tombstone or OperationKind.Lifted,
        MovePhase.Receiving => operation.Import is { } import && MoveImport.IsOf(import.Cube, Fence.Move),
        _ => false,
    };
}
