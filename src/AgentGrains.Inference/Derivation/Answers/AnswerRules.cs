using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace AgentGrains.Inference.Derivation;

/// <summary>What parts of an answer must keep. Every rule throws a <see cref="FormatException"/> that says which part breaks it.</summary>
internal static class AnswerRules
{
    /// <summary>Longest statement, in UTF-16 code units.</summary>
    public const int MaxText = 1_000;

    /// <summary>Longest name, slot part or reason, in UTF-16 code units.</summary>
    public const int MaxName = 200;

    /// <summary>Most turns, aliases or participants of one statement.</summary>
    public const int MaxParts = 16;

    private const int FirstYear = 1_000;
    private const int YearsAhead = 100;

    /// <summary>A list without holes; a missing one is empty.</summary>
    public static T[] Items<T>(T[]? items, string what, int most)
    {
        if (items is null)
            return [];
        if (items.Length > most)
            throw new FormatException($"{what} has {items.Length} entries, and at most {most} are taken");
        return Array.Exists(items, item => item is null) ? throw new FormatException($"{what} has an entry that is null") : items;
    }

    /// <summary>A text that says something and is not too long.</summary>
    public static string Text(string text, string what, int most)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0)
            throw new FormatException($"{what} is empty");
        return trimmed.Length > most ? throw new FormatException($"{what} has {trimmed.Length:N0} characters, and at most {most:N0} are taken") : trimmed;
    }

    /// <summary>The position that a number from 1 stands for.</summary>
    public static int Position(int number, int count, string what) =>
        number >= 1 && number <= count ? number - 1 : throw new FormatException($"{what} is number {number}, and {count} were given");

    /// <summary>The positions that numbers from 1 stand for, each once, in order.</summary>
    public static IEnumerable<int> Positions(int[] numbers, int count, string what) =>
        numbers.Select(number => Position(number, count, what)).Distinct().Order();

    /// <summary>A value of an enumeration by its name in camel case.</summary>
    public static TEnum Value<TEnum>(string name, string what)
        where TEnum : struct, Enum =>
        Names<TEnum>.Values.TryGetValue(name, out var value) ? value : throw new FormatException($"{what} is '{Excerpt.Of(name)}', which is none of {string.Join(", ", Names<TEnum>.Values.Keys)}");

    /// <summary>A day as yyyy-MM-dd, where the turn was said; null when none is given.</summary>
    /// <remarks>The day of the turn itself is the turn's time, so that what was said later that day is later.</remarks>
    public static DateTimeOffset? Day(string? text, MemoryRecord turn, string what)
    {
        if (text is null)
            return null;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            throw new FormatException($"{what} is '{Excerpt.Of(text)}', which is no day as yyyy-MM-dd");
        if (day.Year < FirstYear || day.Year > turn.OccurredAt.Year + YearsAhead)
            throw new FormatException($"{what} is in the year {day.Year}, which nobody can have meant");
        return day == DateOnly.FromDateTime(turn.OccurredAt.DateTime) ? turn.OccurredAt : new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), turn.OccurredAt.Offset);
    }

    private static class Names<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly FrozenDictionary<string, TEnum> Values =
            Enum.GetValues<TEnum>().ToFrozenDictionary(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()), StringComparer.OrdinalIgnoreCase);
    }
}
