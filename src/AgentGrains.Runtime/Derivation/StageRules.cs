using System.Collections.Immutable;
using AgentGrains.Engine.Decisions;
using AgentGrains.Engine.Records;

namespace AgentGrains.Runtime.Derivation;

/// <summary>What every stage's result must keep, whoever wrote the stage, before anything follows from it.</summary>
internal static class StageRules
{
    /// <summary>Segments cover all turns, one after the other.</summary>
    public static void CheckSegments(ImmutableArray<Segment> segments, int turns, ProducerVersion producer)
    {
        var next = 0;
        foreach (var segment in segments.IsDefault ? [] : segments)
        {
            Require(segment.Start == next && segment.Count >= 1 && segment.Count <= turns - next, producer, "The segments do not cover the turns one after the other.");
            next += segment.Count;
        }

        Require(next == turns, producer, $"The segments cover {next} of {turns} turns.");
    }

    /// <summary>Statements name turns that were given, and memory would take them.</summary>
    public static void CheckUnits(ImmutableArray<ExtractedUnit> units, TurnWindow segment, MemoryOptions limits, ProducerVersion producer)
    {
        Require(!units.IsDefault, producer, "There is no list of statements.");
        var turns = segment.Turns.Select(turn => turn.Id).ToHashSet();
        foreach (var unit in units)
        {
            Require(unit is not null && !unit.Sources.IsDefaultOrEmpty && unit.Sources.All(turns.Contains), producer, "A statement names a turn that it was not given.");
            if (Fault(unit!, limits) is { } fault)
                throw new ModelOutputException(producer.ToString(), $"Memory would refuse a statement. {fault}");
        }
    }

    /// <summary>What memory would refuse a statement for; null when it would take it.</summary>
    public static string? Fault(ExtractedUnit unit, MemoryOptions limits)
    {
        try
        {
            // "I lost my job" names no value: it ends what there is, and is itself nothing to remember.
            var checkable = EndsWhateverHolds(unit) ? unit with { Slot = unit.Slot! with { Value = unit.Slot.Predicate } } : unit;
            DraftRules.Check(UnitDraft.Of(checkable), MemoryType.Semantic, limits);
            return null;
        }
        catch (InvalidMemoryException refused)
        {
            return refused.Message;
        }
    }

    /// <summary>Whether a statement says that whatever holds of its matter is over, and so can end a record and never be one.</summary>
    public static bool EndsWhateverHolds(ExtractedUnit unit) => unit is { Negated: true, Slot.Value: "" };

    /// <summary>Links lead to records that were given.</summary>
    public static void CheckLinks(ImmutableArray<MemoryId> links, ImmutableArray<MemoryRecord> neighbours, ProducerVersion producer) => Require(
        links.IsDefault || links.All(link => neighbours.Any(record => record.Id == link)), producer, "A link leads to a record that it was not given.");

    /// <summary>A decision acts on a record that was given, and changes none that a person set.</summary>
    public static void CheckDecision(PolicyDecision decision, ImmutableArray<MemoryRecord> similar, ProducerVersion producer)
    {
        Require(Enum.IsDefined(decision.Action), producer, $"{(int)decision.Action} is not an action.");
        var target = decision.Target is { } id ? similar.FirstOrDefault(record => record.Id == id) : null;
        var changes = decision.Action is PolicyAction.Update or PolicyAction.Delete;
        Require(target is not null || (!changes && decision.Target is null), producer, "The decision acts on a record that it was not given.");
        Require(!changes || !Protection.Covers(target!), producer, "The decision changes what a person set.");
    }

    private static void Require(bool holds, ProducerVersion producer, string fault)
    {
        if (!holds)
            throw new ModelOutputException(producer.ToString(), fault);
    }
}
