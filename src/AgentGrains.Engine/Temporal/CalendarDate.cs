namespace AgentGrains.Engine.Temporal;

/// <summary>A date as it is written: any part may be missing (0), but never both month and year.</summary>
internal readonly record struct CalendarDate(int Year, int Month, int Day)
{
    /// <summary>
    /// Reads a date that begins at or just before <paramref name="at"/>, whose word is a month or a year:
    /// "8 May 2023", "May 8th, 2023", "May 2023", "in May", "2023".
    /// </summary>
    /// <param name="words">The text's words.</param>
    /// <param name="at">Position of the month or year.</param>
    /// <param name="date">The date.</param>
    /// <param name="end">Position after its last word.</param>
    public static bool TryRead(ReadOnlySpan<TimeWord> words, int at, out CalendarDate date, out int end)
    {
        (date, end) = (default, at + 1);
        var word = words[at];
        if (word.IsYear)
            return TryReadYear(words, at, out date, out end);
        if (word.Role != TimeRole.Month)
            return false;

        var day = DayBefore(words, at);
        if (day == 0 && end < words.Length && words[end].IsDayOfMonth && !(end + 1 < words.Length && words[end + 1].Role == TimeRole.Unit))
            day = words[end++].Value;
        var afterGlue = end < words.Length && words[end].Role is TimeRole.Glue or TimeRole.Preposition ? end + 1 : end;
        var year = 0;
        if (afterGlue < words.Length && words[afterGlue].IsYear)
            (year, end) = (words[afterGlue].Value, afterGlue + 1);
        date = new CalendarDate(year, word.Value, year != 0 && day > DateTime.DaysInMonth(year, word.Value) ? 0 : day);
        return day != 0 || year != 0 || !word.IsAmbiguousMonth || FollowsPreposition(words, at);
    }

    /// <summary>The days it can mean, as seen from a text written on <paramref name="anchor"/>; a missing year is the nearest that fits.</summary>
    public DayRange Resolve(DateOnly anchor)
    {
        if (Month == 0)
            return DayRange.OfYear(Year);
        var year = Year != 0 ? Year : NearestYear(anchor);
        var month = DayRange.OfMonth(year, Month);
        if (Day == 0)
            return month;
        var day = Math.Min(month.First + Day - 1, month.Last);
        return new DayRange(day, day);
    }

    // Texts tell of the past more than of the future: a month up to four ahead is this year's, a later one last year's.
    private int NearestYear(DateOnly anchor)
    {
        var ahead = Month - anchor.Month;
        return ahead > 4 ? anchor.Year - 1 : ahead < -8 ? anchor.Year + 1 : anchor.Year;
    }

    // "2023-05-08" is one date; "2019" alone is one when no unit follows ("2000 days").
    private static bool TryReadYear(ReadOnlySpan<TimeWord> words, int at, out CalendarDate date, out int end)
    {
        date = new CalendarDate(words[at].Value, 0, 0);
        end = at + 1;
        if (at + 2 < words.Length && words[at + 1] is { Role: TimeRole.Number, Value: >= 1 and <= 12 } && words[at + 2].IsDayOfMonth
            && words[at + 2].Value <= DateTime.DaysInMonth(words[at].Value, words[at + 1].Value))
        {
            date = new CalendarDate(words[at].Value, words[at + 1].Value, words[at + 2].Value);
            end = at + 3;
            return true;
        }

        return end == words.Length || words[end].Role != TimeRole.Unit;
    }

    private static int DayBefore(ReadOnlySpan<TimeWord> words, int at)
    {
        var before = at - 1;
        while (before >= 0 && words[before].Role == TimeRole.Glue)
            before--;
        return before >= 0 && words[before].IsDayOfMonth ? words[before].Value : 0;
    }

    private static bool FollowsPreposition(ReadOnlySpan<TimeWord> words, int at)
    {
        var before = at - 1;
        while (before >= 0 && words[before].Role == TimeRole.Glue)
            before--;
        return (before < at - 1 && before < 0) || (before >= 0 && words[before].Role is TimeRole.Preposition or TimeRole.Last or TimeRole.Next or TimeRole.This);
    }
}
