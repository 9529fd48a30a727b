using System.Collections.Immutable;
using AgentGrains.Engine.Codec;

namespace AgentGrains.Runtime.Guard;

/// <summary>The persisted form of a guard's events. Field numbers are for ever: never renumber, only add (docs/decisions/0011-guard.md).</summary>
internal static class GuardEventCodec
{
    private static TextPool Pool { get; } = new();

    public static void Write(FieldWriter writer, GuardEvent happened)
    {
        writer.Number(1, (ulong)happened.Kind);
        writer.Time(2, happened.At);
        writer.Text(3, happened.Source);
        writer.Text(4, happened.Scope);
        writer.Id(5, happened.Memory);
        writer.Text(6, happened.Reason);
        if (happened.Policy is { } policy)
            writer.Number(7, (ulong)policy.Mode + 1);
        writer.Number(8, (ulong)happened.Standing);
        if (happened.Lesson is not { } lesson)
            return;
        var start = writer.Begin(9);
        writer.Id(1, lesson.Id);
        writer.Text(2, lesson.Text);
        foreach (var pair in lesson.Pairs)
            writer.Fixed64(3, pair);
        foreach (var run in lesson.Sketch)
            writer.Fixed64(4, run);
        writer.End(start);
    }

    public static GuardEvent Read(ReadOnlyMemory<byte> frame, long sequence)
    {
        var happened = new GuardEvent { Sequence = sequence };
        var reader = new FieldReader(frame.Span, Pool);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: happened = happened with { Kind = (GuardEventKind)reader.Kind() }; break;
                case 2: happened = happened with { At = reader.Time() }; break;
                case 3: happened = happened with { Source = reader.Text() }; break;
                case 4: happened = happened with { Scope = reader.Text() }; break;
                case 5: happened = happened with { Memory = reader.Id() }; break;
                case 6: happened = happened with { Reason = reader.Text() }; break;
                case 7: happened = happened with { Policy = new GuardPolicy((GuardMode)(reader.Kind() - 1)) }; break;
                case 8: happened = happened with { Standing = (OperatorStanding)reader.Kind() }; break;
                case 9: happened = happened with { Lesson = ReadLesson(reader.Message()) }; break;
                default: reader.Skip(); break;
            }
        }

        return happened;
    }

    private static GuardLesson ReadLesson(FieldReader reader)
    {
        var (id, text) = (default(MemoryId), "");
        var (pairs, sketch) = (ImmutableArray.CreateBuilder<ulong>(), ImmutableArray.CreateBuilder<ulong>());
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: id = reader.Id(); break;
                case 2: text = reader.Text(); break;
                case 3: pairs.Add(reader.Fixed64()); break;
                case 4: sketch.Add(reader.Fixed64()); break;
                default: reader.Skip(); break;
            }
        }

        return new GuardLesson(id, text, pairs.ToImmutable(), sketch.ToImmutable());
    }
}
