using System.Collections.Immutable;

namespace AgentGrains.Engine.Records;

public sealed partial class MemoryState
{
    /// <summary>True when an operation with this key was applied.</summary>
    public bool Knows(string key) => _keys.TryGet(key, out _);

    /// <summary>Decides what proposals mean; those whose keys are known are done already. Throws on bad input; changes nothing.</summary>
    /// <param name="proposals">The proposals; targets are records that are believed now.</param>
    /// <param name="readAt">The <see cref="Revision"/> that they were made from.</param>
    /// <param name="now">The time of recording.</param>
    /// <param name="limits">The limits that hold.</param>
    /// <param name="tenant">The tenant's own limits; null when it has none.</param>
    /// <returns>Null when memory has moved on since <paramref name="readAt"/>: read and propose again.</returns>
    /// <exception cref="InvalidMemoryException">A proposal is not valid.</exception>
    /// <exception cref="LimitExceededException">The memory is full.</exception>
    public ImmutableArray<MemoryOperation>? Decide(ImmutableArray<MemoryProposal> proposals, long readAt, DateTimeOffset now, MemoryOptions limits, TenantLimits? tenant = null)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (readAt != Revision)
            return null;
        var at = TimeOfRecord(now);
        var operations = ImmutableArray.CreateBuilder<MemoryOperation>(proposals.Length);
        var records = 0;
        foreach (var proposal in proposals)
        {
            if (Knows(proposal.Key))
                continue;
            if (proposal.Kind is not (OperationKind.Reinforce or OperationKind.Link))
                RequireRoom(_versions.Count + records++, limits, tenant);
            Decide(proposal, at, limits, operations);
        }

