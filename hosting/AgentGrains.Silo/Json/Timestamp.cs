using System.Globalization;

namespace AgentGrains.Silo;

/// <summary>Reads ISO 8601 times. One without an offset is UTC: what a memory means must not depend on where the server stands.</summary>
internal static class Timestamp
{
    /// <summary>What to tell somebody who wrote a time differently.</summary>
    public const string Remedy = "That is not a time; write it like 2026-05-03T09:30:00Z, 2026-05-03T11:30:00+02:00 or 2026-05-03.";

    private static readonly string[] Formats =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    /// <summary>Reads a time, or says that it is none.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    /// <summary>Reads a time from a query string; null when there is none.</summary>
    /// <exception cref="InvalidMemoryException">The text is not a time.</exception>
    public static DateTimeOffset? FromQuery(string field, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;

        // A plus sign that was not percent-encoded arrives as a space.
        return TryParse(text.Replace(' ', '+'), out var time) ? time : throw new InvalidMemoryException(field, Remedy);
    }
}
