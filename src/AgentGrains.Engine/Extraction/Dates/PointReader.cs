using AgentGrains.Engine.Temporal;

namespace AgentGrains.Engine.Extraction.Dates;

/// <summary>Reads one point in time; every form looks at a handful of words, so that time is linear in the sentence.</summary>
internal sealed partial class PointReader(Sentence sentence, TimeWordsOf words, DateMath math)
{
    /// <summary>The point that begins at the word.</summary>
    /// <param name="at">Its first word.</param>
    /// <param name="led">A preposition of time, or the other end of an interval, stands before it: "2019" and "May" are dates then.</param>
    /// <param name="tense">Where the clause stands.</param>
    public TimePoint? Read(int at, bool led, Tense tense) =>
        words[at] is "" or "every" or "each" || words[at - 1] is "every" or "each" or "most" ? null
            : Spoken(at) ?? Numeric(at) ?? Ago(at, tense) ?? Part(at, tense) ?? Directed(at, tense) ?? Holiday(at, TimeRole.None, tense)
            ?? WeekdayDate(at, tense) ?? MonthDate(at, led, tense) ?? SeasonOf(at, led, tense) ?? DecadeOf(at) ?? YearOf(at, led) ?? DayAlone(at, led, tense)
            ?? Weekend(at, tense);

    // "the day before yesterday", "tomorrow night", "last night", "this morning".
    private TimePoint? Spoken(int at)
    {
        var word = words.Of(at);
        if (word.Role == TimeRole.RelativeDay)
            return TimePoint.Relative(IsDayPart(at + 1) ? at + 2 : at + 1, math.Today + word.Value - 1);
        if (words[at] is "last" or "this" && IsDayPart(at + 1))
            return TimePoint.Relative(at + 2, math.Today - (words[at] == "last" ? 1 : 0));
        var day = words[at] == "the" ? at + 1 : at;
        if (words[day] == "day" && (words[day + 1], words[day + 2]) is ("before", "yesterday"))
            return TimePoint.Relative(day + 3, math.Today - 2);
        return words[day] == "day" && (words[day + 1], words[day + 2]) is ("after", "tomorrow") ? TimePoint.Relative(day + 3, math.Today + 2) : null;
    }

