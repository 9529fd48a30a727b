namespace AgentGrains.Engine.Temporal;

/// <summary>
/// Finds the time expressions of a text and the days they mean, seen from the day the text was written. Runs once, when a
/// record is added.
/// </summary>
internal static class TimeExpressionReader
{
    /// <summary>Most ranges kept per record; a text that lists more dates is about none of them.</summary>
    public const int MaxRanges = 8;

    /// <summary>Reads all expressions; returns whether there is any, also one that names no days ("for two weeks").</summary>
    public static bool Read(ReadOnlySpan<TimeWord> words, DateOnly anchor, List<DayRange> ranges)
    {
        var found = false;
        ranges.Clear();
        for (var at = 0; at < words.Length; at++)
        {
            if (!words[at].IsAnchor)
                continue;
            if (words[at].Role == TimeRole.Month || words[at].IsYear)
            {
                if (!CalendarDate.TryRead(words, at, out var date, out var end))
                    continue;
                Keep(date.Resolve(anchor));
                at = end - 1;
            }
            else if (RelativeDays.TryResolve(words, at, anchor, out var range, out var isExpression))
            {
                Keep(range);
            }
            else
            {
                found |= isExpression;
            }
        }

        return found;

        void Keep(DayRange range)
        {
            found = true;
            if (ranges.Count < MaxRanges && !ranges.Contains(range))
                ranges.Add(range);
        }
    }
}
