using System.IO.Hashing;
using AgentGrains.Engine.Codec;

namespace AgentGrains.Engine.Working;

/// <summary>An accepted edit: what the journal of a working memory is a list of. Nothing in it is left to be computed when it is replayed.</summary>
/// <param name="Edit">The edit, with its key, its subgoal's number, its summary and its time filled in.</param>
/// <param name="ContentHash">Hash of what the caller asked for.</param>
/// <param name="Sequence">Position in the journal, from 1.</param>
public readonly record struct WorkingOperation(WorkingEdit Edit, ulong ContentHash, long Sequence)
{
    /// <summary>The hash of an edit whose content was erased: its key is known, whatever it comes with.</summary>
    public const ulong ErasedHash = 0;

    private static readonly TextPool Pool = new();

    /// <summary>Writes the persisted form; field numbers are for ever.</summary>
    public void WriteTo(FieldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Text(2, Edit.Key);
        writer.Fixed64(3, ContentHash);
        WriteContent(writer, Edit);
    }

    /// <summary>Reads one operation.</summary>
    /// <exception cref="FormatException">The bytes are not an operation.</exception>
    public static WorkingOperation Read(ReadOnlyMemory<byte> frame, long sequence)
    {
        var (edit, hash) = (new WorkingEdit(), 0UL);
        var reader = new FieldReader(frame.Span, Pool);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: edit = edit with { Kind = (WorkingEditKind)reader.Kind() }; break;
                case 2: edit = edit with { Key = reader.Text() }; break;
                case 3: hash = reader.Fixed64(); break;
                case 4: edit = edit with { Text = reader.Text() }; break;
                case 5: edit = edit with { Name = reader.Text() }; break;
                case 6: edit = edit with { Subgoal = reader.SmallNumber() }; break;
                case 7: edit = edit with { Version = reader.SmallNumber() }; break;
                case 8: edit = edit with { Step = ReadStep(reader.Message()) }; break;
                default: reader.Skip(); break;
            }
        }

        return new WorkingOperation(edit, hash, sequence);
    }

    /// <summary>Hash of an edit without its key: the same key with another hash is a conflict.</summary>
    public static ulong HashOf(WorkingEdit edit)
    {
        var writer = new FieldWriter();
        WriteContent(writer, edit);
        return XxHash3.HashToUInt64(writer.Written);
    }

    private static void WriteContent(FieldWriter writer, WorkingEdit edit)
    {
        writer.Number(1, (ulong)edit.Kind);
        writer.Text(4, edit.Text);
        writer.Text(5, edit.Name);
        writer.Number(6, (ulong)edit.Subgoal);
        writer.Number(7, (ulong)edit.Version);
        if (edit.Step is not { } step)
            return;
        var start = writer.Begin(8);
        writer.Number(1, (ulong)step.Kind);
        writer.Text(2, step.Text);
        writer.Text(3, step.Actor);
        writer.Time(4, step.At == default ? null : step.At);
        writer.End(start);
    }

    private static WorkingStep ReadStep(FieldReader reader)
    {
        var step = new WorkingStep(StepKind.Message, "");
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: step = step with { Kind = (StepKind)reader.Kind() }; break;
                case 2: step = step with { Text = reader.Text() }; break;
                case 3: step = step with { Actor = reader.SharedText() }; break;
                case 4: step = step with { At = reader.Time() }; break;
                default: reader.Skip(); break;
            }
        }

        return step;
    }
}
