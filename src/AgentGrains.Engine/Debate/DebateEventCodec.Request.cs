using AgentGrains.Engine.Codec;

namespace AgentGrains.Engine.Debate;

public static partial class DebateEventCodec
{
    private static void WriteRequest(FieldWriter writer, DebateRequest request)
    {
        writer.Text(1, request.Task.Id);
        writer.Text(2, request.Task.Family);
        writer.Text(3, request.Task.Problem);
        writer.Text(4, request.Task.Reference);
        Texts(writer, 5, request.Teams);
        writer.Number(6, (ulong)request.Protocol);
        writer.Text(7, request.Judge);
        Real(writer, 8, request.Tolerance.Absolute);
        Real(writer, 9, request.Tolerance.Relative);
        writer.Number(10, (ulong)request.Budget.Rounds);
        writer.Number(11, (ulong)request.Budget.Tokens);
        Real(writer, 12, request.Budget.Seconds);
        foreach (var known in request.Reliability)
            Nested(writer, 13, known, WriteReliability);
        writer.Text(14, request.Bank);
    }

    private static DebateRequest ReadRequest(FieldReader reader)
    {
        var request = new DebateRequest { Task = new DebateTask("", "", ""), Teams = [], Budget = new DebateBudget(0, 0, 0), Tolerance = default };
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: request = request with { Task = request.Task with { Id = reader.Text() } }; break;
                case 2: request = request with { Task = request.Task with { Family = reader.Text() } }; break;
                case 3: request = request with { Task = request.Task with { Problem = reader.Text() } }; break;
                case 4: request = request with { Task = request.Task with { Reference = reader.Text() } }; break;
                case 5: request = request with { Teams = request.Teams.Add(reader.Text()) }; break;
                case 6: request = request with { Protocol = (DebateProtocol)reader.Kind() }; break;
                case 7: request = request with { Judge = reader.Text() }; break;
                case 8: request = request with { Tolerance = request.Tolerance with { Absolute = Real(ref reader) } }; break;
                case 9: request = request with { Tolerance = request.Tolerance with { Relative = Real(ref reader) } }; break;
                case 10: request = request with { Budget = request.Budget with { Rounds = reader.SmallNumber() } }; break;
                case 11: request = request with { Budget = request.Budget with { Tokens = (long)reader.Number() } }; break;
                case 12: request = request with { Budget = request.Budget with { Seconds = Real(ref reader) } }; break;
                case 13: request = request with { Reliability = request.Reliability.Add(ReadReliability(reader.Message())) }; break;
                case 14: request = request with { Bank = reader.Text() }; break;
                default: reader.Skip(); break;
            }
        }

        return request;
    }

    private static void WriteReliability(FieldWriter writer, TeamReliability known)
    {
        writer.Text(1, known.Team);
        Real(writer, 2, known.Alpha);
        Real(writer, 3, known.Beta);
    }

    private static TeamReliability ReadReliability(FieldReader reader)
    {
        var known = new TeamReliability("");
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: known = known with { Team = reader.Text() }; break;
                case 2: known = known with { Alpha = Real(ref reader) }; break;
                case 3: known = known with { Beta = Real(ref reader) }; break;
                default: reader.Skip(); break;
            }
        }

        return known;
    }
}
