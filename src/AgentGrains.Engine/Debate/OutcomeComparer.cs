using System.Collections.Immutable;

namespace AgentGrains.Engine.Debate;

/// <summary>Which outcomes are the same.</summary>
public static class OutcomeComparer
{
    /// <summary>Whether two outcomes are the same: same status and, when solved, texts equal or |a−b| ≤ max(absolute, relative·max(|a|, |b|)).</summary>
    public static bool Same(TeamOutcome a, TeamOutcome b, OutcomeTolerance tolerance)
    {
        if (!a.IsComparable || a.Status != b.Status)
            return false;
        if (a.Status != OutcomeStatus.Solved)
            return true;
        if (!string.Equals(a.Text, b.Text, StringComparison.Ordinal) || a.Value.HasValue != b.Value.HasValue)
            return false;
        if (a.Value is not { } x || b.Value is not { } y)
            return true;
        return x == y || Math.Abs(x - y) <= Math.Max(tolerance.Absolute, tolerance.Relative * Math.Max(Math.Abs(x), Math.Abs(y)));
    }

    /// <summary>Groups the current positions and says whether the teams agree.</summary>
    public static OutcomeComparison Compare(DebateState state)
    {
        var request = state.Request!;
        var groups = Group([.. request.Teams.Select(state.PositionOf)], request.Tolerance);
        return new OutcomeComparison(state.Round, groups, groups.Length == 1 && groups[0].Teams.Length > request.Teams.Length / 2);
    }

    /// <summary>Groups positions with equal outcomes; the order of the positions plays no part.</summary>
    /// <remarks>"Same" is not transitive: each group holds what is the same as its smallest value, so that no chain of near values joins far ones.</remarks>
    public static ImmutableArray<OutcomeGroup> Group(ImmutableArray<TeamPosition> positions, OutcomeTolerance tolerance)
    {
        var groups = ImmutableArray.CreateBuilder<OutcomeGroup>();
        foreach (var position in Ordered(positions).Where(position => position.Outcome.IsComparable))
        {
            if (groups.Count > 0 && Same(groups[^1].Outcome, position.Outcome, tolerance))
                groups[^1] = groups[^1] with { Teams = [.. groups[^1].Teams.Append(position.Team).Order(StringComparer.Ordinal)] };
            else
                groups.Add(new OutcomeGroup([position.Team], position.Outcome));
        }

        return groups.ToImmutable();
    }

    /// <summary>Positions ordered by what they say and not by who came first.</summary>
    public static IEnumerable<TeamPosition> Ordered(IEnumerable<TeamPosition> positions) => positions
        .OrderBy(position => position.Outcome.Status)
        .ThenBy(position => position.Outcome.Text, StringComparer.Ordinal)
        .ThenBy(position => position.Outcome.Value)
        .ThenBy(position => position.Solution, StringComparer.Ordinal)
        .ThenBy(position => position.Team, StringComparer.Ordinal);
}
