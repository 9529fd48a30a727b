using System.Collections.Immutable;
using System.Globalization;
using AgentGrains.Engine.Records;

namespace AgentGrains.Engine.Procedural;

/// <summary>
/// The lessons of a role: at most 15, kept as records of procedural memory. A lesson begins with two votes; at none it is dropped. When the list
/// is full, the one with the fewest votes goes, of equals the newest: without votes this is the published rule, which cuts the tail.
/// </summary>
internal static class LessonBook
{
    public const int Most = 15;

    private const int FirstVotes = 2;
    private const string RoleLabel = "role";
    private const string NumberLabel = "lesson";
    private const string VotesLabel = "votes";

    /// <summary>The lessons of a role, in the order of adding.</summary>
    public static ImmutableArray<Lesson> Read(MemoryState state, string role)
    {
        var lessons = new List<Lesson>();
        for (var ordinal = 0; ordinal < state.Versions; ordinal++)
        {
            if (state[ordinal] is { Kind: MemoryKind.Lesson, Lineage.RetiredAt: null, Status: < EpistemicStatus.Superseded } record
                && Label(record, RoleLabel) == role
                && long.TryParse(Label(record, NumberLabel), CultureInfo.InvariantCulture, out var number)
                && int.TryParse(Label(record, VotesLabel), CultureInfo.InvariantCulture, out var votes))
                lessons.Add(new Lesson(number, record.Text, votes, record.Id));
        }

        return [.. lessons.OrderBy(lesson => lesson.Number)];
    }

    /// <summary>Decides what edits mean, in order. Throws on bad input; changes nothing.</summary>
    /// <param name="state">The procedural memory.</param>
    /// <param name="role">Whose lessons.</param>
    /// <param name="key">Idempotency key of the edits.</param>
    /// <param name="edits">The edits; numbers are those of the list as it was read.</param>
    /// <param name="now">The time of recording.</param>
    /// <param name="limits">The limits that hold.</param>
    /// <param name="tenant">The tenant's own limits; null when it has none.</param>
    public static (ImmutableArray<MemoryOperation> Operations, ImmutableArray<long> Unknown, ImmutableArray<string> Dropped) Decide(
        MemoryState state, string role, string key, ImmutableArray<LessonEdit> edits, DateTimeOffset now, MemoryOptions limits, TenantLimits? tenant)
    {
        Check(role, key, edits, limits);
        if (state.Knows(key))
            return ([], [], []);
        var before = Read(state, role);
        var list = new Working(before);
        foreach (var edit in edits)
            list.Do(edit);
        var number = state.Sequence;   // each new lesson is at least one operation, so numbers are never used again
        var lessons = list.Lessons.ConvertAll(lesson => lesson.Number == 0 ? lesson with { Number = ++number } : lesson);

        // A change of wording or votes takes the place of the old record; what goes is forgotten after all that is written.
        ImmutableArray<MemoryDraft> drafts =
        [
            .. from lesson in lessons
               let old = before.FirstOrDefault(known => known.Number == lesson.Number)
               where old is null || old.Text != lesson.Text || old.Votes != lesson.Votes
               select Draft(role, lesson, old?.Record),
        ];
        var operations = drafts.IsEmpty ? ImmutableArray<MemoryOperation>.Empty : state.Decide(drafts, now, limits, tenant).Operations;
        if (!operations.IsEmpty)
            operations = operations.SetItem(0, operations[0] with { Key = key });
        var gone = before.Where(known => lessons.TrueForAll(lesson => lesson.Number != known.Number)).Select(known => known.Record);
        foreach (var id in gone)
        {
            if (state.DecideForget(id, "the lesson was dropped", now) is { } forget)
                operations = operations.Add(forget with { Sequence = state.Sequence + operations.Length + 1 });
        }

        return (operations, [.. list.Unknown], [.. list.Dropped]);
    }

    private static MemoryDraft Draft(string role, Lesson lesson, MemoryId? old) => new()
    {
        Kind = MemoryKind.Lesson,
        Text = lesson.Text,
        Supersedes = old,
        Metadata =
        [
            new MetadataEntry(NumberLabel, lesson.Number.ToString(CultureInfo.InvariantCulture)),
            new MetadataEntry(RoleLabel, role),
            new MetadataEntry(VotesLabel, lesson.Votes.ToString(CultureInfo.InvariantCulture)),
        ],
    };

    private static void Check(string role, string key, ImmutableArray<LessonEdit> edits, MemoryOptions limits)
    {
        foreach (var (name, value) in new[] { (RoleLabel, role), ("key", key) })
        {
            DraftRules.CheckText(name, value, limits.MaxNameBytes, "MemoryOptions.MaxNameBytes");
            if (string.IsNullOrWhiteSpace(value) || value[0] == '#')
                throw new InvalidMemoryException(name, $"The {name} is empty or begins with #.");
        }

        if (edits.IsDefaultOrEmpty || edits.Length > limits.MaxBatch)
            throw new InvalidMemoryException("edits", $"Give from 1 to {limits.MaxBatch:N0} edits (MemoryOptions.MaxBatch).");
        foreach (var edit in edits)
        {
            if (edit is null || !Enum.IsDefined(edit.Kind))
                throw new InvalidMemoryException("edits", "An edit is missing, or of no known kind.");
            if (edit.Kind is LessonEditKind.Add or LessonEditKind.Edit)
            {
                DraftRules.CheckText("text", edit.Text, limits.MaxTextBytes, "MemoryOptions.MaxTextBytes");
                if (string.IsNullOrWhiteSpace(edit.Text))
                    throw new InvalidMemoryException("text", "The lesson is empty.");
            }
        }
    }

    private static string? Label(MemoryRecord record, string name) => record.Metadata.FirstOrDefault(entry => entry.Name == name)?.Value;

    private sealed class Working(IEnumerable<Lesson> lessons)
    {
        public List<Lesson> Lessons { get; } = [.. lessons];

        public List<long> Unknown { get; } = [];

        public List<string> Dropped { get; } = [];

        public void Do(LessonEdit edit)
        {
            if (edit.Kind == LessonEditKind.Add)
            {
                Add(edit.Text!.Trim());
                return;
            }

            var place = edit.Number < 1 ? -1 : Lessons.FindIndex(lesson => lesson.Number == edit.Number);
            if (place < 0)
            {
                Unknown.Add(edit.Number);
                return;
            }

            var lesson = Lessons[place];
            switch (edit.Kind)
            {
                case LessonEditKind.Edit: Lessons[place] = lesson with { Text = edit.Text!.Trim() }; break;
                case LessonEditKind.UpVote: Lessons[place] = lesson with { Votes = lesson.Votes + 1 }; break;
                case LessonEditKind.DownVote when lesson.Votes > 1: Lessons[place] = lesson with { Votes = lesson.Votes - 1 }; break;
                default: Drop(place); break;
            }
        }

        private void Add(string text)
        {
            var same = Lessons.FindIndex(lesson => lesson.Text.Equals(text, StringComparison.OrdinalIgnoreCase));
            if (same >= 0)
            {
                Lessons[same] = Lessons[same] with { Votes = Lessons[same].Votes + 1 };
                return;
            }

            Lessons.Add(new Lesson(0, text, FirstVotes, default));
            if (Lessons.Count > Most)
                Drop(Lessons.FindLastIndex(lesson => lesson.Votes == Lessons.Min(other => other.Votes)));
        }

        private void Drop(int place)
        {
            Dropped.Add(Lessons[place].Text);
            Lessons.RemoveAt(place);
        }
    }
}
