using AgentGrains.Engine.Temporal;

namespace AgentGrains.Engine.Extraction.Dates;

internal sealed partial class PointReader
{
    // "last week", "next Friday", "this summer", "last Christmas", "last May", "the year before last".
    private TimePoint? Directed(int at, Tense tense)
    {
        if (words[at] == "the" && words.Of(at + 1).Role == TimeRole.Unit && words[at + 2] is "before" or "after" && words[at + 3] is "last" or "next")
            return TimePoint.Relative(at + 4, math.Unit((TimeUnit)words.Of(at + 1).Value, words[at + 2] == "before" ? -2 : 2));
        if (words[at] == "the" && words.Of(at + 1).Role is TimeRole.Last or TimeRole.Next)
            at++;
        var direction = words.Of(at).Role;
        if (direction is not (TimeRole.Last or TimeRole.Next or TimeRole.This))
            return null;
        var next = at + 1;
        if (direction == TimeRole.This && words.Of(next).Role is TimeRole.Last or TimeRole.Next)
            direction = words.Of(next++).Role;   // "this past weekend", "this coming Monday"
        var toward = direction == TimeRole.Last ? Tense.Past : direction == TimeRole.Next ? Tense.Future : tense;
        var word = words.Of(next);
        return word.Role switch
        {
            TimeRole.Unit when word.Value != (short)TimeUnit.DayPart && !words[next].EndsWith('s') =>
                TimePoint.Relative(next + 1, math.Unit((TimeUnit)word.Value, direction == TimeRole.Last ? LastBy(word) : direction == TimeRole.Next ? 1 : 0)),
            TimeRole.Weekday => TimePoint.Relative(IsDayPart(next + 1) ? next + 2 : next + 1, math.Weekday(word.Value, direction, toward)),
            TimeRole.Season => TimePoint.Relative(next + 1, math.Season(word.Value, direction, toward)),
            TimeRole.Month => DirectedMonth(next, direction, toward),
            _ => Holiday(next, direction, toward),
        };
    }

    // On a Sunday "this past weekend" is the one that ends today.
    private int LastBy(TimeWord unit) => (TimeUnit)unit.Value == TimeUnit.Weekend && math.Said.DayOfWeek == DayOfWeek.Sunday ? 0 : -1;

    private TimePoint? DirectedMonth(int at, TimeRole direction, Tense tense)
    {
        if (MonthDate(at, true, tense) is not { } month)
            return null;
        var days = month.Days;
        if (direction == TimeRole.Last && days.Last >= math.Today)
            days = (month.Date with { Year = math.Said.Year - 1 }).Resolve(math.Said);
        return month with { Days = days, Kind = PointKind.Fixed };
    }

    private TimePoint? Holiday(int at, TimeRole direction, Tense tense)
    {
        if (at >= words.Count || Holidays.At(sentence, at) is not var (end, inYear))
            return null;
        if (words.Of(end).IsYear && !words.Breaks(end))
        {
            var day = inYear(words.Of(end).Value).DayNumber;
            return new TimePoint(end + 1, new DayRange(day, day), PointKind.Fixed, default, false);
        }

        if (direction == TimeRole.None && Enumerable.Range(0, words.Count).Any(i => words[i] is "usually" or "always" or "every" or "normally"))
            return null;   // what comes every year
        var found = math.Holiday(inYear, tense);
        if (direction == TimeRole.Last && found >= math.Today)
            found = inYear(math.Said.Year - 1).DayNumber;
        return TimePoint.Relative(end, found);
    }

    // "Friday", "Friday night", "Friday, May 12": the date wins over the weekday.
    private TimePoint? WeekdayDate(int at, Tense tense)
    {
        if (words.Of(at) is not { Role: TimeRole.Weekday } weekday)
            return null;
        var date = words[at + 1] == "the" ? at + 2 : at + 1;
        if ((MonthDate(date, false, tense) ?? DayAlone(date, date == at + 2, tense)) is { Kind: PointKind.Calendar or PointKind.DayOnly, Days.Days: 1 } dated)
            return dated;
        if ((words[at + 1], words[at + 2]) is ("after", "next") or ("before", "last"))
        {
            var isNext = words[at + 1] == "after";
            return TimePoint.Relative(at + 3, math.Weekday(weekday.Value, isNext ? TimeRole.Next : TimeRole.Last, tense) + (isNext ? 7 : -7));
        }

        return new TimePoint(IsDayPart(at + 1) ? at + 2 : at + 1, Day(math.Weekday(weekday.Value, TimeRole.None, tense)), PointKind.Weekday, default, true);
    }

    // "May", "May 3rd", "the 3rd of May 2021", "3 June", "May 2021", "May of 2021", "May 3, 2021".
    private TimePoint? MonthDate(int at, bool led, Tense tense)
    {
        if (words[at] == "the" && words.DayOfMonth(at + 1) is not null)
            at++;
        var (day, month, end) = (0, at, at + 1);
        if (words.DayOfMonth(at) is { } before && words.Of(words[at + 1] == "of" ? at + 2 : at + 1).Role == TimeRole.Month)
            (day, month, end) = (before, words[at + 1] == "of" ? at + 2 : at + 1, words[at + 1] == "of" ? at + 3 : at + 2);
        if (words.Of(month).Role != TimeRole.Month)
            return null;
        if (day == 0)
        {
            var following = words[end] == "the" ? end + 1 : end;
            if (words.DayOfMonth(following) is { } after && !words.Of(following).IsYear && !words.Breaks(following) && words.Of(following + 1).Role != TimeRole.Unit)
                (day, end) = (after, following + 1);
        }

        var year = words.Of(words[end] == "of" ? end + 1 : end) is { IsYear: true } written && (day != 0 || !words.Breaks(end)) ? written.Value : (short)0;
        if (year != 0)
            end += words[end] == "of" ? 2 : 1;
        if (day == 0 && year == 0 && !led && !IsClearMonth(month))
            return null;
        var date = new CalendarDate(year, words.Of(month).Value, year != 0 && day > DateTime.DaysInMonth(year, words.Of(month).Value) ? 0 : day);
        return new TimePoint(end, math.Calendar(date, tense), PointKind.Calendar, date, year == 0);
    }

    // Months that are also verbs or names need a preposition.
    private bool IsClearMonth(int at) => sentence.Words[at].IsCapital && words[at] is not ("may" or "march" or "april" or "june" or "august");
}
