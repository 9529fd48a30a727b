using AgentGrains.Engine.Temporal;

namespace AgentGrains.Engine.Extraction.Dates;

internal sealed partial class PointReader
{
    // "the summer of 2018", "summer 2021", "in the fall".
    private TimePoint? SeasonOf(int at, bool led, Tense tense)
    {
        var season = words[at] == "the" ? at + 1 : at;
        if (words.Of(season) is not { Role: TimeRole.Season } word)
            return null;
        var year = words[season + 1] == "of" ? season + 2 : season + 1;
        if (words.Of(year).IsYear)
        {
            var start = new DateOnly(words.Of(year).Value, word.Value == 0 ? 12 : word.Value * 3, 1);
            return new TimePoint(year + 1, new DayRange(start.DayNumber, start.AddMonths(3).DayNumber - 1), PointKind.Fixed, default, false);
        }

        return led && (season > at || words[at - 1] is "in" or "since" or "until") && words[season + 1] is not ("of" or "semester" or "break") && !(words[season] == "fall" && words[at - 1] is "after" or "before")
            ? TimePoint.Relative(season + 1, math.Season(word.Value, TimeRole.None, tense))
            : null;
    }

    private TimePoint? DecadeOf(int at)
    {
        var decade = words[at] == "the" ? at + 1 : at;
        return words.Decade(decade) is { } first && (decade > at || first.ToString(System.Globalization.CultureInfo.InvariantCulture).Length < words[decade].Length)
            ? new TimePoint(decade + 1, DateMath.Years(first, 10), PointKind.Fixed, default, false)
            : null;
    }

    // "in 2019", but not "in 2000 places".
    private TimePoint? YearOf(int at, bool led)
    {
        if (!led || !words.Of(at).IsYear || words[at].Length != 4)
            return null;
        var next = words[at + 1];
        if (!words.Breaks(at + 1) && (words.Of(at + 1).Role == TimeRole.Unit || (next.Length > 3 && next.EndsWith('s') && next is not ("this" or "across" or "was"))))
            return null;
        var year = words.Of(at).Value;
        return new TimePoint(at + 1, DayRange.OfYear(year), PointKind.Calendar, new CalendarDate(year, 0, 0), false);
    }

    // "on the 14th".
    private TimePoint? DayAlone(int at, bool led, Tense tense)
    {
        var number = words[at] == "the" ? at + 1 : at;
        if (!led || number >= words.Count || !words.IsOrdinal(number) || words.DayOfMonth(number) is not { } day)
            return null;
        var month = new DateOnly(math.Said.Year, math.Said.Month, 1);
        if (tense == Tense.Past && day > math.Said.Day)
            month = month.AddMonths(-1);
        else if (tense == Tense.Future && day < math.Said.Day)
            month = month.AddMonths(1);
        return new TimePoint(number + 1, Day(month.DayNumber + Math.Min(day, DateTime.DaysInMonth(month.Year, month.Month)) - 1), PointKind.DayOnly, new CalendarDate(0, 0, day), true);
    }

    private TimePoint? Weekend(int at, Tense tense) =>
        words[at] == "the" && words.Of(at + 1) is { Role: TimeRole.Unit, Value: (short)TimeUnit.Weekend } && words[at + 1] == "weekend" && words[at + 2] != "of"
        && words[at - 1] is "over" or "on" or "at" or "during" or "in" or "for"
            ? TimePoint.Relative(at + 2, math.Unit(TimeUnit.Weekend, tense == Tense.Future || math.Said.DayOfWeek is DayOfWeek.Sunday ? 0 : -1))
            : null;

    private static DayRange Day(int day) => new(day, day);
}
