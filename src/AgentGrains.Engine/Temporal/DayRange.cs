namespace AgentGrains.Engine.Temporal;

/// <summary>A closed range of days, counted as <see cref="DateOnly.DayNumber"/>.</summary>
internal readonly record struct DayRange(int First, int Last)
{
    public int Days => Last - First + 1;

    /// <summary>Days between the two ranges; 0 when they overlap.</summary>
    public int DistanceTo(DayRange other) => Math.Max(0, Math.Max(First - other.Last, other.First - Last));

    public static DayRange OfMonth(int year, int month)
    {
        var first = new DateOnly(year, month, 1).DayNumber;
        return new DayRange(first, first + DateTime.DaysInMonth(year, month) - 1);
    }

    public static DayRange OfYear(int year) => new(new DateOnly(year, 1, 1).DayNumber, new DateOnly(year, 12, 31).DayNumber);
}
