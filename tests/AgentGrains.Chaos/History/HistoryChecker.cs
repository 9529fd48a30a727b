using System.Globalization;

namespace AgentGrains.Chaos.History;

/// <summary>What storage did to a history. All zero is what was promised.</summary>
public sealed record HistoryVerdict
{
    /// <summary>Acknowledged texts that are not there under the receipt the client holds.</summary>
    public int Lost { get; init; }

    /// <summary>Texts that are there more than once, or that nobody wrote.</summary>
    public int Duplicated { get; init; }

    /// <summary>Texts that would have to be moved to stand in the order in which their writer wrote them.</summary>
    public int Reordered { get; init; }

    /// <summary>Calls of which some texts are there and some are not, or with others in between.</summary>
    public int Torn { get; init; }

    /// <summary>The first faults, in words.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Whether everything is as it was promised.</summary>
    public bool Holds => Lost + Duplicated + Reordered + Torn == 0;

    /// <summary>Both verdicts as one.</summary>
    public static HistoryVerdict operator +(HistoryVerdict left, HistoryVerdict right) => new()
    {
        Lost = left.Lost + right.Lost,
        Duplicated = left.Duplicated + right.Duplicated,
        Reordered = left.Reordered + right.Reordered,
        Torn = left.Torn + right.Torn,
        Examples = [.. left.Examples.Concat(right.Examples).Take(10)],
    };

    /// <summary>Both verdicts as one.</summary>
    public static HistoryVerdict Add(HistoryVerdict left, HistoryVerdict right) => left + right;
}

/// <summary>
/// Holds what a scope contains against what its writer was told: every acknowledged text is there once, under its receipt, in the order
/// in which the writer wrote, each call whole. A call that was never acknowledged may be there, whole, or not at all.
/// </summary>
public static class HistoryChecker
{
    /// <summary>Checks one scope.</summary>
    /// <param name="history">What its only writer did.</param>
    /// <param name="stored">What is there, in the order of the log.</param>
    public static HistoryVerdict Check(ScopeHistory history, IReadOnlyList<MemoryRecord> stored)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(stored);
        var places = Enumerable.Range(0, stored.Count).ToLookup(place => stored[place].Text);
        var written = history.Attempts.SelectMany(attempt => attempt.Texts).ToHashSet();
        var examples = new List<string>();
        var (lost, torn) = (0, 0);
        var order = new List<int>();

        var duplicated = places.Sum(text => written.Contains(text.Key) ? text.Count() - 1 : text.Count());
        examples.AddRange(places.Where(text => text.Count() > 1).Select(text => Say($"'{text.Key}' is there {text.Count()} times")));
        examples.AddRange(places.Where(text => !written.Contains(text.Key)).Select(text => Say($"'{text.Key}' was written by nobody")));

        foreach (var attempt in history.Attempts)
        {
            var found = attempt.Texts.Select(text => places[text].DefaultIfEmpty(-1).First()).ToArray();
            for (var i = 0; attempt.Receipts is { } receipts && i < found.Length; i++)
            {
                if (found[i] >= 0 && stored[found[i]].Id == receipts[i].Id && stored[found[i]].Sequence == receipts[i].Sequence)
                    continue;
                lost++;
                examples.Add(Say($"'{attempt.Texts[i]}' was acknowledged as {receipts[i].Sequence} and is {(found[i] < 0 ? "gone" : $"at {stored[found[i]].Sequence}")}"));
            }

            var there = found.Where(place => place >= 0).ToArray();
            if (there.Length == 0)
                continue;
            if (there.Length < found.Length || there.Zip(there.Skip(1)).Any(pair => pair.Second != pair.First + 1))
            {
                torn++;
                examples.Add(Say($"of the call with '{attempt.Texts[0]}', {there.Length} of {found.Length} texts are there, or not in a row"));
            }

            order.AddRange(there);
        }

        var reordered = order.Count - LongestRise(order);
        if (reordered > 0)
            examples.Add(Say($"{reordered} texts stand elsewhere than where their writer put them"));
        return new HistoryVerdict { Lost = lost, Duplicated = duplicated, Reordered = reordered, Torn = torn, Examples = [.. examples.Take(10)] };

        static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }

    // What is not part of the longest row in order was moved.
    private static int LongestRise(List<int> places)
    {
        var ends = new List<int>();   // ends[n]: the lowest place in which a rise of n + 1 can end
        foreach (var place in places)
        {
            var at = ends.BinarySearch(place);
            at = at < 0 ? ~at : at;
            if (at == ends.Count)
                ends.Add(place);
            else
                ends[at] = place;
        }

        return ends.Count;
    }
}
