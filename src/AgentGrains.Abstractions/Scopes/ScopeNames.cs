using System.Globalization;
using System.Text;

namespace AgentGrains;

/// <summary>The rules for tenant names and scope ids: they become parts of grain keys and storage keys everywhere.</summary>
public static class ScopeNames
{
    /// <summary>Longest name, in UTF-8 bytes. Leaves room for grain type and state name within every store's key limit.</summary>
    public const int MaxBytes = 128;

    // Separators of our own keys, and what Azure Table forbids in keys.
    private const string Reserved = "/:\\#?%|*";

    /// <summary>Returns <paramref name="tenant"/> when it is a valid tenant name.</summary>
    /// <exception cref="InvalidScopeException">It is not; the message says which rule it breaks.</exception>
    public static string RequireTenant(string tenant) => Require("tenant", tenant);

    /// <summary>Returns <paramref name="name"/> when it is valid.</summary>
    /// <param name="what">What is being named, for the message.</param>
    /// <param name="name">The name to check.</param>
    /// <exception cref="InvalidScopeException">It is not; the message says which rule it breaks.</exception>
    public static string Require(string what, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return WhyInvalid(name) is { } why
            ? throw new InvalidScopeException($"The {what} '{Printable(name)}' {why}.")
            : name;
    }

    internal static string Printable(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name.Length > 64 ? name.AsSpan(0, 64) : name)
            text.Append(char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? '\uFFFD' : c);
        return name.Length > 64 ? $"{text}…" : text.ToString();
    }

    private static string? WhyInvalid(string name)
    {
        if (name.Length == 0)
            return "is empty";
        if (name.Length > MaxBytes || Encoding.UTF8.GetByteCount(name) > MaxBytes)
            return $"is longer than {MaxBytes} UTF-8 bytes";
        if (name[0] == ' ' || name[^1] == ' ')
            return "begins or ends with a space";

        foreach (var rune in name.EnumerateRunes())
        {
            // EnumerateRunes yields the replacement character for a lone surrogate.
            if (rune == Rune.ReplacementChar)
                return "holds invalid UTF-16";
            if (rune.Value < 128 && Reserved.Contains((char)rune.Value, StringComparison.Ordinal))
                return $"holds '{rune}'; the characters {Reserved} are reserved";
            if (rune.Value != ' ' && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
                return $"holds the invisible or unassigned character U+{rune.Value:X4}";
        }

        // Two spellings of one visible name must not be two owners.
        return name.IsNormalized(NormalizationForm.FormC) ? null : "is not in Unicode normalisation form C";
    }
}
