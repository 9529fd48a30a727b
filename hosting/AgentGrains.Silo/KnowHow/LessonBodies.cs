using System.Collections.Immutable;

namespace AgentGrains.Silo;

/// <summary>Changes of a role's lessons.</summary>
internal sealed record LessonEditsBody
{
    /// <summary>The role.</summary>
    public string? Role { get; init; }

    /// <summary>The changes, in order.</summary>
    public IReadOnlyList<LessonEditBody?>? Edits { get; init; }

    /// <summary>Idempotency key: the same key again changes nothing more.</summary>
    public string? Key { get; init; }

    /// <summary>The edits that the body asks for.</summary>
    public ImmutableArray<LessonEdit> ToEdits() => [.. Required.Items("edits", Edits).Select(pair => pair.Item.ToEdit(pair.Field))];
}

/// <summary>One change of a role's lessons.</summary>
internal sealed record LessonEditBody
{
    /// <summary>add (text), edit (number, text), upVote, downVote or remove (number).</summary>
    public string? Kind { get; init; }

    /// <summary>The new lesson, or the new wording.</summary>
    public string? Text { get; init; }

    /// <summary>The lesson it is done to.</summary>
    public long? Number { get; init; }

    /// <summary>The edit that the body asks for.</summary>
    public LessonEdit ToEdit(string field)
    {
        var kind = EnumName.Parse<LessonEditKind>($"{field}.kind", Kind);
        return new LessonEdit(
            kind, kind is LessonEditKind.Add or LessonEditKind.Edit ? Required.Text($"{field}.text", Text) : Text,
            kind == LessonEditKind.Add ? 0 : Required.Value($"{field}.number", Number));
    }
}

/// <summary>A role's lessons.</summary>
/// <param name="Lessons">At most 15, in the order of adding.</param>
/// <param name="Unknown">Numbers that were to be changed and are not there.</param>
/// <param name="Dropped">What was dropped because the list was full, or by votes.</param>
internal sealed record LessonsAnswer(IReadOnlyList<LessonBody> Lessons, IReadOnlyList<long>? Unknown = null, IReadOnlyList<string>? Dropped = null)
{
    /// <summary>Writes lessons.</summary>
    public static LessonsAnswer From(ImmutableArray<Lesson> lessons) =>
        new([.. lessons.Select(lesson => new LessonBody(lesson.Number, lesson.Text, lesson.Votes, lesson.Record))]);

    /// <summary>Writes what edits came to.</summary>
    public static LessonsAnswer From(LessonRevision revision) => From(revision.Lessons) with { Unknown = [.. revision.Unknown], Dropped = [.. revision.Dropped] };
}

/// <summary>One lesson.</summary>
/// <param name="Number">Names it for ever.</param>
/// <param name="Text">What was learnt.</param>
/// <param name="Votes">How much it is held to be worth.</param>
/// <param name="Record">The memory that holds it.</param>
internal sealed record LessonBody(long Number, string Text, int Votes, MemoryId Record);
