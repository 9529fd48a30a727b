using System.Collections.Immutable;
using AgentGrains.Engine.Decisions;

namespace AgentGrains.Runtime.Derivation;

/// <summary>
/// Decides what statements do to what is known and proposes it. A statement whose matter another one has just changed waits for that one's commit,
/// and so do those of its own matters after it: every decision sees all that came before it of its matter. The others go on.
/// </summary>
internal sealed class ProposalWriter(IProposalSink memory)
{
    private const int MaxConflicts = 8;
    private const int MaxUnits = 256;   // read at a time

    /// <summary>Which proposals are made, by what they would change.</summary>
    public Func<MemoryProposal, MemoryRecord?, bool> Allows { get; init; } = static (_, _) => true;

    /// <summary>Commits what the units mean.</summary>
    /// <exception cref="WriteUncertainException">Others kept changing the memory meanwhile, or storage failed.</exception>
    public async ValueTask WriteAsync(GuardedStages stages, IReadOnlyList<KeyedUnit> units, CancellationToken cancellationToken)
    {
        var conflicts = 0;
        foreach (var page in units.Chunk(MaxUnits))
        {
            for (IReadOnlyList<KeyedUnit> open = page; open.Count > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var related = await memory.FindRelatedAsync([.. open]);
                var (proposals, waiting) = await DecideAsync(stages, open, related, cancellationToken);
                if (proposals.Count == 0 || await memory.ProposeAsync([.. proposals], related.Revision))
                    open = waiting;
                else if (++conflicts == MaxConflicts)
                    throw new WriteUncertainException("The semantic memory kept changing while statements were compared with it; they are compared again later.");
            }
        }
    }

    private async ValueTask<(List<MemoryProposal> Proposals, List<KeyedUnit> Waiting)> DecideAsync(
        GuardedStages stages, IReadOnlyList<KeyedUnit> units, RelatedFinds related, CancellationToken cancellationToken)
    {
        var (proposals, waiting) = (new List<MemoryProposal>(), new List<KeyedUnit>());
        var touched = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < units.Count; i++)
        {
            var found = related.Units[i];
            if (found.IsDone)
                continue;
            var matters = Matters(units[i].Unit).ToList();
            if (matters.Exists(touched.Contains))
            {
                waiting.Add(units[i]);
                touched.UnionWith(matters);
                continue;
            }

            var decision = await stages.DecideAsync(units[i].Unit, found.Similar, cancellationToken);
            var links = decision.Action is PolicyAction.Add or PolicyAction.Update && !found.Neighbours.IsEmpty
                ? await stages.LinkAsync(units[i].Unit, found.Neighbours, cancellationToken)
                : [];
            if (Propose(units[i], decision, found.Similar, links) is { } proposal && Allows(proposal, found.Similar.FirstOrDefault(record => record.Id == proposal.Target)))
            {
                proposals.Add(proposal);
                touched.UnionWith(matters);
            }
        }

        return (proposals, waiting);
    }

    private static MemoryProposal? Propose(KeyedUnit item, PolicyDecision decision, ImmutableArray<MemoryRecord> similar, ImmutableArray<MemoryId> links)
    {
        var target = similar.FirstOrDefault(record => record.Id == decision.Target);
        var proposal = new MemoryProposal
        {
            Key = item.Key,
            Reason = decision.Reason,
            Evidence = item.Unit.Sources,
            Producer = item.Producer,
            Trust = item.Trust,
            Target = target?.Id,
        };
        return decision.Action switch
        {
            PolicyAction.Add or PolicyAction.Update when StageRules.EndsWhateverHolds(item.Unit) => null,
            PolicyAction.Add => proposal with { Kind = OperationKind.Add, Target = null, Draft = UnitDraft.Of(item.Unit), Links = links },
            PolicyAction.Update when AddsNames(item.Unit, target!) is { IsEmpty: false } names =>
                proposal with { Kind = OperationKind.Update, Edit = new RecordEdit { AddAliases = names } },
            PolicyAction.Update => proposal with { Kind = OperationKind.Supersede, Draft = UnitDraft.Of(item.Unit), Links = links },
            PolicyAction.Delete => proposal with { Kind = OperationKind.Update, Edit = new RecordEdit { ValidTo = item.Unit.ValidTo ?? item.Unit.OccurredAt } },
            _ => target is null ? null : proposal with { Kind = OperationKind.Reinforce },
        };
    }

    // An entity that is known by one of the names keeps its record and learns the others.
    private static ImmutableArray<string> AddsNames(ExtractedUnit unit, MemoryRecord target)
    {
        if (unit.Type != BeliefType.Entity || target.Belief?.Type != BeliefType.Entity || target.CanonicalName is not { } canonical
            || !string.Equals(canonical, unit.CanonicalName, StringComparison.OrdinalIgnoreCase))
            return [];
        return [.. unit.Aliases.Except(target.Aliases, StringComparer.OrdinalIgnoreCase)];
    }

    private static IEnumerable<string> Matters(ExtractedUnit unit)
    {
        yield return $"t|{unit.Text.Trim()}";
        if (unit.Slot is { } slot)
            yield return $"s|{slot.Subject.Trim()}|{SlotMatters.Of(slot.Predicate).Trim()}{(slot.MultiValued ? "|" + slot.Value.Trim() : "")}";
        if (unit.CanonicalName is { } name)
            yield return $"n|{name.Trim()}";
        foreach (var alias in unit.Aliases)
            yield return $"n|{alias.Trim()}";
    }
}
