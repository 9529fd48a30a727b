using System.Collections.Immutable;
using System.IO.Hashing;
using AgentGrains.Engine.Codec;

namespace AgentGrains.Engine.Records;

public sealed partial class MemoryState
{
    private const string Importer = "import";

    private readonly Dictionary<string, ImportProgress> _imports = new(StringComparer.Ordinal);

    /// <summary>Every record that is here, held and replaced ones included, with a hash of what it says: not of its place, its life, its vector or its fate.</summary>
    internal IEnumerable<(MemoryId Id, ulong Content)> Identities() =>
        from ordinal in _current.Values.Order() select (_ids[ordinal], ContentOf(_versions[ordinal]!));

    /// <summary>Hash of what a record says; null when it is not here.</summary>
    internal ulong? ContentOf(MemoryId id) => OrdinalOf(id) is >= 0 and var ordinal ? ContentOf(_versions[ordinal]!) : null;

    /// <summary>How far an import is; null when it has not begun.</summary>
    internal ImportProgress? FindImport(string import) => _imports.GetValueOrDefault(import);

    /// <summary>Decides to begin an import.</summary>
    internal MemoryOperation DecideImport(string import, ConflictRule rule, ImmutableArray<MemoryId> same, ImmutableArray<MemoryId> conflicts, DateTimeOffset now) => new()
    {
        Kind = OperationKind.Import,
        Sequence = Sequence + 1,
        At = TimeOfRecord(now),
        Key = $"#{Sequence + 1}",
        Evidence = conflicts,
        Producer = Importer,
        Import = new ImportNote { Cube = import, Rule = rule, Same = same },
    };

    /// <summary>
    /// Decides what operations of another memory mean in this one: those that an import has taken already, and those about records that are passed over,
    /// mean nothing; the others get a place and, where theirs is taken, a key of this journal.
    /// </summary>
    /// <param name="import">The import, which has begun.</param>
    /// <param name="items">The operations as they were, in order.</param>
    /// <param name="limits">The limits that hold.</param>
    /// <param name="tenant">The tenant's own limits; null when it has none.</param>
    /// <param name="taken">Keys that other chapters of this memory know; null when there are none.</param>
    /// <exception cref="LimitExceededException">The memory is full.</exception>
    internal ImmutableArray<MemoryOperation> DecideImport(
        string import, ImmutableArray<MemoryOperation> items, MemoryOptions limits, TenantLimits? tenant, IReadOnlySet<string>? taken = null)
    {
        var progress = _imports.GetValueOrDefault(import) ?? throw new InvalidMemoryException("cube", "This import has not begun; import the cube again.");
        var batch = new ImportBatch(this, import, taken);
        foreach (var item in items.Where(item => item.Sequence > progress.Cursor && item.Kind is not (OperationKind.Import or OperationKind.Stage)))
        {
            if (item.Record is not null)
                RequireRoom(Before + _versions.Count + batch.Records, limits, tenant);
            if (item.Kind is OperationKind.Tombstone or OperationKind.Lifted)
                batch.EmitTombstone(item);
            else if (item.Kind is OperationKind.Add || item is { Kind: OperationKind.Supersede, Record: not null })
                Take(item, progress, batch);
            else if (SubjectOf(item) is var subject && !progress.PassesOver(subject) && batch.Holds(subject))
                batch.Emit(item);
        }

        // A move asks for what comes after its cursor: that must pass what means nothing here, too.
        if (Fence is { Phase: MovePhase.Receiving } && !items.IsEmpty && items[^1].Sequence > progress.Cursor && batch.Cursor < items[^1].Sequence)
            batch.Operations.Add(DecideImport(import, progress.Rule, [], [], items[^1].At) with
            {
                Sequence = batch.Next,
                Key = $"#{batch.Next}",
                Import = new ImportNote { Cube = import, Rule = progress.Rule, Item = items[^1].Sequence },
            });
        return batch.Operations.ToImmutable();

        // What an erased record had replaced stays replaced here, too.
        static MemoryId SubjectOf(MemoryOperation item) => item is { Kind: OperationKind.Erased, LinkedTo: { } replaced } ? replaced : item.Target;
    }

    private static void Take(MemoryOperation item, ImportProgress progress, ImportBatch batch)
    {
        var made = Require(item.Record, item).Id;
        if (progress.PassesOver(made) || batch.Refuses(item))
        {
            // What is here replaced it, so it must not come to be believed again.
            if (item.Kind == OperationKind.Supersede && !progress.PassesOver(item.Target) && batch.Holds(item.Target))
                batch.EmitDelete(item, item.Target);
            return;
        }

        if (batch.Holds(made))
        {
            if (!progress.Replaces(made))
                return;
            batch.EmitDelete(item, made);
        }

        batch.Emit(item.Kind == OperationKind.Supersede && !batch.CanReplace(item.Target) ? item with { Kind = OperationKind.Add, Target = made } : item);
    }

