using System.Collections.Immutable;
using AgentGrains.Engine.Codec;

namespace AgentGrains.Engine.Procedural;

/// <summary>The only way a skill bank changes: a version is published, or a choice is rewarded. Rolling back follows from rewards by itself.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="Skills">The skills of a new version; empty for a reward.</param>
/// <param name="Note">Its note.</param>
/// <param name="Version">The version that a reward is for; 0 for a new version.</param>
/// <param name="Context">The context of the reward.</param>
/// <param name="Chosen">Names of the skills that are rewarded.</param>
/// <param name="Reward">How well they did.</param>
public sealed record SkillOperation(
    string Key, ImmutableArray<Skill> Skills, string? Note, int Version = 0, string Context = "", ImmutableArray<string> Chosen = default, double Reward = 0)
{
    private static readonly TextPool Pool = new();

    /// <summary>Writes the persisted form; field numbers are for ever.</summary>
    public void WriteTo(FieldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Text(1, Key);
        foreach (var skill in Skills)
        {
            var start = writer.Begin(2);
            writer.Text(1, skill.Name);
            writer.Text(2, skill.Text);
            writer.End(start);
        }

        writer.Text(3, Note);
        writer.Number(4, (ulong)Version);
        if (Version == 0)
            return;
        writer.Text(5, Context);
        foreach (var name in Chosen)
            writer.Text(6, name);
        writer.Fixed64(7, BitConverter.DoubleToUInt64Bits(Reward));
    }

    /// <summary>Reads one operation.</summary>
    /// <exception cref="FormatException">The bytes are not an operation.</exception>
    public static SkillOperation Read(ReadOnlyMemory<byte> frame, long sequence)
    {
        var operation = new SkillOperation("", [], null, Chosen: []);
        var reader = new FieldReader(frame.Span, Pool);
        while (reader.Next(out var field))
        {
            operation = field switch
            {
                1 => operation with { Key = reader.Text() },
                2 => operation with { Skills = operation.Skills.Add(ReadSkill(reader.Message())) },
                3 => operation with { Note = reader.Text() },
                4 => operation with { Version = reader.SmallNumber() },
                5 => operation with { Context = reader.SharedText() },
                6 => operation with { Chosen = operation.Chosen.Add(reader.SharedText()) },
                7 => operation with { Reward = BitConverter.UInt64BitsToDouble(reader.Fixed64()) },
                _ => Skip(ref reader, operation),
            };
        }

        return operation;
    }

    private static SkillOperation Skip(ref FieldReader reader, SkillOperation operation)
    {
        reader.Skip();
        return operation;
    }

    private static Skill ReadSkill(FieldReader reader)
    {
        var skill = new Skill("", "");
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: skill = skill with { Name = reader.Text() }; break;
                case 2: skill = skill with { Text = reader.Text() }; break;
                default: reader.Skip(); break;
            }
        }

        return skill;
    }
}
