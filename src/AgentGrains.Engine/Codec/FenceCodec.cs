namespace AgentGrains.Engine.Codec;

/// <summary>The persisted form of <see cref="FenceNote"/>.</summary>
internal static class FenceCodec
{
    public const int Field = 33;

    public static void Write(FieldWriter writer, FenceNote? note)
    {
        if (note is null)
            return;
        var start = writer.Begin(Field);
        WriteFields(writer, note);
        writer.End(start);
    }

    public static void WriteFields(FieldWriter writer, FenceNote note)
    {
        writer.Text(1, note.Move);
        writer.Number(2, (ulong)note.Phase);
        writer.Text(3, note.Elsewhere);
    }

    public static FenceNote Read(FieldReader reader)
    {
        var (move, phase, elsewhere) = ("", MovePhase.None, (string?)null);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: move = reader.SharedText(); break;
                case 2: phase = (MovePhase)reader.Kind(); break;
                case 3: elsewhere = reader.SharedText(); break;
                default: reader.Skip(); break;
            }
        }

        return new FenceNote { Move = move, Phase = phase, Elsewhere = elsewhere };
    }
}
