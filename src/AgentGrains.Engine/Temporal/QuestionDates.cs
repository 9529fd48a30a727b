namespace AgentGrains.Engine.Temporal;

/// <summary>The dates a question names, and how well a record's days fit them.</summary>
internal static class QuestionDates
{
    private const int LongestMonthRange = 62;

    /// <summary>Reads the dates a question names; several may stand in one.</summary>
    public static void Read(ReadOnlySpan<TimeWord> words, List<CalendarDate> dates)
    {
        dates.Clear();
        for (var at = 0; at < words.Length; at++)
        {
            if ((words[at].Role == TimeRole.Month || words[at].IsYear) && CalendarDate.TryRead(words, at, out var date, out var end))
            {
                dates.Add(date);
                at = end - 1;
            }
        }
    }

    /// <summary>How well one range of a record fits one date of the question, 0 to 1.</summary>
    public static float Match(CalendarDate date, DayRange range)
    {
        if (date.Month == 0)
            return range.DistanceTo(DayRange.OfYear(date.Year)) == 0 ? 0.5f : 0;

        var middle = DateOnly.FromDayNumber(Math.Clamp((range.First + range.Last) / 2, 0, DateOnly.MaxValue.DayNumber));
        var asked = (date.Year != 0 ? date : date with { Year = Math.Max(1, middle.Year) }).Resolve(middle);
        var distance = range.DistanceTo(asked);
        if (date.Day == 0)
            return range.Days <= LongestMonthRange ? distance == 0 ? 1 : distance <= 15 ? 0.4f : 0 : 0;
        return distance switch { 0 => 1, <= 3 => 0.8f, <= 14 => 0.5f, _ => 0 };
    }
}
