using AgentGrains.Engine.Temporal;

namespace AgentGrains.Engine.Extraction.Dates;

/// <summary>Calendar arithmetic of time expressions, seen from the day they were said.</summary>
internal sealed class DateMath(DateOnly said)
{
    public DateOnly Said => said;

    public int Today => said.DayNumber;

    /// <summary>A date whose year may be missing: the last such in the past, the next such in the future, else the nearest.</summary>
    public DayRange Calendar(CalendarDate date, Tense tense)
    {
        if (date.Year != 0 || tense == Tense.Unknown)
            return date.Resolve(said);
        var range = (date with { Year = said.Year }).Resolve(said);
        var year = tense == Tense.Past && range.First > Today ? said.Year - 1 : tense == Tense.Future && range.Last < Today ? said.Year + 1 : said.Year;
        return (date with { Year = year }).Resolve(said);
    }

    /// <summary>A holiday of the year that the tense asks for.</summary>
    public int Holiday(Func<int, DateOnly> inYear, Tense tense)
    {
        var day = inYear(said.Year).DayNumber;
        return tense switch
        {
            Tense.Future => day < Today ? inYear(said.Year + 1).DayNumber : day,
            Tense.Past => day > Today ? inYear(said.Year - 1).DayNumber : day,
            _ => day - Today > 120 ? inYear(said.Year - 1).DayNumber : day,
        };
    }

    /// <summary>"Friday": "last" is before today, "next" after it, "this" in this week.</summary>
    public int Weekday(int weekday, TimeRole direction, Tense tense)
    {
        var back = ((int)said.DayOfWeek - weekday + 7) % 7;
        return direction switch
        {
            TimeRole.Last => Today - (back == 0 ? 7 : back),
            TimeRole.Next => Today - back + 7,
            TimeRole.This => Monday + ((weekday + 6) % 7),
            _ => tense == Tense.Future && back > 0 ? Today - back + 7 : Today - back,
        };
    }

    /// <summary>"last week", "this month", "next year": calendar units; weeks begin on Monday.</summary>
    public DayRange Unit(TimeUnit unit, int by) => unit switch
    {
        TimeUnit.Week => new DayRange(Monday + (by * 7), Monday + (by * 7) + 6),
        TimeUnit.Weekend => new DayRange(Monday + (by * 7) + 5, Monday + (by * 7) + 6),
        TimeUnit.Month => Month(said.AddMonths(by)),
        TimeUnit.Year => Year(said.Year + by),
        TimeUnit.Decade => Years((said.Year / 10 * 10) + (by * 10), 10),
        _ => new DayRange(Today + by, Today + by),
    };

    /// <summary>A season by its number (0 is winter), the one that began last or begins next.</summary>
    public DayRange Season(int season, TimeRole direction, Tense tense)
    {
        var start = new DateOnly(said.Year, season == 0 ? 12 : season * 3, 1);
        if (season == 0 && direction == TimeRole.This && said.Month < 6)
            start = start.AddYears(-1);   // the winter that began last December
        var hasEnded = start.AddMonths(3) <= said;
        if (direction == TimeRole.Last && !hasEnded)
            start = start.AddYears(-1);
        else if (direction == TimeRole.Next && start <= said)
            start = start.AddYears(1);
        else if (direction == TimeRole.None && tense == Tense.Past && start > said)
            start = start.AddYears(-1);
        else if (direction == TimeRole.None && tense == Tense.Future && hasEnded)
            start = start.AddYears(1);
        return new DayRange(start.DayNumber, start.AddMonths(3).DayNumber - 1);
    }

    /// <summary>A count of units from today, backwards when negative: a day, the seven days around, the month, the year.</summary>
    public DayRange Counted(int count, TimeUnit unit)
    {
        count = Math.Clamp(count, -1000, 1000);
        return unit switch
        {
            TimeUnit.Weekend => Unit(unit, count),
            TimeUnit.Week => new DayRange(Today + (count * 7) - 3, Today + (count * 7) + 3),
            TimeUnit.Month => Month(said.AddMonths(count)),
            TimeUnit.Year => Year(said.Year + count),
            TimeUnit.Decade => Year(said.Year + (count * 10)),
            _ => new DayRange(Today + count, Today + count),
        };
    }

    /// <summary>From a count of units ago until today.</summary>
    public DayRange Span(int count, TimeUnit unit)
    {
        count = Math.Clamp(count, 0, 1000);
        var first = unit switch
        {
            TimeUnit.Week or TimeUnit.Weekend => said.AddDays(-7 * count),
            TimeUnit.Month => said.AddMonths(-Math.Min(count, (said.Year - 1) * 12)),
            TimeUnit.Year => said.AddYears(-Math.Min(count, said.Year - 1)),
            TimeUnit.Decade => said.AddYears(-Math.Min(10 * count, said.Year - 1)),
            _ => said.AddDays(-count),
        };
        return new DayRange(first.DayNumber, Today);
    }

    /// <summary>The early, middle or late third of a month or year.</summary>
    public static DayRange Part(DayRange whole, string part)
    {
        var (first, last) = (DateOnly.FromDayNumber(whole.First), DateOnly.FromDayNumber(whole.Last));
        var isYear = whole.Days > 300;
        if (whole.Days < 28)
            return whole;
        var (second, third) = isYear ? (first.AddMonths(4), first.AddMonths(8)) : (first.AddDays(10), first.AddDays(20));
        return part switch
        {
            "early" => new DayRange(whole.First, second.DayNumber - 1),
            "mid" => new DayRange(second.DayNumber, third.DayNumber - 1),
            _ => new DayRange(third.DayNumber, last.DayNumber),
        };
    }

    public static DayRange Years(int first, int count) => new(Year(first).First, Year(first + count - 1).Last);

    public static DayRange Year(int year) => DayRange.OfYear(Math.Clamp(year, 1, 9999));

    private int Monday => Today - (((int)said.DayOfWeek + 6) % 7);

    private static DayRange Month(DateOnly day) => DayRange.OfMonth(day.Year, day.Month);
}
