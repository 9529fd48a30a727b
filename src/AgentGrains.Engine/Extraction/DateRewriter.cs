using System.Globalization;
using AgentGrains.Engine.Analysis;
using AgentGrains.Engine.Temporal;

namespace AgentGrains.Engine.Extraction;

/// <summary>A time expression of a sentence.</summary>
/// <param name="First">Its first word.</param>
/// <param name="End">Word after its last.</param>
/// <param name="Days">The days it means.</param>
/// <param name="IsRelative">It is understood only on the day it was said.</param>
internal readonly record struct DatedPhrase(int First, int End, DayRange Days, bool IsRelative)
{
    /// <summary>The days in words that do not depend on when they are read.</summary>
    public string Text
    {
        get
        {
            var (first, last) = (DateOnly.FromDayNumber(Days.First), DateOnly.FromDayNumber(Days.Last));
            if (Days.Days == 1)
                return "on " + Iso(first);
            if (first.Day == 1 && last == first.AddMonths(1).AddDays(-1))
                return "in " + first.ToString("MMMM yyyy", CultureInfo.InvariantCulture);
            return first is { Day: 1, Month: 1 } && last == first.AddYears(1).AddDays(-1)
                ? "in " + first.Year.ToString(CultureInfo.InvariantCulture)
                : $"between {Iso(first)} and {Iso(last)}";
        }
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>Finds the time expressions of a sentence and resolves them against the day it was said.</summary>
internal static class DateRewriter
{
    public static List<DatedPhrase> Read(Sentence sentence, DateOnly said)
    {
        var found = new List<DatedPhrase>();
        Span<TimeWord> words = sentence.Words.Count <= 128 ? stackalloc TimeWord[sentence.Words.Count] : new TimeWord[sentence.Words.Count];
        var any = false;
        for (var i = 0; i < words.Length; i++)
        {
            var word = sentence.Words[i].Lower;
            words[i] = TimeWords.Of(word, char.IsAsciiDigit(word[0]) ? TokenKind.Number : TokenKind.Word);
            any |= words[i].IsAnchor;
        }

        for (var at = 0; any && at < words.Length; at++)
        {
            if (!words[at].IsAnchor)
                continue;
            if (words[at].Role == TimeRole.Month || words[at].IsYear)
            {
                if (CalendarDate.TryRead(words, at, out var date, out var end))
                {
                    found.Add(new DatedPhrase(Begin(words, at), end, date.Resolve(said), date.Year == 0));
                    at = end - 1;
                }
            }
            else if (RelativeDays.TryResolve(words, at, said, out var days, out _))
            {
                var end = at + 1 < words.Length && words[at + 1].Role is TimeRole.Ago ? at + 2 : at + 1;
                found.Add(new DatedPhrase(Begin(words, at), end, days, true));
                at = end - 1;
            }
        }

        return found;
    }

    // "in the last two weeks": everything before the anchor that belongs to the expression.
    private static int Begin(ReadOnlySpan<TimeWord> words, int at)
    {
        while (at > 0 && words[at - 1].Role is TimeRole.Last or TimeRole.Next or TimeRole.This or TimeRole.Number or TimeRole.Few or TimeRole.Glue or TimeRole.Preposition or TimeRole.Weekday)
            at--;
        return at;
    }
}
