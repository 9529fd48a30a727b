using System.Collections.Frozen;
using AgentGrains.Engine.Analysis;

namespace AgentGrains.Engine.Erasure;

/// <summary>A word that says what a sentence is about.</summary>
/// <param name="Term">Its stem, or the first word of those that say the same.</param>
/// <param name="Distinguishes">Whether it is a name, a number or somebody's relation: another one of these makes another fact.</param>
internal readonly record struct FactWord(string Term, bool Distinguishes);

/// <summary>Cuts a text into sentences and each into the words that say what it is about.</summary>
/// <remarks>Pure and thread-safe. English; other languages keep their words as they are written.</remarks>
internal static class FactWords
{
    private static readonly FrozenSet<string> Fillers = Terms(
        "thank please hello hi hey yes yeah okay ok sure well good great nice morning evening bye sorry wow cool remember note know tell think say mention fact "
        + "actually honestly currently presently now still get make thing lot bit really by way like happen go").ToFrozenSet();

    private static readonly FrozenDictionary<string, string> Same = (
        "live reside dwell home house inhabit base;work employ job employer;move relocate;own have possess;doctor physician;buy purchase;car vehicle automobile;"
        + "wife husband spouse partner married;child kid;allergy allergic;birthday born birth;favourite favorite prefer best;film movie;colour color;begin start;"
        + "dog puppy;cat kitten;salary earn pay wage;phone telephone mobile;meet meeting appointment;ill sick;diagnose diagnosis;afraid fear scare phobia;"
        + "study student enrol enroll;adopt adoption;flat apartment;name call;password passphrase;medicine medication drug;take use;every daily day;run jog;play player")
        .Split(';').SelectMany(group => Terms(group) is var terms ? terms.Select(term => (term, terms[0])) : []).DistinctBy(pair => pair.term)
        .ToFrozenDictionary(pair => pair.term, pair => pair.Item2);

    private static readonly FrozenSet<string> Relations = Terms(
        "sister brother mother father mum mom dad aunt uncle cousin niece nephew son daughter grandmother grandfather wife husband friend boss colleague "
        + "neighbour neighbor teacher landlord roommate flatmate parent twin").ToFrozenSet();

    /// <summary>The words of every sentence that has any.</summary>
    public static IEnumerable<List<FactWord>> Read(string text)
    {
        var words = new List<FactWord>();
        var (opens, at) = (true, 0);
        while (at < text.Length)
        {
            if (char.IsLetterOrDigit(text[at]))
            {
                var end = WordEnd(text, at);
                Take(text.AsSpan(at, end - at), opens, words);
                (opens, at) = (false, end);
                continue;
            }

            if (EndsSentence(text, at))
            {
                if (words.Count > 0)
                    yield return words;
                (words, opens) = ([], true);
            }

            at++;
        }

        if (words.Count > 0)
            yield return words;
    }

    /// <summary>The sentences of a text, as they are written.</summary>
    public static IEnumerable<string> Sentences(string text)
    {
        var start = 0;
        for (var at = 0; at <= text.Length; at++)
        {
            if (at < text.Length && !EndsSentence(text, at))
                continue;
            yield return text[start..at];
            start = Math.Min(at + 1, text.Length);
        }
    }

    private static bool EndsSentence(string text, int at) =>
        text[at] is '\n' or ';' || text[at] is '.' or '!' or '?' && (at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]));

    private static int WordEnd(string text, int at)
    {
        var (isNumber, end) = (char.IsAsciiDigit(text[at]), at + 1);
        while (end < text.Length && char.IsLetterOrDigit(text[end]) && char.IsAsciiDigit(text[end]) == isNumber)
            end++;
        return end;
    }

    private static void Take(ReadOnlySpan<char> word, bool opens, List<FactWord> words)
    {
        var term = !opens && word is "May" ? "may" : Term(word);   // the month, not the verb; it distinguishes nothing, since older sketches do not hold it
        if (term is null || Fillers.Contains(term))
            return;
        var isKnown = Same.TryGetValue(term, out var same);
        var isName = char.IsAsciiDigit(word[0]) || Relations.Contains(term)
            || char.IsUpper(word[0]) && !isKnown && term != "may" && !(opens && (word.EndsWith("ly") || word.EndsWith("ing")));
        var fact = new FactWord(same ?? term, isName);
        if (!words.Exists(other => other.Term == fact.Term))
            words.Add(fact);
    }

    private static string? Term(ReadOnlySpan<char> word)
    {
        Span<char> term = stackalloc char[TermNormalizer.MaxStemmed];
        return TermNormalizer.TryNormalize(word.ToString().ToLowerInvariant(), char.IsAsciiDigit(word[0]) ? TokenKind.Number : TokenKind.Word, term, out var length)
            ? term[..length].ToString()
            : null;
    }

    private static string[] Terms(string words) => [.. words.Split(' ').Select(word => Term(word)).OfType<string>()];
}
