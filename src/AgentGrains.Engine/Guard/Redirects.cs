using System.Buffers;
using System.Text.RegularExpressions;

namespace AgentGrains.Engine.Guard;

/// <summary>
/// Sentences that put one thing in the place of another: "refer to X instead of Y", "the data of Y is kept under X". Said of two identifiers
/// of one form, or beside an action, that is how query-only injections bridge from their victim to their target (MINJA); said of plain things it
/// is a recipe, and weighs little.
/// </summary>
internal static partial class Redirects
{
    private const float OfIdentifiers = 0.6f;
    private const float BesideAction = 0.3f;
    private const float Twice = 0.3f;
    private const float Plain = 0.15f;
    private const int Near = 120;   // characters between two that are one thought

    private static readonly SearchValues<string> Cues = SearchValues.Create(
        [
            "instead", "rather than", "in place of", "in lieu", "replace", "substitut", "swap", "refer", "redirect", "saved", "stored", "moved", "kept", "merged", "migrat", "relocat",
            "transferred", "treated as", "read as", "looked up", "look up", "mapped", "corresponds", "belongs to", "stands for", "alias", "same as", "same patient", "same person", "same record",
        ],
        StringComparison.OrdinalIgnoreCase);

    public static void Scan(string text, AskedAndActed? done, List<GuardReason> reasons)
    {
        if (!text.AsSpan().ContainsAny(Cues))
            return;
        var (last, weight) = (-2 * Near, 0f);
        foreach (var match in Sentences().EnumerateMatches(text))
        {
            var sentence = Around(text, match.Index, match.Length);
            var strong = Identifiers.HasPair(sentence);
            weight = Math.Max(weight, strong ? OfIdentifiers : Names(sentence, done) ? BesideAction : match.Index - last <= Near ? Twice : Plain);
            last = match.Index + match.Length;
            if (strong)
                break;
        }

        // That a thing belongs to somebody says nothing by itself.
        foreach (var match in Equivalences().EnumerateMatches(text))
        {
            var sentence = Around(text, match.Index, match.Length);
            weight = Math.Max(weight, Identifiers.HasPair(sentence) ? OfIdentifiers : Names(sentence, done) ? BesideAction : 0);
        }

        if (weight == 0)
            return;
        reasons.Add(new GuardReason(GuardSignal.Redirect, weight, weight == OfIdentifiers ? "puts one identifier in the place of another" : "puts one thing in the place of another"));
    }

    // Whether it names what is then acted on.
    private static bool Names(ReadOnlySpan<char> sentence, AskedAndActed? done)
    {
        foreach (var value in done is null ? [] : done.ActsOn.Concat(done.Values))
        {
            if (sentence.Contains(value, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static ReadOnlySpan<char> Around(string text, int index, int length)
    {
        var start = text.LastIndexOfAny(['\n', '?', '!', ';'], Math.Max(0, index - 1)) + 1;
        var end = text.IndexOfAny(['\n', '?', '!', ';'], index + length);
        return text.AsSpan(Math.Min(start, index), (end < 0 ? text.Length : end) - Math.Min(start, index));
    }

    [GeneratedRegex(
        """
        \b(instead\ of|rather\ than|in\ place\ of|in\ lieu\ of)\b
        |\b(refer|redirect|switch|defer|point|route|map)(s|ed|ing)?\s+(\S+\s+){0,4}?(to|over\ to|onto)\b.{0,60}\b(instead|not)\b
        |\b(data|records?|information|entry|entries|results?|files?|details|charts?|account|history)\b.{0,60}\b(is|are|was|were|has\ been|have\ been|got)\s+(now\ |all\ )?(saved|stored|moved|kept|filed|merged|migrated|relocated|transferred|archived|mapped)\s+(under|in|into|to|at|with|as|on)\b
        |\b(replace|substitute|swap)(s|d|ed)?\b.{1,60}\b(with|for|by)\b
        |\b(should|must|has\ to|is\ to)\s+(now\ )?be\s+(treated|read|queried|looked\ up|interpreted|taken|understood)\s+(as|under|by)\b
        |\b(look|query|search)(s|ed|ing)?\s+(up\s+)?(\S+\s+){0,4}?(under|as)\b
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Sentences();

    [GeneratedRegex(
        @"\b(corresponds? to|stands for|is an alias (of|for)|belongs to|(is|are) (actually |now )?the same (as|patient|person|record|account|customer))\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Equivalences();
}
