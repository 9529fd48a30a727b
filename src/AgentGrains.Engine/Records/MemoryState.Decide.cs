using System.Collections.Immutable;
using System.IO.Hashing;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Guard;

namespace AgentGrains.Engine.Records;

/// <summary>What remembering some drafts means.</summary>
/// <param name="Operations">What to persist and then apply; empty when every draft was known.</param>
/// <param name="Receipts">One per draft. They hold once the operations are durable.</param>
public readonly record struct MemoryDecision(ImmutableArray<MemoryOperation> Operations, ImmutableArray<MemoryReceipt> Receipts);

public sealed partial class MemoryState
{
    /// <summary>Decides what remembering these drafts means. Throws on bad input; changes nothing.</summary>
    /// <param name="drafts">The drafts.</param>
    /// <param name="now">The time of recording.</param>
    /// <param name="limits">The limits that hold.</param>
    /// <param name="tenant">The tenant's own limits; null when it has none.</param>
    /// <inheritdoc cref="IMemoryGrain.RememberAsync" path="/exception"/>
    public MemoryDecision Decide(ImmutableArray<MemoryDraft> drafts, DateTimeOffset now, MemoryOptions limits, TenantLimits? tenant = null) =>
        Decide(drafts, now, limits, tenant, null);

    /// <inheritdoc cref="Decide(ImmutableArray{MemoryDraft}, DateTimeOffset, MemoryOptions, TenantLimits?)"/>
    /// <param name="drafts">The drafts.</param>
    /// <param name="now">The time of recording.</param>
    /// <param name="limits">The limits that hold.</param>
    /// <param name="tenant">The tenant's own limits; null when it has none.</param>
    /// <param name="gate">Judges each draft that is not known, with its position; null stores everything.</param>
    /// <exception cref="MemoryRejectedException">The gate refuses a draft.</exception>
    internal MemoryDecision Decide(
        ImmutableArray<MemoryDraft> drafts, DateTimeOffset now, MemoryOptions limits, TenantLimits? tenant, Func<MemoryDraft, int, GateVerdict>? gate)
    {
        CheckDrafts(drafts, limits);
        var at = TimeOfRecord(now);
        var operations = ImmutableArray.CreateBuilder<MemoryOperation>(drafts.Length);
        var receipts = ImmutableArray.CreateBuilder<MemoryReceipt>(drafts.Length);
        var batch = new Batch();
        foreach (var (number, draft) in drafts.Index())
        {
            if (Known(draft, batch) is { } known)
            {
                receipts.Add(known);
                continue;
            }

            var verdict = gate?.Invoke(draft, number) ?? GateVerdict.Unguarded;
            if (verdict.Echoed is { } echoed && OrdinalOf(echoed) is >= 0 and var repeated)
            {
                receipts.Add(Receipt(echoed, _versions[repeated]!.Sequence) with { Disposition = WriteDisposition.Echo });
                continue;
            }

            RequireRoom(Before + _versions.Count + operations.Count, limits, tenant);
            receipts.Add(Decide(draft, at, verdict, operations, batch));
        }

        return new MemoryDecision(operations.ToImmutable(), receipts.MoveToImmutable());
    }

    /// <summary>Checks what can be told of drafts without looking at what is remembered.</summary>
    /// <exception cref="InvalidMemoryException">A draft is not valid.</exception>
    internal void CheckDrafts(ImmutableArray<MemoryDraft> drafts, MemoryOptions limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (drafts.IsDefaultOrEmpty)
            throw new InvalidMemoryException("items", "There is nothing to remember: give at least one item.");
        if (drafts.Length > limits.MaxBatch)
            throw new InvalidMemoryException("items", $"{drafts.Length:N0} items in one call, the limit set by MemoryOptions.MaxBatch is {limits.MaxBatch:N0}; send several calls.");
        foreach (var draft in drafts)
            DraftRules.Check(draft, Type, limits);
    }

    /// <summary>Decides what forgetting a record means; null when there is no such record.</summary>
    public MemoryOperation? DecideForget(MemoryId id, string? reason, DateTimeOffset now) => !_current.ContainsKey(id)
        ? null
        : new MemoryOperation
        {
            Kind = OperationKind.Delete,
            Sequence = Sequence + 1,
            At = TimeOfRecord(now),
            Key = $"forget:{id}",
            Target = id,
            Reason = reason,
        };

    /// <summary>Decides to give records their vectors; records that are gone meanwhile are left out.</summary>
    public ImmutableArray<MemoryOperation> DecideEmbed(IEnumerable<(MemoryId Id, StoredVector Vector)> vectors, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        var sequence = Sequence;
        return
        [
            .. from item in vectors
               where _current.ContainsKey(item.Id)
               select new MemoryOperation
               {
                   Kind = OperationKind.Embed,
                   Sequence = ++sequence,
                   At = TimeOfRecord(now),
                   Key = $"#{sequence}",
                   Target = item.Id,
                   Vector = item.Vector,
                   Producer = item.Vector.Model,
               },
        ];
    }

