using System.Collections.Frozen;

namespace AgentGrains.Engine.Extraction;

/// <summary>Reads "my favorite color is green", "my hobbies are knitting and chess": attributes that are worth knowing, and no others.</summary>
/// <remarks>"my back is killing me" has the same form; only what is listed here, and anything favorite, makes a slot.</remarks>
internal static class Attributes
{
    // Words = predicate, with * for several values; the value is what is written.
    private static readonly FrozenDictionary<string, (string Predicate, bool Many, ValueKind Kind)> ByWords = new (string Words, string Predicate, bool Many, ValueKind Kind)[]
    {
        ("hobby,hobbies,pastime,pastimes", "hobby", true, ValueKind.Noun),
        ("allergy,allergies", "allergic to", true, ValueKind.Noun),
        ("job,occupation,profession", "works as", false, ValueKind.Job),
        ("employer,company", "works at", false, ValueKind.Employer),
        ("hometown,home town", "comes from", false, ValueKind.Place),
        ("native language,mother tongue,first language", "speaks", true, ValueKind.Proper),
        ("major", "studies", false, ValueKind.Noun),
        ("birthday", "birthday", false, ValueKind.Title),
        ("full name,last name,surname,middle name,first name,maiden name,email,email address,phone number,number,address,username,handle,blood type,shoe size,star sign,zodiac sign,pronouns,time zone,timezone", "=", false, ValueKind.Title),
    }.SelectMany(item => item.Words.Split(',').Select(words => (words, item))).ToFrozenDictionary(pair => pair.words, pair => (pair.item.Predicate, pair.item.Many, pair.item.Kind), StringComparer.Ordinal);

    public static void Read(Sentence sentence, ValueReader values, string owner, int at, List<Statement> statements)
    {
        for (var verb = at + 2; verb < Math.Min(at + 5, sentence.Words.Count - 1); verb++)
        {
            if (sentence.Words[verb].Breaks)
                return;
            if (sentence.Words[verb].Lower is not ("is" or "are" or "'s" or "include"))
                continue;
            var name = string.Join(' ', Enumerable.Range(at + 1, verb - at - 1).Select(i => sentence.Words[i].Lower == "favourite" ? "favorite" : sentence.Words[i].Lower));
            var isFavorite = name.StartsWith("favorite ", StringComparison.Ordinal);
            if (!ByWords.TryGetValue(name, out var attribute))
                attribute = isFavorite ? (name, false, ValueKind.Noun) : default;
            if (attribute.Predicate is null)
                return;
            var first = verb + 1;
            while (first < sentence.Words.Count - 1 && sentence.Words[first].Lower is "now" or "actually" or "still" or "probably" or "definitely" or "always")
                first++;
            foreach (var value in Value(sentence, values, attribute.Kind, attribute.Many, first))
                statements.Add(new Statement(owner, attribute.Predicate == "=" ? name : attribute.Predicate, value, attribute.Many, isFavorite ? BeliefType.Preference : BeliefType.Fact, false));
            return;
        }
    }

    // What is written there, also a date or an address; a noun ends where nouns end.
    private static List<string> Value(Sentence sentence, ValueReader values, ValueKind kind, bool many, int first)
    {
        if (kind != ValueKind.Title)
            return values.Read(kind, first, sentence.Words.Count, many, owned: true, out _);
        if (sentence.Words[first].Lower is "on" or "in" or "the")
            first++;
        var end = first;
        while (end < sentence.Words.Count && end - first < 6 && !(sentence.Words[end].Breaks && end > first && sentence.Words[end].IsCapital) && sentence.Words[end].Lower is not ("but" or "and" or "so" or "because"))
            end++;
        return first < sentence.Words.Count && sentence.Words[first].Lower is not ("coming" or "not" or "soon" or "next" or "almost" or "tomorrow" or "today") ? [sentence.Slice(first, end)] : [];
    }
}