        return operations.ToImmutable();
    }

    /// <summary>Records that a stage derived from any of these, current or replaced, oldest first.</summary>
    public IEnumerable<MemoryRecord> DerivedFrom(IReadOnlySet<MemoryId> sources) =>
        from ordinal in _current.Values.Order()
        let record = _versions[ordinal]
        where record is { Provenance.Producer: not null } && record.Provenance.DerivedFrom.Any(sources.Contains)
        select record;

    /// <summary>Whether a record is believed, or was replaced by one that stands; what was replaced by something forgotten does not.</summary>
    public bool Stands(MemoryRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        for (var at = record; at is not null; at = at.Lineage.SupersededBy is { } by ? Find(by) : null)
        {
            if (at.Lineage.RetiredAt is null)
                return true;
        }

        return false;
    }

    /// <summary>Decides to forget every record that a stage derived from <paramref name="source"/>, current or replaced.</summary>
    public ImmutableArray<MemoryOperation> DecideRetract(MemoryId source, DateTimeOffset now)
    {
        var sequence = Sequence;
        return
        [
            .. from ordinal in _current.Values.Order()
               let record = _versions[ordinal]
               where record is { Provenance.Producer: not null } && record.Provenance.DerivedFrom.Contains(source)
               select new MemoryOperation
               {
                   Kind = OperationKind.Delete,
                   Sequence = ++sequence,
                   At = TimeOfRecord(now),
                   Key = $"forget:{record.Id}",
                   Target = record.Id,
                   Reason = "its source was forgotten",
                   Evidence = [source],
               },
        ];
    }

    private void Decide(MemoryProposal proposal, DateTimeOffset at, MemoryOptions limits, ImmutableArray<MemoryOperation>.Builder operations)
    {
        var target = proposal.Target is { } id ? Believed(id) : null;
        switch (proposal.Kind)
        {
            case OperationKind.Add or OperationKind.Supersede:
                if (proposal.Kind == OperationKind.Supersede && target is null)
                    throw new InvalidMemoryException("target", $"Proposal '{proposal.Key}' replaces a record that is not believed.");
                if (target is not null && IsOutweighed(proposal, target))
                {
                    Emit(proposal with { Kind = OperationKind.Add, Target = null }, NewRecord(proposal, at, limits, operations.Count), null);
                    operations.Add(HoldNew(operations[^1].Target, Sequence + operations.Count + 1, at, "SlotConflict: less trusted than what it would replace"));
                    break;
                }

                Emit(proposal, NewRecord(proposal, at, limits, operations.Count), null);
                break;
            case OperationKind.Update when target is not null && IsOutweighed(proposal, target):
                break;
            case OperationKind.Update when target is not null:
                Emit(proposal, Edited(target, proposal.Edit ?? new RecordEdit(), at, limits), null);
                break;
            case OperationKind.Reinforce when target is not null:
                Emit(proposal, null, null);
                break;
            case OperationKind.Delete when target is not null:
                Emit(proposal, null, null);
                break;
            case OperationKind.Link when target is not null:
                foreach (var other in proposal.Links)
                {
                    if (_current.ContainsKey(other))
                        EmitLink(target.Id, other);
                }

                break;
            default:
                throw new InvalidMemoryException("kind", $"Proposal '{proposal.Key}' ({proposal.Kind}) has no target that is believed, or is of a kind that cannot be proposed.");
        }

        void EmitLink(MemoryId one, MemoryId other)
        {
            Emit(proposal with { Kind = OperationKind.Link, Key = $"#{Sequence + operations.Count + 1}", Target = one }, null, other);
            Emit(proposal with { Kind = OperationKind.Link, Key = $"#{Sequence + operations.Count + 1}", Target = other }, null, one);
        }

        void Emit(MemoryProposal what, MemoryRecord? record, MemoryId? linkedTo) => operations.Add(new MemoryOperation
        {
            Kind = what.Kind,
            Sequence = Sequence + operations.Count + 1,
            At = at,
            Key = what.Key,
            Target = what.Target ?? record!.Id,
            Record = record,
            LinkedTo = linkedTo,
            Reason = what.Reason,
            Evidence = what.Evidence.IsDefault ? [] : what.Evidence,
            Producer = what.Producer.ToString(),
        });
    }

    private MemoryRecord NewRecord(MemoryProposal proposal, DateTimeOffset at, MemoryOptions limits, int pending)
    {
        var draft = proposal.Draft ?? throw new InvalidMemoryException("draft", $"Proposal '{proposal.Key}' has no record.");
        DraftRules.Check(draft with { Key = null }, Type, limits);
        var sequence = Sequence + pending + 1;
        var record = DraftRecord.Make(draft with { Supersedes = proposal.Target }, MemoryId.Create(Type, at, sequence, _fingerprint), sequence, at);
        return record with
        {
            Provenance = record.Provenance with { Producer = proposal.Producer.Name, ProducerVersion = proposal.Producer.Version },
            Trust = proposal.Trust,
            Lineage = record.Lineage with { Links = [.. proposal.Links.Where(_current.ContainsKey).Distinct().Order()] },
        };
    }

    private static MemoryRecord Edited(MemoryRecord record, RecordEdit edit, DateTimeOffset at, MemoryOptions limits)
    {
        var aliases = edit.AddAliases.IsDefaultOrEmpty
            ? record.Aliases
            : [.. record.Aliases.Concat(edit.AddAliases).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(limits.MaxParts)];
        return record with
        {
            Aliases = aliases,
            ValidTo = edit.ValidTo ?? record.ValidTo,
            RecordedAt = at,
            Lineage = record.Lineage with { Version = record.Lineage.Version + 1 },
        };
    }

    // What is doubted does not push out what is trusted.
    private static bool IsOutweighed(MemoryProposal proposal, MemoryRecord target) => proposal.Trust < target.Trust - 0.1f && proposal.Trust < SourceStanding.Unknown;

    private MemoryRecord? Believed(MemoryId id) => Find(id) is { Lineage.RetiredAt: null, Status: < EpistemicStatus.Superseded } record ? record : null;
}
