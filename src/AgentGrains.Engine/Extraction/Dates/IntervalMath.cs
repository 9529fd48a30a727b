using AgentGrains.Engine.Temporal;

namespace AgentGrains.Engine.Extraction.Dates;

/// <summary>Joins two points to an interval: what one end leaves open, the other tells.</summary>
internal static class IntervalMath
{
    /// <summary>The days from the first point to the last; null when they do not follow each other.</summary>
    public static DayRange? Join(DateMath math, TimePoint first, TimePoint last, Tense tense)
    {
        var (from, to) = (first.Days, last.Days);
        if (first.Kind == PointKind.DayOnly && last is { Kind: PointKind.Calendar, Date.Month: not 0 })
            from = (last.Date with { Day = first.Date.Day, Year = DateOnly.FromDayNumber(to.First).Year }).Resolve(math.Said);
        else if (last.Kind == PointKind.DayOnly && first is { Kind: PointKind.Calendar, Date.Day: not 0 })
            to = (first.Date with { Day = last.Date.Day, Year = DateOnly.FromDayNumber(from.First).Year }).Resolve(math.Said);
        else if (first is { Kind: PointKind.Calendar, Date: { Year: 0, Month: not 0 } } && last is { Kind: PointKind.Calendar, Date.Month: not 0 })
            from = Before(first.Date, to, math.Said);
        else if (first.Kind == PointKind.Weekday && last.Kind == PointKind.Weekday)
            (from, to) = Weekdays(math, from, to, tense);
        return from.First <= to.Last ? new DayRange(from.First, to.Last) : null;
    }

    // "from November to March": the last November before that March.
    private static DayRange Before(CalendarDate date, DayRange end, DateOnly said)
    {
        var year = DateOnly.FromDayNumber(end.First).Year;
        var same = (date with { Year = year }).Resolve(said);
        return same.First <= end.First ? same : (date with { Year = year - 1 }).Resolve(said);
    }

    private static (DayRange From, DayRange To) Weekdays(DateMath math, DayRange from, DayRange to, Tense tense)
    {
        if (from.First > to.First)
            (from, to) = tense == Tense.Past ? (Shift(from, -7), to) : (from, Shift(to, 7));
        return tense == Tense.Future && from.First < math.Today ? (Shift(from, 7), Shift(to, 7)) : (from, to);
    }

    private static DayRange Shift(DayRange range, int days) => new(range.First + days, range.Last + days);
}
