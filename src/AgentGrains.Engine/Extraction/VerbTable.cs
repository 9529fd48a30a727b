using System.Collections.Frozen;

namespace AgentGrains.Engine.Extraction;

/// <summary>A way to say a slot: the verb, what follows it, and what it means.</summary>
/// <param name="Predicate">The slot's predicate.</param>
/// <param name="MultiValued">Several values hold at once.</param>
/// <param name="Type">The belief it makes.</param>
/// <param name="Ends">It says that the slot's value is over.</param>
/// <param name="Words">Alternatives for every word after the first; the value follows.</param>
internal sealed record VerbPattern(string Predicate, bool MultiValued, BeliefType Type, bool Ends, string[][] Words);

/// <summary>The table of predicates. One line a way: predicate, S or M, belief type, then the words; a slash separates alternatives.</summary>
internal static class VerbTable
{
    private const string Lines = """
        lives in|S|Fact|live/lives/lived/living in
        lives in|S|Fact|moved/relocated/relocating/moving to
        lives in|S|Fact|based in
        lives in|-|Fact|left
        comes from|S|Fact|come/comes/came from
        comes from|S|Fact|grew up in
        works at|S|Fact|work/works/working/worked at/for
        works at|S|Fact|joined
        works at|S|Fact|started/starting working/work/job at/for
        works at|S|Fact|started/starting at
        works at|S|Fact|got a job at
        works at|-|Fact|quit/left/leaving my job at
        works at|-|Fact|quit
        works as|S|Fact|work/works/working as
        works as|S|Fact|became/become
        works as|S|Fact|got promoted to
        studies|S|Fact|study/studies/studying
        studies at|S|Fact|study/studies/studying at
        married to|S|Relation|married to
        married to|S|Relation|married
        engaged to|S|Relation|engaged to
        dating|S|Relation|dating/seeing
        dating|-|Relation|broke up with
        married to|-|Relation|divorced
        drives|S|Fact|drive/drives/driving
        uses|M|Preference|use/uses/using
        uses|M|Preference|switched/switching/migrated to
        owns|M|Fact|own/owns
        owns|M|Fact|bought/purchased
        owns|-|Fact|sold
        has|M|Fact|have/has/got a/an/two/three/four
        has adopted|M|Event|adopted
        visited|M|Event|visited
        visited|M|Event|went/traveled/travelled/flew to
        speaks|M|Fact|speak/speaks
        plays|M|Fact|play/plays/playing
        learning|M|Fact|learning
        allergic to|M|Fact|allergic to
        likes|M|Preference|like/likes/love/loves/enjoy/enjoys/adore/adores
        prefers|M|Preference|prefer/prefers
        dislikes|M|Preference|hate/hates/dislike/dislikes
        dislikes|M|Preference|can not stand
        drinks|M|Preference|drink/drinks
        collects|M|Fact|collect/collects
        reads|M|Event|read/reading/finished
        volunteers at|M|Fact|volunteer/volunteers/volunteering at
        signed up for|M|Event|signed up for
        manages|M|Fact|manage/manages/lead/leads
        reports to|S|Relation|report/reports to
        """;

    private static readonly FrozenDictionary<string, VerbPattern[]> ByVerb = Read();

    /// <summary>Ways that begin with a verb, the longest first.</summary>
    public static VerbPattern[] Of(string verb) => ByVerb.GetValueOrDefault(verb, []);

    private static FrozenDictionary<string, VerbPattern[]> Read()
    {
        var found = new Dictionary<string, List<VerbPattern>>(StringComparer.Ordinal);
        foreach (var line in Lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split('|');
            var words = parts[3].Split(' ').Select(word => word.Split('/')).ToArray();
            foreach (var verb in words[0])
            {
                if (!found.TryGetValue(verb, out var patterns))
                    found.Add(verb, patterns = []);
                patterns.Add(new VerbPattern(parts[0], parts[1] == "M", Enum.Parse<BeliefType>(parts[2]), parts[1] == "-", words[1..]));
            }
        }

        // What is ended is as many-valued as what is begun.
        var many = found.Values.SelectMany(list => list).Where(pattern => pattern.MultiValued).Select(pattern => pattern.Predicate).ToHashSet();
        return found.ToFrozenDictionary(
            item => item.Key,
            item => item.Value.Select(pattern => pattern.Ends ? pattern with { MultiValued = many.Contains(pattern.Predicate) } : pattern)
                .OrderByDescending(pattern => pattern.Words.Length).ToArray(),
            StringComparer.Ordinal);
    }
}
