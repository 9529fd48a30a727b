using System.Collections.Immutable;
using AgentGrains.Engine.Analysis;
using AgentGrains.Engine.Decisions;
using AgentGrains.Engine.Extraction;
using AgentGrains.Engine.Segmentation;

namespace AgentGrains.Tests.Engine.Extraction;

/// <summary>A memory of slots in a list: runs the rules over turns as derivation does, and keeps what they decide.</summary>
internal sealed class Beliefs
{
    private readonly RuleExtractor _extractor = new();
    private readonly RulePolicy _policy = new();
    private readonly List<MemoryRecord> _believed = [];

    public List<Slot> Superseded { get; } = [];

    public List<Slot> Ended { get; } = [];

    public List<PolicyDecision> Decisions { get; } = [];

    public IEnumerable<Slot> Believed => _believed.Select(record => record.Slot!);

    public async Task DeriveAsync(ImmutableArray<MemoryRecord> turns)
    {
        var segments = await new RuleSegmenter().SegmentAsync(new TurnWindow([], turns), default);
        foreach (var segment in segments)
        {
            var before = turns[..segment.Start].TakeLast(6).ToImmutableArray();
            foreach (var unit in await _extractor.ExtractAsync(new TurnWindow(before, turns.Slice(segment.Start, segment.Count)), default))
                await TakeAsync(unit);
        }
    }

    public async Task TakeAsync(ExtractedUnit unit)
    {
        if (unit.Slot is not { } slot)
            return;
        var similar = _believed.Where(record => Matter(record.Slot!) == Matter(slot)).Reverse().ToImmutableArray();
        var decision = await _policy.DecideAsync(unit, similar, default);
        Decisions.Add(decision);
        var target = similar.FirstOrDefault(record => record.Id == decision.Target);
        if (decision.Action is PolicyAction.Update or PolicyAction.Delete)
        {
            _believed.Remove(target!);
            (decision.Action == PolicyAction.Update ? Superseded : Ended).Add(target!.Slot!);
        }

        if (decision.Action is PolicyAction.Add or PolicyAction.Update)
            _believed.Add(Records.Turn(unit.Text, at: unit.OccurredAt) with { Slot = slot, ValidFrom = unit.ValidFrom, ValidTo = unit.ValidTo });
    }

    private static string Matter(Slot slot) => new TextFolder().Fold($"{slot.Subject}|{SlotMatters.Of(slot.Predicate)}").ToString();
}
