using AgentGrains.Engine.Temporal;

namespace AgentGrains.Engine.Extraction.Dates;

/// <summary>What a point in time is told by; ends of an interval that are told alike are resolved together.</summary>
internal enum PointKind
{
    Fixed,
    Calendar,
    Weekday,

    /// <summary>A day of a month that is told elsewhere: "the 3rd".</summary>
    DayOnly,
}

/// <summary>One point of a time expression, such as "last Friday" or "the end of May".</summary>
/// <param name="End">Word after its last.</param>
/// <param name="Days">The days it means by itself.</param>
/// <param name="Kind">What it is told by.</param>
/// <param name="Date">The calendar date, when it is told by one.</param>
/// <param name="IsRelative">It is understood only on the day it was said.</param>
internal readonly record struct TimePoint(int End, DayRange Days, PointKind Kind, CalendarDate Date, bool IsRelative)
{
    public static TimePoint Relative(int end, DayRange days) => new(end, days, PointKind.Fixed, default, true);

    public static TimePoint Relative(int end, int day) => Relative(end, new DayRange(day, day));
}
