using System.Collections.Immutable;

namespace AgentGrains.Samples.DebateProblems;

/// <summary>What cases of earlier debates warn of: read from their guardrails and from the step that was wrong, never from results.</summary>
internal static class Cautions
{
    public static Slips Of(ImmutableArray<BankCase> cases) => cases
        .Where(item => item.Kind is BankCaseKind.Debate or BankCaseKind.Lesson)
        .Aggregate(Slips.None, static (all, item) => all | OfRails(item.Guardrails) | OfStep(item.Wrong, item.Right));

    private static Slips OfRails(ImmutableArray<string> rails) => SlipNames.All
        .Where(slip => rails.Any(rail => rail.Contains($": {SlipNames.WordOf(slip)}: ", StringComparison.Ordinal)))
        .Aggregate(Slips.None, (all, slip) => all | slip);

    // Steps as the family optimization tells them: "variable bread: integer, from 0 to 10 piece".
    private static Slips OfStep(string wrong, string right)
    {
        var (was, should) = (Parts(wrong), Parts(right));
        if (right.StartsWith("sense:", StringComparison.Ordinal) && wrong != right)
            return Slips.Sense;
        if (right.StartsWith("variable ", StringComparison.Ordinal) && was.Name == should.Name)
            return was.Value.Contains("continuous", StringComparison.Ordinal) && should.Value.Contains("integer", StringComparison.Ordinal) ? Slips.Integrality : Slips.Bounds;
        if (right.StartsWith("constraint ", StringComparison.Ordinal) && was.Name != should.Name)
            return Slips.Aside;
        return was.Name == should.Name && was.Value != should.Value && right.Contains(", ", StringComparison.Ordinal) ? Slips.Units : Slips.None;
    }

    private static (string Name, string Value) Parts(string step) =>
        step.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon ? (step[..colon], step[(colon + 2)..]) : (step, "");
}
