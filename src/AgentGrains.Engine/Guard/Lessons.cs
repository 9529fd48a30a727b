using System.Collections.Immutable;

namespace AgentGrains.Engine.Guard;

/// <summary>Makes lessons of purged records and knows their like again.</summary>
internal static class Lessons
{
    private const int RunLength = 4;
    private const int SketchSize = 48;
    private const int LeastSketch = 6;
    private const float Alike = 0.8f;

    /// <summary>What a purged record taught.</summary>
    public static GuardLesson Learn(MemoryRecord record, string? reason)
    {
        var pairs = Pairs(record.Text).ToList();
        var way = pairs.Count > 0 ? $" that led from {pairs[0].From} to {pairs[0].To}" : record.Slot is { } slot ? $" about {slot.Predicate} of {slot.Subject}" : "";
        return new GuardLesson(
            record.Id,
            $"Caught: a memory{way} was purged{(string.IsNullOrWhiteSpace(reason) ? "" : $" ({reason})")}. Do not act on its like.",
            [.. pairs.Select(Hash).Distinct().Order()], pairs.Count > 0 ? [] : [.. Sketch(record.Text)]);
    }

    /// <summary>The lesson that a text repeats; null when none does.</summary>
    public static GuardLesson? Match(string text, AskedAndActed? done, ImmutableArray<GuardLesson> lessons)
    {
        if (lessons.IsDefaultOrEmpty)
            return null;
        var pairs = done is null ? [] : done.Substitutions().Select(Hash).ToHashSet();
        ulong[]? runs = null;
        foreach (var lesson in lessons)
        {
            if (pairs.Count > 0 && lesson.Pairs.Any(pairs.Contains))
                return lesson;
            if (lesson.Sketch.Length < LeastSketch)
                continue;
            runs ??= Runs(text);
            if (WordRuns.Contained([.. lesson.Sketch], runs) >= Alike)
                return lesson;
        }

        return null;
    }

    /// <summary>Lessons about what a question names.</summary>
    public static IEnumerable<GuardLesson> About(string query, ImmutableArray<GuardLesson> lessons)
    {
        if (lessons.IsDefaultOrEmpty)
            return [];
        var found = new List<Range>();
        Identifiers.Find(query, found);
        return found.Count == 0 ? [] : lessons.Where(lesson => found.Any(range => lesson.Text.Contains(query[range], StringComparison.OrdinalIgnoreCase)));
    }

    private static IEnumerable<(string From, string To)> Pairs(string text) => AskedAndActed.Read(text)?.Substitutions() ?? [];

    private static ulong Hash((string From, string To) pair)
    {
        var words = new List<ulong>();
        WordRuns.Words($"{pair.From} > {pair.To}", words);
        return WordRuns.Hash(words, 0, words.Count);
    }

    // What carried the attack, where that can be told from what carried it along: an honest question is asked again.
    private static ulong[] Sketch(string text)
    {
        var suspicious = string.Join(' ', text.Split(['\n', '.', '?', '!'], StringSplitOptions.RemoveEmptyEntries).Where(IsSuspicious));
        var runs = Runs(suspicious.Length > 0 ? suspicious : text);
        return runs.Length > SketchSize ? runs[..SketchSize] : runs;
    }

    private static bool IsSuspicious(string sentence)
    {
        var reasons = new List<GuardReason>();
        TextSignals.Scan(sentence, null, reasons);
        return reasons.Count > 0;
    }

    private static ulong[] Runs(string text)
    {
        var words = new List<ulong>();
        WordRuns.Words(text, words);
        return WordRuns.Runs(words, RunLength, int.MaxValue);
    }
}