    // "2023-08-17", "12/20/2024", "20/12/2024": the month comes first unless it cannot.
    private TimePoint? Numeric(int at)
    {
        if (DateOnly.TryParseExact(words[at], "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var iso))
            return new TimePoint(at + 1, new DayRange(iso.DayNumber, iso.DayNumber), PointKind.Fixed, default, false);
        if (at + 2 >= words.Count || !words.Of(at + 2).IsYear || words[at].Length > 2 || words[at + 1].Length > 2)
            return null;
        var between = sentence.Text.AsSpan(sentence.Words[at].End, sentence.Words[at + 2].Start - sentence.Words[at].End);
        if (between.IsEmpty || between[0] != '/' || words.DayOfMonth(at) is not { } one || words.DayOfMonth(at + 1) is not { } two)
            return null;
        var (month, day) = one <= 12 ? (one, two) : (two, one);
        var year = words.Of(at + 2).Value;
        if (month > 12 || day > DateTime.DaysInMonth(year, month))
            return null;
        var found = new DateOnly(year, month, day).DayNumber;
        return new TimePoint(at + 3, new DayRange(found, found), PointKind.Fixed, default, false);
    }

    // "three weeks ago", "half a year ago", "in two months", "three days from now", "a week from Monday", "two Fridays ago".
    private TimePoint? Ago(int at, Tense tense)
    {
        var ahead = words[at] == "in" ? 1 : 0;
        if (CountReader.Read(words, at + ahead) is not var (count, unit, end))
            return WeekdaysAgo(at);
        if (words.Of(end).Role == TimeRole.Ago && ahead == 0)
            return TimePoint.Relative(end + 1, math.Counted(-count, unit));
        if (words[end] == "from" && words[end + 1] == "now")
            return TimePoint.Relative(end + 2, math.Counted(count, unit));
        if (words[end] == "from" && unit is TimeUnit.Week or TimeUnit.Day && Near(end + 1) is { } near)
            return TimePoint.Relative(end + 2, near + (count * (unit == TimeUnit.Week ? 7 : 1)));
        // "finished in two weeks", "not seen in days": how long it took.
        return ahead == 1 && tense != Tense.Past && unit != TimeUnit.DayPart && words[end] is not ("'s" or "of") ? TimePoint.Relative(end, math.Counted(count, unit)) : null;
    }

    private TimePoint? WeekdaysAgo(int at)
    {
        var plural = words[at + 1];
        if (words.Of(at).Role is not (TimeRole.Number or TimeRole.Few) || !plural.EndsWith("days", StringComparison.Ordinal) || words.Of(at + 2).Role != TimeRole.Ago)
            return null;
        var weekday = TimeWords.Of(plural.AsSpan(0, plural.Length - 1), Analysis.TokenKind.Word);
        return weekday.Role == TimeRole.Weekday
            ? TimePoint.Relative(at + 3, math.Weekday(weekday.Value, TimeRole.Last, Tense.Past) - (7 * (words.Of(at).Value - 1)))
            : null;
    }

    private int? Near(int at) => words.Of(at) switch
    {
        { Role: TimeRole.RelativeDay } day => math.Today + day.Value - 1,
        { Role: TimeRole.Weekday } day => math.Weekday(day.Value, TimeRole.None, Tense.Future),
        _ => null,
    };

    // "early May", "mid-December", "the end of April", "late 2021", "the beginning of this year".
    private TimePoint? Part(int at, Tense tense)
    {
        var (part, next) = PartWord(at);
        if (part is null)
            return null;
        var whole = HyphenMonth(at, tense) ?? Directed(next, tense) ?? MonthDate(next, true, tense) ?? YearOf(next, true) ?? TheUnit(next);
        return whole is { Days.Days: >= 28 } found ? found with { Days = DateMath.Part(found.Days, part), Kind = PointKind.Fixed } : null;
    }

    private (string? Part, int Next) PartWord(int at)
    {
        var first = words[at] == "the" ? at + 1 : at;
        if (words[first] is "early" or "late" or "mid")
            return (words[first], first + 1);
        if (words[at] is { Length: > 6 } joined && joined.IndexOf('-', StringComparison.Ordinal) is var dash and >= 3 && joined[..dash] is "mid" or "early" or "late")
            return (joined[..dash], at + 1);
        return words[first + 1] == "of" && words[first] is "start" or "beginning" or "middle" or "end"
            ? (words[first] switch { "end" => "late", "middle" => "mid", _ => "early" }, first + 2)
            : (null, at);
    }

    private TimePoint? HyphenMonth(int at, Tense tense)
    {
        var dash = words[at].IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || TimeWords.Of(words[at].AsSpan(dash + 1), Analysis.TokenKind.Word) is not { Role: TimeRole.Month } month)
            return null;
        var year = words.Of(at + 1).IsYear ? words.Of(at + 1).Value : 0;
        var date = new CalendarDate(year, month.Value, 0);
        return new TimePoint(year == 0 ? at + 1 : at + 2, math.Calendar(date, tense), PointKind.Calendar, date, year == 0);
    }

    private TimePoint? TheUnit(int at) =>
        words[at] == "the" && words.Of(at + 1) is { Role: TimeRole.Unit, Value: (short)TimeUnit.Month or (short)TimeUnit.Year } unit
            ? TimePoint.Relative(at + 2, math.Unit((TimeUnit)unit.Value, 0))
            : null;

    private bool IsDayPart(int at) => words.Of(at) is { Role: TimeRole.Unit, Value: (short)TimeUnit.DayPart };
}
