using System.Collections.Immutable;
using AgentGrains.Engine.Codec;

namespace AgentGrains.Engine.Debate;

/// <summary>The persisted form of a debate's events. Field numbers are for ever; equal events give equal bytes.</summary>
public static partial class DebateEventCodec
{
    private static readonly TextPool Pool = new();

    /// <summary>Writes one event, without its sequence, which is its place in the journal.</summary>
    public static void Write(FieldWriter writer, DebateEvent happened)
    {
        writer.Number(1, (ulong)happened.Kind);
        writer.Time(2, happened.At);
        Nested(writer, 3, happened.Request, WriteRequest);
        Nested(writer, 4, happened.Result, WriteResult);
        Nested(writer, 5, happened.Comparison, WriteComparison);
        writer.Number(6, (ulong)happened.Cause);
        Nested(writer, 7, happened.Decision, WriteDecision);
        writer.Text(8, happened.Reason);
        writer.Number(9, happened.Admitted ? 1u : 0u);
        foreach (var id in happened.Cases)
            writer.Id(10, id);
        foreach (var known in happened.Known)
            Nested(writer, 11, known, WriteReliability);
    }

    /// <summary>Reads one event.</summary>
    /// <exception cref="FormatException">The bytes are not an event.</exception>
    public static DebateEvent Read(ReadOnlySpan<byte> frame, long sequence)
    {
        var happened = new DebateEvent { Kind = DebateEventKind.Started, Sequence = sequence };
        var reader = new FieldReader(frame, Pool);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: happened = happened with { Kind = (DebateEventKind)reader.Kind() }; break;
                case 2: happened = happened with { At = reader.Time() }; break;
                case 3: happened = happened with { Request = ReadRequest(reader.Message()) }; break;
                case 4: happened = happened with { Result = ReadResult(reader.Message()) }; break;
                case 5: happened = happened with { Comparison = ReadComparison(reader.Message()) }; break;
                case 6: happened = happened with { Cause = (ExhaustionCause)reader.Kind() }; break;
                case 7: happened = happened with { Decision = ReadDecision(reader.Message()) }; break;
                case 8: happened = happened with { Reason = reader.Text() }; break;
                case 9: happened = happened with { Admitted = reader.Number() != 0 }; break;
                case 10: happened = happened with { Cases = happened.Cases.Add(reader.Id()) }; break;
                case 11: happened = happened with { Known = happened.Known.Add(ReadReliability(reader.Message())) }; break;
                default: reader.Skip(); break;
            }
        }

        return happened;
    }

    /// <summary>The bytes of a request; requests are the same when these are.</summary>
    public static byte[] BytesOf(DebateRequest request)
    {
        var writer = new FieldWriter();
        WriteRequest(writer, request);
        return writer.Written.ToArray();
    }

    // A nested message that holds only defaults would leave nothing behind; it ends with a mark.
    private static void Nested<T>(FieldWriter writer, int field, T? value, Action<FieldWriter, T> write)
        where T : class
    {
        if (value is null)
            return;
        var start = writer.Begin(field);
        write(writer, value);
        writer.Number(Mark, 1);
        writer.End(start);
    }

    private const int Mark = 15;

    private static void Real(FieldWriter writer, int field, double value) => writer.Fixed64(field, BitConverter.DoubleToUInt64Bits(value));

    private static double Real(ref FieldReader reader) => BitConverter.UInt64BitsToDouble(reader.Fixed64());

    private static void Texts(FieldWriter writer, int field, ImmutableArray<string> texts)
    {
        foreach (var text in texts)
            writer.Text(field, text);
    }
}
