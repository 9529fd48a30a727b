using System.Collections.Frozen;

namespace AgentGrains.Engine.Extraction.Dates;

/// <summary>Named days that fall on a date, or on a certain weekday of a month. Easter and what hangs on it are not among them.</summary>
internal static class Holidays
{
    // Name | month-day, or month-weekday#which (0 is Sunday; 9 is the last).
    private const string Lines = """
        christmas eve|12-24
        christmas day|12-25
        christmas|12-25
        xmas|12-25
        boxing day|12-26
        new year 's eve|12-31
        new years eve|12-31
        new year 's day|1-1
        new year 's|1-1
        new year|1-1
        halloween|10-31
        valentine 's day|2-14
        valentines day|2-14
        valentine 's|2-14
        groundhog day|2-2
        women 's day|3-8
        st patrick 's day|3-17
        saint patrick 's day|3-17
        april fools day|4-1
        april fools|4-1
        earth day|4-22
        cinco de mayo|5-5
        juneteenth|6-19
        midsummer|6-24
        independence day|7-4
        fourth of july|7-4
        bastille day|7-14
        veterans day|11-11
        mother 's day|5-0#2
        father 's day|6-0#3
        memorial day|5-1#9
        labor day|9-1#1
        columbus day|10-1#2
        thanksgiving day|11-4#4
        thanksgiving|11-4#4
        black friday|11-5#4
        """;

    private static readonly FrozenDictionary<string, (string[] Following, int Month, int Day, int Which)[]> ByFirst = Read();

    /// <summary>True when a holiday's name can begin with the word.</summary>
    public static bool Begins(string word) => ByFirst.ContainsKey(word);

    /// <summary>The holiday whose name begins at the word; null when none does.</summary>
    public static (int End, Func<int, DateOnly> InYear)? At(Sentence sentence, int at)
    {
        foreach (var (following, month, day, which) in ByFirst.GetValueOrDefault(sentence.Words[at].Lower, []))
        {
            var end = at + 1 + following.Length;
            if (end <= sentence.Words.Count && following.Select((word, place) => (word, place)).All(item => sentence.Words[at + 1 + item.place].Lower == item.word))
                return (end, year => which == 0 ? new DateOnly(year, month, day) : Nth(year, month, day, which));
        }

        return null;
    }

    private static DateOnly Nth(int year, int month, int weekday, int which)
    {
        var first = new DateOnly(year, month, 1);
        var day = first.AddDays(((weekday - (int)first.DayOfWeek + 7) % 7) + (7 * (Math.Min(which, 5) - 1)));
        return day.Month == month ? day : day.AddDays(-7);
    }

    private static FrozenDictionary<string, (string[] Following, int Month, int Day, int Which)[]> Read() =>
        Lines.Split('\n', StringSplitOptions.TrimEntries).Select(line => line.Split('|', '-', '#')).Select(parts => (
                Words: parts[0].Split(' '),
                Month: int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture),
                Day: int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture),
                Which: parts.Length > 3 ? int.Parse(parts[3], System.Globalization.CultureInfo.InvariantCulture) : 0))
            .GroupBy(item => item.Words[0])
            .ToFrozenDictionary(
                group => group.Key,
                group => group.OrderByDescending(item => item.Words.Length).Select(item => (item.Words[1..], item.Month, item.Day, item.Which)).ToArray(),
                StringComparer.Ordinal);
}
