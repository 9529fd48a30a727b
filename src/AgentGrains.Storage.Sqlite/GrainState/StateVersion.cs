using System.Globalization;

namespace AgentGrains.Storage.Sqlite;

/// <summary>A record's version as the ETag Orleans carries.</summary>
internal static class StateVersion
{
    private const long MatchesNothing = -1;

    public static string ToETag(long version) => version.ToString(CultureInfo.InvariantCulture);

    /// <summary>An ETag this store never gave out becomes a version no record has.</summary>
    public static long Parse(string etag) =>
        long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : MatchesNothing;
}
