using System.Collections.Frozen;

namespace AgentGrains.Engine.Extraction;

/// <summary>What a value is made of; the reading of each is in <see cref="ValueReader"/>.</summary>
internal enum ValueKind
{
    Any,
    Place,
    Land,
    Employer,
    Job,
    Trade,
    Name,
    Proper,
    Noun,
    Specific,
    Liked,
    Pet,
    Child,
    Sibling,
    Thing,
    Played,
    Pastime,
    Activity,
    Drink,
    Title,
    Number,
    Diet,
}

/// <summary>A way to say a slot: words, and where among them its value stands.</summary>
/// <param name="Predicate">The slot's predicate.</param>
/// <param name="MultiValued">Several values hold at once.</param>
/// <param name="IsState">It holds for a time: in the past tense it is over.</param>
/// <param name="Type">The belief it makes.</param>
/// <param name="Kind">What its value is made of.</param>
/// <param name="Ends">It says that the slot's value is over.</param>
/// <param name="NeedsBe">A form of "be" comes before it.</param>
/// <param name="Words">Alternatives for every word from the first; "*" is the value, "~" one that is over.</param>
internal sealed record VerbPattern(string Predicate, bool MultiValued, bool IsState, BeliefType Type, ValueKind Kind, bool Ends, bool NeedsBe, string[][] Words);

/// <summary>The ways of <see cref="VerbLines"/>, by their first word.</summary>
internal static class VerbTable
{
    private static readonly VerbPattern[] All = Read();

    private static readonly FrozenDictionary<string, VerbPattern[]> ByVerb = All
        .SelectMany(pattern => pattern.Words[0].Select(word => (word, pattern)))
        .GroupBy(item => item.word.TrimEnd('<'), item => item.pattern)
        .ToFrozenDictionary(group => group.Key, group => group.OrderByDescending(pattern => pattern.Words.Length).ToArray(), StringComparer.Ordinal);

    /// <summary>Ways that begin with the word, the longest first.</summary>
    public static VerbPattern[] Of(string word) => ByVerb.GetValueOrDefault(word, []);

    /// <summary>True for a word that can be the verb of a clause.</summary>
    public static bool IsVerb(string word) => word is not ("a" or "an" or "the") && Array.Exists(Of(word), pattern => !pattern.NeedsBe);

    /// <summary>Ways that are a form of "be" and a value.</summary>
    public static VerbPattern[] OfBeing { get; } = ByVerb["*"];

    /// <summary>True when the form is one of the past ("lived"), so that a state in it is over.</summary>
    public static bool IsPastForm(VerbPattern pattern, string word) => pattern.IsState && pattern.Words[0].Contains(word + "<");

    /// <summary>True for the form that goes with "I" and "you" only: "live", where there is "lives".</summary>
    public static bool IsBaseForm(VerbPattern pattern, string word) =>
        !word.EndsWith('s') && (pattern.Words[0].Contains(word + "s") || pattern.Words[0].Contains(word + "es") || (word == "have" && pattern.Words[0].Contains("has"))
            || (word.EndsWith('y') && pattern.Words[0].Contains(word[..^1] + "ies")));

    /// <summary>The form that goes with "she" for one that goes with "I"; null when the table has none.</summary>
    public static string? ThirdForm(string word) =>
        Of(word).Where(pattern => IsBaseForm(pattern, word))
            .Select(pattern => pattern.Words[0].FirstOrDefault(form => form == word + "s" || form == word + "es" || (word.EndsWith('y') && form == word[..^1] + "ies"))).FirstOrDefault(form => form is not null);

    private static VerbPattern[] Read()
    {
        var found = new List<VerbPattern>();
        foreach (var line in VerbLines.Text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split('|');
            foreach (var way in parts[4].Split(" ; "))
            {
                foreach (var words in Expand(way))
                    found.Add(Pattern(parts, words));
            }
        }

        // What is ended is as many-valued as what is begun.
        var many = found.Where(pattern => pattern.MultiValued).Select(pattern => pattern.Predicate).ToHashSet();
        return [.. found.Select(pattern => pattern.Ends ? pattern with { MultiValued = many.Contains(pattern.Predicate) } : pattern)];
    }

    private static VerbPattern Pattern(string[] parts, List<string> way)
    {
        var words = way.Select(word => word.Split('/')).ToArray();
        var needsBe = words[0] is ["be"];
        return new VerbPattern(
            parts[0], parts[1].Contains('M', StringComparison.Ordinal), !parts[1].Contains('e', StringComparison.Ordinal) && !parts[1].Contains('-', StringComparison.Ordinal),
            Enum.Parse<BeliefType>(parts[2]), Enum.Parse<ValueKind>(parts[3]), parts[1].Contains('-', StringComparison.Ordinal), needsBe, needsBe ? words[1..] : words);
    }

    // A way with a word that may be left out is two ways; "got/be" is a verb or a form of "be".
    private static List<List<string>> Expand(string way)
    {
        List<List<string>> ways = [[]];
        foreach (var word in way.Split(' '))
        {
            var isOptional = word.EndsWith('?');
            var plain = word.TrimEnd('?');
            var added = plain.EndsWith("/be", StringComparison.Ordinal)
                ? ways.SelectMany(known => new[] { known.Append(plain[..^3]).ToList(), known.Append("be").ToList() })
                : ways.Select(known => known.Append(plain).ToList());
            ways = isOptional ? [.. ways, .. added] : [.. added];
        }

        return ways;
    }
}
