namespace AgentGrains.Engine.Temporal;

/// <summary>Resolves "yesterday", "last week", "three days ago", "on Friday" and their like against the day of the text.</summary>
internal static class RelativeDays
{
    /// <summary>Resolves the expression around the unit, weekday, season or relative day at <paramref name="at"/>.</summary>
    /// <param name="words">The text's words.</param>
    /// <param name="at">Position of the anchor word.</param>
    /// <param name="anchor">The day the text was written.</param>
    /// <param name="range">The days meant.</param>
    /// <param name="isExpression">True when the words speak of time, even if they name no days.</param>
    public static bool TryResolve(ReadOnlySpan<TimeWord> words, int at, DateOnly anchor, out DayRange range, out bool isExpression)
    {
        var word = words[at];
        var before = at > 0 ? words[at - 1] : default;
        isExpression = word.Role is TimeRole.Weekday or TimeRole.RelativeDay;
        range = default;
        switch (word.Role)
        {
            case TimeRole.RelativeDay:
                range = Day(anchor.DayNumber + word.Value - 1);
                return true;
            case TimeRole.Weekday:
                range = Day(Weekday(anchor, word.Value, before.Role));
                return true;
            case TimeRole.Season:
                isExpression = before.Role is TimeRole.Last or TimeRole.Next or TimeRole.This;
                range = Season(anchor, word.Value, before.Role);
                return isExpression;
            default:
                return TryUnit(words, at, anchor, out range, out isExpression);
        }
    }

    private static bool TryUnit(ReadOnlySpan<TimeWord> words, int at, DateOnly anchor, out DayRange range, out bool isExpression)
    {
        var unit = (TimeUnit)words[at].Value;
        var before = at > 0 ? words[at - 1] : default;
        range = default;
        isExpression = true;
        if (before.Role is TimeRole.Number or TimeRole.Few)
        {
            if (at + 1 < words.Length && words[at + 1].Role == TimeRole.Ago)
            {
                range = Ago(anchor, unit, before.Value);
                return true;
            }

            var direction = at > 1 ? words[at - 2].Role : TimeRole.None;
            if (direction is TimeRole.Last or TimeRole.Next)
            {
                var span = Math.Min(before.Value, (short)999) * Length(unit);
                range = direction == TimeRole.Last ? new DayRange(anchor.DayNumber - span, anchor.DayNumber) : new DayRange(anchor.DayNumber, anchor.DayNumber + span);
                return true;
            }

            // "a day" is no expression, "two days" is a duration.
            isExpression = before.Value > 1;
            return false;
        }

        // "this past weekend" is the last one.
        if (before.Role is TimeRole.Last or TimeRole.Next or TimeRole.This)
        {
            range = Shifted(anchor, unit, before.Role == TimeRole.Last ? -1 : before.Role == TimeRole.Next ? 1 : 0);
            return true;
        }

        isExpression = unit == TimeUnit.Weekend && before.Role is TimeRole.Glue or TimeRole.Preposition;
        range = isExpression ? Shifted(anchor, unit, -1) : default;
        return isExpression;
    }

    private static DayRange Day(int day) => new(day, day);

    private static int Weekday(DateOnly anchor, int weekday, TimeRole direction)
    {
        var back = ((int)anchor.DayOfWeek - weekday + 7) % 7;
        return direction switch
        {
            TimeRole.Next => anchor.DayNumber - back + 7,
            TimeRole.Last => anchor.DayNumber - (back == 0 ? 7 : back),
            _ => anchor.DayNumber - back,
        };
    }

    private static DayRange Season(DateOnly anchor, int season, TimeRole direction)
    {
        var firstMonth = season == 0 ? 12 : season * 3;
        var year = anchor.Year + (direction == TimeRole.Next ? 1 : 0);
        var start = new DateOnly(year, firstMonth, 1);
        if (direction == TimeRole.Last && start.AddMonths(2) > anchor)
            start = start.AddYears(-1);
        return new DayRange(start.DayNumber, start.AddMonths(3).DayNumber - 1);
    }

    private static DayRange Ago(DateOnly anchor, TimeUnit unit, int count) => unit switch
    {
        TimeUnit.Week => Around(anchor.DayNumber - count * 7, 3),
        TimeUnit.Weekend => Around(anchor.DayNumber - count * 7, 3),
        TimeUnit.Month when count < 1200 => Month(anchor.AddMonths(-count)),
        TimeUnit.Year when count < anchor.Year - 1 => DayRange.OfYear(anchor.Year - count),
        TimeUnit.Decade when count * 10 < anchor.Year - 1 => DayRange.OfYear(anchor.Year - count * 10),
        _ => Day(anchor.DayNumber - Math.Min(count, 10_000)),
    };

    private static DayRange Shifted(DateOnly anchor, TimeUnit unit, int by)
    {
        var monday = anchor.DayNumber - ((int)anchor.DayOfWeek + 6) % 7;
        return unit switch
        {
            TimeUnit.Week => new DayRange(monday + by * 7, monday + by * 7 + 6),
            TimeUnit.Weekend => new DayRange(monday + by * 7 + 5, monday + by * 7 + 6),
            TimeUnit.Month => Month(anchor.AddMonths(by)),
            TimeUnit.Year => DayRange.OfYear(anchor.Year + by),
            TimeUnit.Decade => new DayRange(anchor.DayNumber + Math.Min(0, by) * 3652, anchor.DayNumber + Math.Max(0, by) * 3652),
            _ => Day(anchor.DayNumber + by),
        };
    }

    private static DayRange Around(int day, int margin) => new(day - margin, day + margin);

    private static DayRange Month(DateOnly day) => DayRange.OfMonth(day.Year, day.Month);

    private static int Length(TimeUnit unit) => unit switch
    {
        TimeUnit.Week or TimeUnit.Weekend => 7,
        TimeUnit.Month => 30,
        TimeUnit.Year => 365,
        TimeUnit.Decade => 3652,
        _ => 1,
    };
}
