using System.Collections.Frozen;

namespace AgentGrains.Engine.Extraction;

/// <summary>What somebody is to somebody else, and the slot it makes.</summary>
/// <param name="Predicate">The slot's predicate.</param>
/// <param name="MultiValued">There can be several.</param>
/// <param name="Title">What an unnamed one is called: "Ann's sister".</param>
/// <param name="IsPerson">Somebody who can be "he" or "she".</param>
internal readonly record struct Relation(string Predicate, bool MultiValued, string Title, bool IsPerson);

/// <summary>The table of relations: "my sister Maya", "our cat".</summary>
internal static class Relations
{
    // Predicate | S(ingle) or M(any) | words. A predicate "=" is the word itself; the first word of a group with ":" is its common form.
    private const string Lines = """
        married to|S|wife husband spouse hubby:husband wifey:wife
        engaged to|S|fiance fiancé fiancee fiancée
        dating|S|girlfriend boyfriend gf:girlfriend bf:boyfriend
        partner|S|partner
        reports to|S|boss supervisor manager:boss
        mother|S|mother mom:mother mum:mother mama:mother mommy:mother
        father|S|father dad:father papa:father daddy:father
        has child|M|son daughter kid baby child stepson stepdaughter
        has sibling|M|sister brother sibling stepsister stepbrother half-sister half-brother
        =|M|friend cousin aunt uncle niece nephew neighbor neighbour:neighbor roommate flatmate:roommate housemate:roommate colleague coworker:colleague grandmother grandma:grandmother granny:grandmother nana:grandmother grandfather grandpa:grandfather grandson granddaughter godson goddaughter godfather godmother mother-in-law father-in-law sister-in-law brother-in-law therapist landlord landlady tutor mentor
        """;

    private static readonly FrozenSet<string> Adjectives =
        ("best good old older oldest elder eldest younger youngest little big new current first second late dear middle twin baby beloved lovely poor close favorite dear own adopted "
        + "teenage grown newborn crazy sweet furry").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Relation> ByWord = Read();

    /// <summary>The relation after a possessive: its place, and the word after it; null when none is there.</summary>
    public static (Relation Relation, int End)? At(Sentence sentence, int at)
    {
        while (at < sentence.Words.Count && Adjectives.Contains(sentence.Words[at].Lower) && !ByWord.ContainsKey(sentence.Words[at].Lower))
            at++;
        if (at < sentence.Words.Count && sentence.Words[at].Lower == "baby" && at + 1 < sentence.Words.Count && ByWord.ContainsKey(sentence.Words[at + 1].Lower))
            at++;
        return at < sentence.Words.Count && (ByWord.TryGetValue(sentence.Words[at].Lower, out var relation) || Several(sentence.Words[at].Lower, out relation)) ? (relation, at + 1) : null;
    }

    // "my sisters": nobody's title, but their names may follow.
    private static bool Several(string word, out Relation relation)
    {
        relation = default;
        if (!word.EndsWith('s') || !ByWord.TryGetValue(word[..^1], out var one) || !one.MultiValued)
            return false;
        relation = one with { IsPerson = false };
        return true;
    }

    /// <summary>True for a word of the table.</summary>
    public static bool IsOne(string word) => ByWord.ContainsKey(word);

    private static FrozenDictionary<string, Relation> Read()
    {
        var found = new Dictionary<string, Relation>(StringComparer.Ordinal);
        foreach (var parts in Lines.Split('\n', StringSplitOptions.TrimEntries).Select(line => line.Split('|')))
        {
            foreach (var word in parts[2].Split(' ').Select(word => word.Split(':')))
                found[word[0]] = new Relation(parts[0] == "=" ? word[^1] : parts[0], parts[1] == "M", word[^1], true);
        }

        foreach (var pet in Nouns.Pets)
            found.TryAdd(pet, new Relation("has pet", true, pet, false));
        return found.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
