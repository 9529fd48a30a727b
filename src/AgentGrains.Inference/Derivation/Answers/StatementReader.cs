using System.Collections.Immutable;
using AgentGrains.Engine.Linking;

namespace AgentGrains.Inference.Derivation;

/// <summary>Makes units of an extractor's answer, or says what is wrong with it.</summary>
internal static class StatementReader
{
    private static readonly string[] Roles = ["agent", "object", "recipient", "place", ArgumentRoles.Time, ArgumentRoles.Mention];

    /// <summary>Units in the order of their first turns.</summary>
    /// <exception cref="FormatException">A statement breaks a rule.</exception>
    public static ImmutableArray<ExtractedUnit> Read(StatementsAnswer answer, ImmutableArray<MemoryRecord> turns, int mostPerTurn)
    {
        var statements = AnswerRules.Items(answer.Statements, "statements", mostPerTurn * turns.Length);
        var units = statements.Select((statement, i) => Read(statement, turns, $"statement {i + 1}")).ToList();
        foreach (var ofTurn in units.GroupBy(item => item.Turn))
        {
            if (ofTurn.Count() > mostPerTurn)
                throw new FormatException($"turn {ofTurn.Key + 1} has {ofTurn.Count()} statements, and DerivationOptions.MaxUnitsPerTurn is {mostPerTurn}");
        }

        return [.. units.OrderBy(item => item.Turn).Select(item => item.Unit)];
    }

    private static (int Turn, ExtractedUnit Unit) Read(StatementAnswer statement, ImmutableArray<MemoryRecord> turns, string what)
    {
        var sources = AnswerRules.Positions(AnswerRules.Items(statement.Turns, $"{what}'s turns", AnswerRules.MaxParts), turns.Length, $"{what}'s turn").ToList();
        if (sources.Count == 0)
            throw new FormatException($"{what} names no turn");
        var said = turns[sources[0]];
        var unit = new ExtractedUnit
        {
            Text = AnswerRules.Text(statement.Text, $"{what}'s text", AnswerRules.MaxText),
            Type = AnswerRules.Value<BeliefType>(statement.Type, $"{what}'s type"),
            Sources = [.. sources.Select(position => turns[position].Id)],
            OccurredAt = AnswerRules.Day(statement.Occurred, said, $"{what}'s occurred") ?? said.OccurredAt,
            ValidFrom = AnswerRules.Day(statement.ValidFrom, said, $"{what}'s validFrom"),
            ValidTo = AnswerRules.Day(statement.ValidTo, said, $"{what}'s validTo"),
            Slot = statement.Slot is { } slot ? Read(slot, what) : null,
            Negated = statement.Negated,
            CanonicalName = statement.Name is { } name ? AnswerRules.Text(name, $"{what}'s name", AnswerRules.MaxName) : null,
            Aliases = [.. AnswerRules.Items(statement.Aliases, $"{what}'s aliases", AnswerRules.MaxParts).Select(alias => AnswerRules.Text(alias, $"{what}'s alias", AnswerRules.MaxName))],
            Arguments = Participants(statement, said, what),
            Confidence = Confidence(statement.Confidence ?? 1, what),
        };
        Check(unit, what);
        return (sources[0], unit);
    }

    private static float Confidence(double confidence, string what) =>
        confidence is >= 0 and <= 1 ? (float)confidence : throw new FormatException($"{what}'s confidence is {confidence:0.###}, which is not from 0 to 1");

    private static Slot Read(SlotAnswer slot, string what) => new(
        AnswerRules.Text(slot.Subject, $"{what}'s slot.subject", AnswerRules.MaxName),
        AnswerRules.Text(slot.Predicate, $"{what}'s slot.predicate", AnswerRules.MaxName),
        AnswerRules.Text(slot.Value, $"{what}'s slot.value", AnswerRules.MaxName),
        slot.MultiValued);

    private static ImmutableArray<Argument> Participants(StatementAnswer statement, MemoryRecord said, string what)
    {
        var arguments = ImmutableArray.CreateBuilder<Argument>();
        if (said.Provenance.Actor is { } speaker)
            arguments.Add(new Argument(ArgumentRoles.Speaker, speaker));
        foreach (var (role, entity) in AnswerRules.Items(statement.Participants, $"{what}'s participants", AnswerRules.MaxParts))
        {
            if (!Roles.Contains(role, StringComparer.Ordinal))
                throw new FormatException($"{what}'s role is '{Excerpt.Of(role)}', which is none of {string.Join(", ", Roles)}");
            arguments.Add(new Argument(role, AnswerRules.Text(entity, $"{what}'s participant", AnswerRules.MaxName)));
        }

        return arguments.ToImmutable();
    }

    private static void Check(ExtractedUnit unit, string what)
    {
        if (unit.ValidTo <= unit.ValidFrom)
            throw new FormatException($"{what} ends before it begins");
        if (unit.Negated && unit.Slot is null)
            throw new FormatException($"{what} is negated and has no slot to end");
        if (unit.Type == BeliefType.Entity != (unit.CanonicalName is not null))
            throw new FormatException($"{what} has a name and is no entity, or the other way round");
        if (unit.CanonicalName is null && !unit.Aliases.IsEmpty)
            throw new FormatException($"{what} has aliases and no name");
    }
}