    private MemoryReceipt? Known(MemoryDraft draft, Batch batch)
    {
        if (draft.Key is not { } key)
            return null;
        (ulong Hash, MemoryReceipt Receipt) first;
        if (_keys.TryGet(key, out var use))
            first = (use.ContentHash, Receipt(_ids[use.Ordinal], use.Sequence) with { Disposition = DispositionOf(_ids[use.Ordinal]) });
        else if (!batch.Keys.TryGetValue(key, out first))
            return null;
        return first.Hash == HashOf(draft) ? first.Receipt : throw new IdempotencyConflictException(key, Scope.Key, first.Receipt);
    }

    internal void RequireRoom(int records, MemoryOptions limits, TenantLimits? tenant)
    {
        if (tenant is not null && tenant.MaxRecordsPerMemory < limits.MaxRecords)
        {
            RequireRoom(
                records, tenant.MaxRecordsPerMemory, nameof(TenantLimits.MaxRecordsPerMemory),
                $"its tenant's limit, TenantLimits.MaxRecordsPerMemory, is {tenant.MaxRecordsPerMemory:N0}; raise it with SetLimitsAsync, or erase");
            return;
        }

        RequireRoom(
            records, limits.MaxRecords, nameof(MemoryOptions.MaxRecords),
            $"the limit set by MemoryOptions.MaxRecords is {limits.MaxRecords:N0}; raise it or erase");
    }

    private void RequireRoom(int records, int limit, string name, string remedy)
    {
        if (records >= limit)
            throw new LimitExceededException(name, limit, $"The {Type} memory of scope '{Scope.Key}' holds {Before + _versions.Count:N0} records, {remedy}.");
    }

    private WriteDisposition DispositionOf(MemoryId id) => _held.ContainsKey(id) ? WriteDisposition.Held : WriteDisposition.Stored;

    private MemoryReceipt Decide(MemoryDraft draft, DateTimeOffset at, GateVerdict verdict, ImmutableArray<MemoryOperation>.Builder operations, Batch batch)
    {
        var sequence = Sequence + operations.Count + 1;
        var id = MemoryId.Create(Type, at, sequence, _fingerprint);
        if (draft.Supersedes is { } old)
            RequireReplaceable(old, batch);
        var hash = HashOf(draft);

        // What is held replaces nothing before it is released; what is in an earlier chapter is replaced there.
        var replaces = verdict.Action == GateAction.Hold || (draft.Supersedes is { } other && IsElsewhere(other)) ? null : draft.Supersedes;
        operations.Add(new MemoryOperation
        {
            Kind = replaces is null ? OperationKind.Add : OperationKind.Supersede,
            Sequence = sequence,
            At = at,
            Key = draft.Key ?? $"#{sequence}",
            ContentHash = hash,
            Target = replaces ?? id,
            Record = DraftRecord.Make(draft, id, sequence, at) with { Trust = verdict.Trust },
        });
        var receipt = Receipt(id, sequence);
        if (verdict.Action == GateAction.Hold)
        {
            operations.Add(HoldNew(id, sequence + 1, at, verdict.Describe()));
            receipt = receipt with { Disposition = WriteDisposition.Held };
        }

        if (draft.Key is { } key)
            batch.Keys.Add(key, (hash, receipt));
        return receipt;
    }

    private static MemoryOperation HoldNew(MemoryId id, long sequence, DateTimeOffset at, string reason) => new()
    {
        Kind = OperationKind.Quarantine,
        Sequence = sequence,
        At = at,
        Key = $"#{sequence}",
        Target = id,
        Reason = reason,
        Producer = "guard",
    };

    private void RequireReplaceable(MemoryId id, Batch batch)
    {
        if (IsElsewhere(id))
        {
            if (!batch.Superseded.Add(id))   // that it is there was checked in its chapter
                throw new InvalidMemoryException("supersedes", $"Record {id} is already superseded; supersede its successor instead.");
            return;
        }

        if (Find(id) is not { } record)
        {
            throw new InvalidMemoryException("supersedes", _held.ContainsKey(id)
                ? $"Record {id} is in quarantine; release or purge it first."
                : $"There is no record {id} in the {Type} memory of '{Scope.Key}' to supersede.");
        }

        if (record.Lineage.RetiredAt is not null || !batch.Superseded.Add(id))
            throw new InvalidMemoryException("supersedes", $"Record {id} is already superseded; supersede its successor instead.");
    }

    // The watermark names memory and position; callers pass it back and do not read it.
    internal MemoryReceipt Receipt(MemoryId id, long sequence) => new(id, sequence, $"{Scope.Name}@{"esp"[(int)Type]}{sequence}");

    private ulong HashOf(MemoryDraft draft)
    {
        _writer.Reset();
        OperationCodec.WriteRecord(_writer, DraftRecord.Make(draft, default, 0, default));
        if (draft.Supersedes is { } old)
            _writer.Id(2, old);
        return XxHash3.HashToUInt64(_writer.Written);
    }

    private sealed class Batch
    {
        public Dictionary<string, (ulong Hash, MemoryReceipt Receipt)> Keys { get; } = new(StringComparer.Ordinal);

        public HashSet<MemoryId> Superseded { get; } = [];
    }
}
