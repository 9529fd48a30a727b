using System.Globalization;
using AgentGrains.Engine.Temporal;

namespace AgentGrains.Engine.Extraction.Dates;

/// <summary>A time expression of a sentence.</summary>
/// <param name="First">Its first word.</param>
/// <param name="End">Word after its last.</param>
/// <param name="Days">The days it means.</param>
/// <param name="IsRelative">It is understood only on the day it was said.</param>
/// <param name="IsSince">It begins then and goes on: the last day is the one it was said on.</param>
/// <param name="IsBare">A preposition that means something ("by", "until") stands before it.</param>
internal readonly record struct DatedPhrase(int First, int End, DayRange Days, bool IsRelative, bool IsSince = false, bool IsBare = false)
{
    /// <summary>The days in words that do not depend on when they are read.</summary>
    public string Text
    {
        get
        {
            var (first, last) = (DateOnly.FromDayNumber(Days.First), DateOnly.FromDayNumber(Days.Last));
            if (IsSince)
                return "since " + Iso(first);
            if (Days.Days == 1)
                return (IsBare ? "" : "on ") + Iso(first);
            if (first.Day == 1 && last == first.AddMonths(1).AddDays(-1))
                return (IsBare ? "" : "in ") + first.ToString("MMMM yyyy", CultureInfo.InvariantCulture);
            return first is { Day: 1, Month: 1 } && last == first.AddYears(1).AddDays(-1)
                ? (IsBare ? "" : "in ") + first.Year.ToString(CultureInfo.InvariantCulture)
                : $"between {Iso(first)} and {Iso(last)}";
        }
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