    private ulong ContentOf(MemoryRecord record)
    {
        _writer.Reset();
        OperationCodec.WriteRecord(_writer, record with
        {
            Sequence = 0,
            Status = EpistemicStatus.Active,
            Lineage = Lineage.First,
            Life = LifeSignals.Initial,
            Vector = null,
            Gist = null,
        });
        return XxHash3.HashToUInt64(_writer.Written);
    }

    private void NoteImport(MemoryOperation operation)
    {
        if (operation.Import is not { } note)
            return;
        if (operation.Kind == OperationKind.Import)
            _imports.TryAdd(note.Cube, new ImportProgress(note.Rule, note.Same, operation.Evidence));
        if (_imports.TryGetValue(note.Cube, out var progress))
            progress.Cursor = Math.Max(progress.Cursor, note.Item);
        else
            throw new InvalidOperationException($"Operation {operation.Sequence} is of an import that has not begun.");
    }

    // What one call of an import makes of its items, and what will be here after it.
    private sealed class ImportBatch(MemoryState state, string import, IReadOnlySet<string>? taken)
    {
        private readonly Dictionary<MemoryId, bool> _changed = [];
        private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
        private readonly HashSet<MemoryId> _raised = [];

        public ImmutableArray<MemoryOperation>.Builder Operations { get; } = ImmutableArray.CreateBuilder<MemoryOperation>();

        public int Records { get; private set; }

        public long Cursor => Operations.Count == 0 ? 0 : Operations[^1].Import!.Item;

        public long Next => state.Sequence + Operations.Count + 1;

        public bool Holds(MemoryId id) => _changed.TryGetValue(id, out var isHere) ? isHere : state._current.ContainsKey(id);

        // What came in this call was replaceable where it came from.
        public bool CanReplace(MemoryId id) =>
            Holds(id) && (_changed.ContainsKey(id) || state._versions[state._current[id]] is { Lineage.RetiredAt: null, Status: not EpistemicStatus.Quarantined });

        public void Emit(MemoryOperation item)
        {
            var key = IsAutomatic(item.Key) || state.Knows(item.Key) || taken?.Contains(item.Key) == true || !_keys.Add(item.Key) ? $"#{Next}" : item.Key;
            Records += item.Record is null ? 0 : 1;
            if (item.Kind == OperationKind.Delete)
                _changed[item.Target] = false;
            else if (item.Record is not null)
                _changed[item.Record.Id] = true;
            Operations.Add(item with { Sequence = Next, Key = key, Record = item.Record is { } record ? record with { Sequence = Next } : null, Import = Note(item) });
        }

        public void EmitDelete(MemoryOperation item, MemoryId id)
        {
            _changed[id] = false;
            Operations.Add(new MemoryOperation
            {
                Kind = OperationKind.Delete,
                Sequence = Next,
                At = item.At,
                Key = $"forget:{id}",
                Target = id,
                Reason = "an import brings another one in its place",
                Producer = Importer,
                Import = Note(item),
            });
        }

        // Only a tombstone that came with the cube is lifted by it: those of this memory are its own admins' matter.
        public void EmitTombstone(MemoryOperation item)
        {
            var isRaised = item.Kind == OperationKind.Tombstone;
            if (isRaised ? state.Tombstones.SketchOf(item.Target) is not null || !_raised.Add(item.Target)
                : !_raised.Remove(item.Target) && state.Tombstones.ImportOf(item.Target) != import)
                return;
            Operations.Add(item with { Sequence = Next, Key = $"#{Next}", Import = Note(item) });
        }

        // What moves was taken where it comes from, tombstones or not, and its chapters come in another order than their time's.
        public bool Refuses(MemoryOperation item) => !state.IsClosed &&
            ((item.Record!.Text is { Length: > 0 } text && state.Tombstones.Find(text) is not null) || (!IsAutomatic(item.Key) && state.Tombstones.FindKey(item.Key, state.Type) is not null));

        private ImportNote Note(MemoryOperation item) => new() { Cube = import, Item = item.Sequence };

        private static bool IsAutomatic(string key) => key.Length > 1 && key[0] == '#' && key.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
    }
}

/// <summary>How far an import is.</summary>
/// <remarks>Not thread-safe: its state is its one owner.</remarks>
internal sealed class ImportProgress(ConflictRule rule, ImmutableArray<MemoryId> same, ImmutableArray<MemoryId> conflicts)
{
    private readonly HashSet<MemoryId> _same = [.. same];

    public ConflictRule Rule { get; } = rule;

    public IReadOnlySet<MemoryId> Conflicts { get; } = conflicts.ToHashSet();

    public ImmutableArray<MemoryId> Same { get; } = same;

    /// <summary>Operations of the source up to this sequence were taken.</summary>
    public long Cursor { get; set; }

    /// <summary>Whether a record that is here with other content makes room for the cube's.</summary>
    public bool Replaces(MemoryId id) => Rule == ConflictRule.Replace && Conflicts.Contains(id);

    public bool PassesOver(MemoryId id) => _same.Contains(id) || Rule == ConflictRule.Skip && Conflicts.Contains(id);
}
