using AgentGrains.Engine.Procedural;
using AgentGrains.Engine.Records;
using Xunit;

namespace AgentGrains.Tests.Engine.Procedural;

/// <summary>A role's lessons stay few, keep their numbers, and are what a plain list under the same rules would be.</summary>
public sealed class LessonBookTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 9, 0, 0, TimeSpan.Zero);
    private static readonly MemoryOptions Limits = new();

    private readonly MemoryState _state = new(Scope.Team("acme", "desk"), MemoryType.Procedural);
    private int _calls;

    [Fact]
    public void Ten_thousand_random_edits_never_leave_more_than_15_and_match_a_plain_list()
    {
        var random = new Random(42);
        var plain = new List<(long Number, string Text, int Votes)>();
        var edits = 0;
        var used = new HashSet<long>();
        while (edits < 10_000)
        {
            var batch = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Edit(random, plain.Select(lesson => lesson.Number).ToList())).ToList();
            edits += batch.Count;
            foreach (var edit in batch)
                Model(plain, edit);
            var lessons = Do("planner", [.. batch]);
            Assert.InRange(lessons.Count, 0, LessonBook.Most);
            Assert.Equal(plain.Select(lesson => (lesson.Text, lesson.Votes)), lessons.Select(lesson => (lesson.Text, lesson.Votes)));

            // A number is given once and stays.
            for (var i = 0; i < lessons.Count; i++)
            {
                if (plain[i].Number == 0)
                    Assert.True(used.Add(lessons[i].Number), $"Number {lessons[i].Number} was used before.");
                else
                    Assert.Equal(plain[i].Number, lessons[i].Number);
                plain[i] = plain[i] with { Number = lessons[i].Number };
            }
        }
    }

    [Fact]
    public void Votes_decide_what_stays()
    {
        var lessons = Do("planner", [.. Enumerable.Range(0, 15).Select(i => LessonEdit.Add($"lesson {i}"))]);
        Do("planner", LessonEdit.Down(lessons[3].Number));
        lessons = Do("planner", LessonEdit.Add("one more"));
        Assert.DoesNotContain("lesson 3", lessons.Select(lesson => lesson.Text));   // the fewest votes
        Assert.Contains("one more", lessons.Select(lesson => lesson.Text));
        lessons = Do("planner", LessonEdit.Add("too many"));
        Assert.DoesNotContain("too many", lessons.Select(lesson => lesson.Text));   // of equals the newest
        lessons = Do("planner", LessonEdit.Down(lessons[0].Number), LessonEdit.Down(lessons[0].Number));
        Assert.Equal(14, lessons.Count);
        lessons = Do("planner", LessonEdit.Add("LESSON 5"));
        Assert.Equal(3, lessons.Single(lesson => lesson.Text == "lesson 5").Votes);   // said again is voted for
    }

    [Fact]
    public void Roles_are_apart_and_a_key_used_again_changes_nothing()
    {
        Do("planner", LessonEdit.Add("plan first"));
        Assert.Empty(LessonBook.Read(_state, "tester"));
        var number = LessonBook.Read(_state, "planner")[0].Number;
        for (var i = 0; i < 2; i++)
            Apply(LessonBook.Decide(_state, "planner", "same key", [LessonEdit.Up(number)], Now, Limits, null).Operations);
        Assert.Equal(3, LessonBook.Read(_state, "planner")[0].Votes);
        Assert.Equal([99L], LessonBook.Decide(_state, "planner", "other", [LessonEdit.Up(99)], Now, Limits, null).Unknown);
        Assert.Equal("text", Assert.Throws<InvalidMemoryException>(() => LessonBook.Decide(_state, "planner", "k", [LessonEdit.Add(" ")], Now, Limits, null)).Field);
    }

    private static LessonEdit Edit(Random random, List<long> numbers)
    {
        var number = numbers.Count == 0 || random.Next(20) == 0 ? random.Next(1, 50) + 1_000_000 : numbers[random.Next(numbers.Count)];
        return random.Next(8) switch
        {
            0 or 1 or 2 => LessonEdit.Add($"lesson {random.Next(60)}"),
            3 => LessonEdit.Edit(number, $"reworded {random.Next(1_000_000)}"),
            4 or 5 => LessonEdit.Up(number),
            6 => LessonEdit.Down(number),
            _ => LessonEdit.Remove(number),
        };
    }

    // The rules again, on a list that is nothing but a list.
    private static void Model(List<(long Number, string Text, int Votes)> list, LessonEdit edit)
    {
        var place = list.FindIndex(lesson => edit.Kind == LessonEditKind.Add
            ? lesson.Text.Equals(edit.Text, StringComparison.OrdinalIgnoreCase)
            : edit.Number > 0 && lesson.Number == edit.Number);
        if (edit.Kind == LessonEditKind.Add && place < 0)
        {
            list.Add((0, edit.Text!, 2));
            if (list.Count > 15)
                list.RemoveAt(list.FindLastIndex(lesson => lesson.Votes == list.Min(other => other.Votes)));
            return;
        }

        if (place < 0)
            return;
        var (number, text, votes) = list[place];
        list[place] = edit.Kind switch
        {
            LessonEditKind.Edit => (number, edit.Text!, votes),
            LessonEditKind.DownVote => (number, text, votes - 1),
            LessonEditKind.Remove => (number, text, 0),
            _ => (number, text, votes + 1),
        };
        if (list[place].Votes == 0)
            list.RemoveAt(place);
    }

    private List<Lesson> Do(string role, params LessonEdit[] edits)
    {
        Apply(LessonBook.Decide(_state, role, $"call {_calls++}", [.. edits], Now, Limits, null).Operations);
        return [.. LessonBook.Read(_state, role)];
    }

    private void Apply(IEnumerable<MemoryOperation> operations)
    {
        foreach (var operation in operations)
            _state.Apply(operation);
    }
}
