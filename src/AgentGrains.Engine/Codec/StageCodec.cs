using System.Collections.Immutable;

namespace AgentGrains.Engine.Codec;

/// <summary>The persisted form of <see cref="StageNote"/>.</summary>
internal static class StageCodec
{
    public const int Field = 32;

    public static void Write(FieldWriter writer, StageNote? note)
    {
        if (note is null)
            return;
        var start = writer.Begin(Field);
        writer.Text(1, note.Run);
        writer.Number(2, (ulong)note.Phase);
        writer.Number(3, (ulong)note.Step);
        writer.Text(4, note.Name);
        foreach (var session in note.Canary.Sessions)
            writer.Text(5, session);
        writer.Number(6, (ulong)note.Canary.Percent);
        writer.End(start);
    }

    public static StageNote Read(FieldReader reader)
    {
        var (run, phase, step, percent) = ("", StagePhase.Step, ConsolidationKind.Condense, 0);
        string? name = null;
        var sessions = ImmutableArray.CreateBuilder<string>();
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: run = reader.SharedText(); break;
                case 2: phase = (StagePhase)reader.Kind(); break;
                case 3: step = (ConsolidationKind)reader.Kind(); break;
                case 4: name = reader.Text(); break;
                case 5: sessions.Add(reader.Text()); break;
                case 6: percent = reader.SmallNumber(); break;
                default: reader.Skip(); break;
            }
        }

        return new StageNote { Run = run, Phase = phase, Step = step, Name = name, Canary = new ConsolidationCanary(sessions.ToImmutable(), percent) };
    }
}
