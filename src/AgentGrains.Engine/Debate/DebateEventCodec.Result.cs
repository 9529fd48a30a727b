using AgentGrains.Engine.Codec;

namespace AgentGrains.Engine.Debate;

public static partial class DebateEventCodec
{
    /// <summary>Writes a step's result; a team keeps its own.</summary>
    public static void WriteResult(FieldWriter writer, StepResult result)
    {
        writer.Number(1, (ulong)result.Step.Kind);
        writer.Number(2, (ulong)result.Step.Round);
        writer.Text(3, result.Step.Team);
        Nested(writer, 4, result.Answer, WriteAnswer);
        Nested(writer, 5, result.Outcome, WriteOutcome);
        Nested(writer, 6, result.Verification, WriteVerification);
        if (result.Fault is { } fault)
        {
            writer.Number(7, (ulong)fault.Kind + 1);
            writer.Text(8, fault.Message);
        }

        writer.Number(9, (ulong)result.Attempts, omitted: 1);
        foreach (var shown in result.Shown)
        {
            var start = writer.Begin(10);
            writer.Id(1, shown.Id);
            writer.Real(2, shown.Similarity, omitted: float.NaN);
            writer.End(start);
        }

        writer.Number(11, (ulong)result.Wasted);
    }

    /// <summary>Reads a step's result.</summary>
    /// <exception cref="FormatException">The bytes are not a result.</exception>
    public static StepResult ReadResult(FieldReader reader)
    {
        var result = new StepResult { Step = new DebateStep(DebateStepKind.Propose, 0, "") };
        var (fault, message) = (0, "");
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: result = result with { Step = result.Step with { Kind = (DebateStepKind)reader.Kind() } }; break;
                case 2: result = result with { Step = result.Step with { Round = reader.SmallNumber() } }; break;
                case 3: result = result with { Step = result.Step with { Team = reader.Text() } }; break;
                case 4: result = result with { Answer = ReadAnswer(reader.Message()) }; break;
                case 5: result = result with { Outcome = ReadOutcome(reader.Message()) }; break;
                case 6: result = result with { Verification = ReadVerification(reader.Message()) }; break;
                case 7: fault = reader.Kind(); break;
                case 8: message = reader.Text(); break;
                case 9: result = result with { Attempts = reader.SmallNumber() }; break;
                case 10: result = result with { Shown = result.Shown.Add(ReadShown(reader.Message())) }; break;
                case 11: result = result with { Wasted = (long)reader.Number() }; break;
                default: reader.Skip(); break;
            }
        }

        return fault == 0 ? result : result with { Fault = new StepFault((StepFaultKind)(fault - 1), message) };
    }

    private static ShownCase ReadShown(FieldReader reader)
    {
        var shown = default(ShownCase);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: shown = shown with { Id = reader.Id() }; break;
                case 2: shown = shown with { Similarity = reader.Real() }; break;
                default: reader.Skip(); break;
            }
        }

        return shown;
    }

    private static void WriteAnswer(FieldWriter writer, TeamAnswer answer)
    {
        writer.Text(1, answer.Text);
        writer.Number(2, (ulong)answer.Tokens);
        writer.Text(3, answer.Choice);
    }

    private static TeamAnswer ReadAnswer(FieldReader reader)
    {
        var answer = new TeamAnswer("");
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: answer = answer with { Text = reader.Text() }; break;
                case 2: answer = answer with { Tokens = (long)reader.Number() }; break;
                case 3: answer = answer with { Choice = reader.Text() }; break;
                default: reader.Skip(); break;
            }
        }

        return answer;
    }

    private static void WriteOutcome(FieldWriter writer, TeamOutcome outcome)
    {
        writer.Number(1, (ulong)outcome.Status);
        if (outcome.Value is { } value)
            Real(writer, 2, value);
        writer.Text(3, outcome.Text);
        Texts(writer, 4, outcome.Remarks);
    }

    private static TeamOutcome ReadOutcome(FieldReader reader)
    {
        var outcome = TeamOutcome.Failed();
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: outcome = outcome with { Status = (OutcomeStatus)reader.Kind() }; break;
                case 2: outcome = outcome with { Value = Real(ref reader) }; break;
                case 3: outcome = outcome with { Text = reader.Text() }; break;
                case 4: outcome = outcome with { Remarks = outcome.Remarks.Add(reader.Text()) }; break;
                default: reader.Skip(); break;
            }
        }

        return outcome;
    }

    private static void WriteVerification(FieldWriter writer, Verification verification)
    {
        writer.Number(1, (ulong)verification.Verdict);
        writer.Text(2, verification.Verifier);
        Texts(writer, 3, verification.Reasons);
    }

    private static Verification ReadVerification(FieldReader reader)
    {
        var verification = new Verification(Verdict.Unverified, "", []);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: verification = verification with { Verdict = (Verdict)reader.Kind() }; break;
                case 2: verification = verification with { Verifier = reader.Text() }; break;
                case 3: verification = verification with { Reasons = verification.Reasons.Add(reader.Text()) }; break;
                default: reader.Skip(); break;
            }
        }

        return verification;
    }
}
