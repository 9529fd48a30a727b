using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>One lesson of a role's list.</summary>
/// <param name="Number">Names it for ever; numbers are not used again.</param>
/// <param name="Text">What was learnt.</param>
/// <param name="Votes">How much it is held to be worth: 2 at first; at 0 it is dropped.</param>
/// <param name="Record">The record that holds it now.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.Lesson")]
public sealed record Lesson(
    [property: Id(0)] long Number, [property: Id(1)] string Text, [property: Id(2)] int Votes, [property: Id(3)] MemoryId Record);

/// <summary>One change of a role's lessons (the operations of ExpeRepair's insights, with the votes of ExpeL).</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Text">The new lesson, or the new wording.</param>
/// <param name="Number">The lesson it is done to; 0 for a new one.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.LessonEdit")]
public sealed record LessonEdit([property: Id(0)] LessonEditKind Kind, [property: Id(1)] string? Text = null, [property: Id(2)] long Number = 0)
{
    /// <summary>A new lesson. One that says the same as a known lesson votes for that one instead.</summary>
    public static LessonEdit Add(string text) => new(LessonEditKind.Add, text);

    /// <summary>Words a lesson anew.</summary>
    public static LessonEdit Edit(long number, string text) => new(LessonEditKind.Edit, text, number);

    /// <summary>It helped.</summary>
    public static LessonEdit Up(long number) => new(LessonEditKind.UpVote, null, number);

    /// <summary>It did not help.</summary>
    public static LessonEdit Down(long number) => new(LessonEditKind.DownVote, null, number);

    /// <summary>Drops it.</summary>
    public static LessonEdit Remove(long number) => new(LessonEditKind.Remove, null, number);
}

/// <summary>What an edit of a lesson does.</summary>
[GenerateSerializer, Alias("agentgrains.LessonEditKind")]
public enum LessonEditKind : byte
{
    /// <summary>Adds one.</summary>
    Add = 0,

    /// <summary>Words one anew.</summary>
    Edit = 1,

    /// <summary>Votes for one.</summary>
    UpVote = 2,

    /// <summary>Votes against one.</summary>
    DownVote = 3,

    /// <summary>Drops one.</summary>
    Remove = 4,
}

/// <summary>A role's lessons after some edits.</summary>
/// <param name="Lessons">At most 15, in the order of adding.</param>
/// <param name="Unknown">Numbers that were edited and are not there.</param>
/// <param name="Dropped">What was dropped because the list was full, or by votes.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.LessonRevision")]
public sealed record LessonRevision(
    [property: Id(0)] ImmutableArray<Lesson> Lessons, [property: Id(1)] ImmutableArray<long> Unknown, [property: Id(2)] ImmutableArray<string> Dropped);
