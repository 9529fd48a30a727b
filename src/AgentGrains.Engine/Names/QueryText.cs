using System.Text.RegularExpressions;

namespace AgentGrains.Engine.Names;

/// <summary>Leaves of a question what a person would call something by: no code, addresses, paths or generated ids.</summary>
/// <remarks>A question of under 16 characters is taken as it is. The expressions do not backtrack.</remarks>
internal static class QueryText
{
    private const int ShortQuery = 16;

    private static readonly Regex[] Noise =
    [
        new(@"```[^`]*```", RegexOptions.NonBacktracking),
        new(@"\b(?:https?|ftp|file|ssh)://\S+", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase),
        new(@"(?:^|\s)(?:~|\.{1,2}|[A-Za-z]:)?[/\\][\w.-]+(?:[/\\][\w.-]+)+", RegexOptions.NonBacktracking),
        new(@"\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b|\b[0-9a-f]{12,64}\b", RegexOptions.NonBacktracking),
    ];

    public static string Clean(string query)
    {
        if (query.Length < ShortQuery)
            return query;
        var clean = query;
        foreach (var noise in Noise)
            clean = noise.Replace(clean, " ");
        return clean;
    }
}
