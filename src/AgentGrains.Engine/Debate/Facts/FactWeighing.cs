using System.Collections.Immutable;

namespace AgentGrains.Engine.Debate.Facts;

/// <summary>One statement about a contested fact.</summary>
/// <param name="Id">The record that holds it.</param>
/// <param name="Scope">Whose memory it is in.</param>
/// <param name="Value">What it says.</param>
/// <param name="Origin">Who it goes back to; statements of one origin are one witness.</param>
/// <param name="IsFirstHand">Whether its origin speaks of itself.</param>
/// <param name="Said">When it was said.</param>
/// <param name="ValidFrom">From when it is said to hold.</param>
/// <param name="ValidTo">Until when, exclusive.</param>
/// <param name="Trust">Trust in its source, 0 to 1.</param>
public sealed record FactStatement(
    MemoryId Id, string Scope, string Value, string Origin, bool IsFirstHand, DateTimeOffset Said, DateTimeOffset? ValidFrom, DateTimeOffset? ValidTo, double Trust);

/// <summary>What speaks for one value.</summary>
/// <param name="Value">The value.</param>
/// <param name="Score">From 0 to 1: how sure its independent witnesses make it.</param>
/// <param name="Statements">The statement of each witness, strongest first.</param>
public sealed record FactSupport(string Value, double Score, ImmutableArray<FactStatement> Statements);

/// <summary>
/// Decides between values by provenance, independence and time: of each witness only the last statement that holds at the asked time counts;
/// who speaks of themselves counts more than who passes on; what was said long ago counts less; and independent witnesses add up as
/// 1 − Π(1 − weight), so that one witness heard ten times is still one.
/// </summary>
public static class FactWeighing
{
    private const double FirstHand = 0.9;
    private const double PassedOn = 0.6;
    private const double HalfLifeDays = 730;

    /// <summary>Every value with what speaks for it, strongest first; equal ones in ordinal order.</summary>
    public static ImmutableArray<FactSupport> Weigh(IEnumerable<FactStatement> statements, DateTimeOffset at) =>
    [
        .. statements.Where(statement => statement.Said <= at && !(statement.ValidFrom > at))
            .GroupBy(statement => statement.Origin, StringComparer.OrdinalIgnoreCase)
            .Select(witness => witness.OrderByDescending(statement => statement.Said).ThenByDescending(statement => Weight(statement, at))
                .ThenBy(statement => statement.Value, StringComparer.Ordinal).ThenBy(statement => statement.Id).First())
            .Where(statement => !(statement.ValidTo <= at))   // after the choice: what ended is not replaced by what it had replaced
            .GroupBy(statement => Normalize(statement.Value), StringComparer.Ordinal)
            .Select(value => new FactSupport(
                value.Key, 1 - value.Aggregate(1d, (rest, statement) => rest * (1 - Weight(statement, at))),
                [.. value.OrderByDescending(statement => Weight(statement, at)).ThenBy(statement => statement.Id)]))
            .OrderByDescending(support => support.Score).ThenBy(support => support.Value, StringComparer.Ordinal),
    ];

    /// <summary>Spellings of one value are one value.</summary>
    public static string Normalize(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.').ToLowerInvariant();
    }

    private static double Weight(FactStatement statement, DateTimeOffset at) =>
        Math.Clamp(statement.Trust, 0, 1) * (statement.IsFirstHand ? FirstHand : PassedOn) * Math.Pow(0.5, Math.Max(0, (at - statement.Said).TotalDays) / HalfLifeDays);
}
