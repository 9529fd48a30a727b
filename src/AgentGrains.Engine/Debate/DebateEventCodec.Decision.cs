using AgentGrains.Engine.Codec;

namespace AgentGrains.Engine.Debate;

public static partial class DebateEventCodec
{
    private static void WriteComparison(FieldWriter writer, OutcomeComparison comparison)
    {
        writer.Number(1, (ulong)comparison.Round);
        writer.Number(2, comparison.Agreed ? 1u : 0u);
        foreach (var group in comparison.Groups)
            Nested(writer, 3, new GroupEvidence(group.Teams, group.Outcome, Verdict.Unverified, 0), WriteGroup);
    }

    private static OutcomeComparison ReadComparison(FieldReader reader)
    {
        var comparison = new OutcomeComparison(0, [], false);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: comparison = comparison with { Round = reader.SmallNumber() }; break;
                case 2: comparison = comparison with { Agreed = reader.Number() != 0 }; break;
                case 3:
                    var group = ReadGroup(reader.Message());
                    comparison = comparison with { Groups = comparison.Groups.Add(new OutcomeGroup(group.Teams, group.Outcome)) };
                    break;
                default: reader.Skip(); break;
            }
        }

        return comparison;
    }

    private static void WriteDecision(FieldWriter writer, DebateDecision decision)
    {
        writer.Text(1, decision.Team);
        writer.Text(2, decision.Solution);
        Nested(writer, 3, decision.Outcome, WriteOutcome);
        writer.Number(4, (ulong)decision.Verdict);
        writer.Number(5, decision.Agreed ? 1u : 0u);
        writer.Number(6, (ulong)decision.Round);
        writer.Text(7, decision.Reason);
        foreach (var group in decision.Groups)
            Nested(writer, 8, group, WriteGroup);
        foreach (var known in decision.Reliability)
            Nested(writer, 9, known, WriteReliability);
    }

    private static DebateDecision ReadDecision(FieldReader reader)
    {
        var decision = new DebateDecision { Reason = "" };
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: decision = decision with { Team = reader.Text() }; break;
                case 2: decision = decision with { Solution = reader.Text() }; break;
                case 3: decision = decision with { Outcome = ReadOutcome(reader.Message()) }; break;
                case 4: decision = decision with { Verdict = (Verdict)reader.Kind() }; break;
                case 5: decision = decision with { Agreed = reader.Number() != 0 }; break;
                case 6: decision = decision with { Round = reader.SmallNumber() }; break;
                case 7: decision = decision with { Reason = reader.Text() }; break;
                case 8: decision = decision with { Groups = decision.Groups.Add(ReadGroup(reader.Message())) }; break;
                case 9: decision = decision with { Reliability = decision.Reliability.Add(ReadReliability(reader.Message())) }; break;
                default: reader.Skip(); break;
            }
        }

        return decision;
    }

    private static void WriteGroup(FieldWriter writer, GroupEvidence group)
    {
        Texts(writer, 1, group.Teams);
        Nested(writer, 2, group.Outcome, WriteOutcome);
        writer.Number(3, (ulong)group.Verdict);
        Real(writer, 4, group.Support);
    }

    private static GroupEvidence ReadGroup(FieldReader reader)
    {
        var group = new GroupEvidence([], TeamOutcome.Failed(), Verdict.Unverified, 0);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: group = group with { Teams = group.Teams.Add(reader.Text()) }; break;
                case 2: group = group with { Outcome = ReadOutcome(reader.Message()) }; break;
                case 3: group = group with { Verdict = (Verdict)reader.Kind() }; break;
                case 4: group = group with { Support = Real(ref reader) }; break;
                default: reader.Skip(); break;
            }
        }

        return group;
    }
}
