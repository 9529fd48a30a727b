using System.Collections.Immutable;

namespace AgentGrains.Engine.Codec;

/// <summary>The persisted form of <see cref="ImportNote"/>.</summary>
internal static class ImportCodec
{
    public const int Field = 30;

    public static void Write(FieldWriter writer, ImportNote? note)
    {
        if (note is null)
            return;
        var start = writer.Begin(Field);
        writer.Text(1, note.Cube);
        writer.Number(2, (ulong)note.Item);
        writer.Number(3, (ulong)note.Rule);
        foreach (var id in note.Same)
            writer.Id(4, id);
        writer.End(start);
    }

    public static ImportNote Read(FieldReader reader)
    {
        var (cube, item, rule) = ("", 0L, ConflictRule.Refuse);
        var same = ImmutableArray.CreateBuilder<MemoryId>();
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: cube = reader.SharedText(); break;
                case 2: item = (long)reader.Number(); break;
                case 3: rule = (ConflictRule)reader.Kind(); break;
                case 4: same.Add(reader.Id()); break;
                default: reader.Skip(); break;
            }
        }

        return new ImportNote { Cube = cube, Item = item, Rule = rule, Same = same.ToImmutable() };
    }
}
