namespace AgentGrains.Engine.Consolidation;

/// <summary>Makes a gist of a text by rule, and says of any gist whether something would be lost by it.</summary>
/// <remarks>Extractive: a gist is made of the text's own sentences, or, from a model, of its own words.</remarks>
internal static class Gists
{
    private const double Worthwhile = 0.95;
    private const double LeastKept = 0.5;   // of what the text tells: less is a piece of it, as a model that was cut off gives

    /// <summary>The sentences that tell something; null when that is the whole text, or saves next to nothing.</summary>
    public static string? Make(string text, WordInformation words, double leastInformation)
    {
        if (leastInformation <= 0)
            return null;
        var sentences = SentenceReader.Read(text);
        if (sentences.Count < 2)
            return null;
        var told = sentences.ConvertAll(sentence => words.Of([sentence]));
        var most = told.Max();
        var keeps = sentences.Select((sentence, i) => told[i] >= leastInformation || told[i] == most || words.FactsOf(sentence).Any()).ToArray();

        // The most telling of the rest until half of it all is kept.
        foreach (var next in Enumerable.Range(0, told.Count).Where(i => !keeps[i]).OrderByDescending(i => told[i]).ToList())
        {
            if (words.Of(Kept()) >= LeastKept * words.Of(sentences))
                break;
            keeps[next] = true;
        }

        var gist = string.Join(' ', Kept().Select(sentence => sentence.Text));
        return gist.Length <= text.Length * Worthwhile ? gist : null;

        List<Sentence> Kept() => [.. sentences.Where((_, i) => keeps[i])];
    }

    /// <summary>Why a gist must not stand for a text; null when it may.</summary>
    public static string? WhyNot(string text, string gist, WordInformation words)
    {
        if (string.IsNullOrWhiteSpace(gist))
            return "it is empty";
        if (gist.Length >= text.Length)
            return "it is no shorter";
        var own = SentenceReader.Read(text);
        var kept = SentenceReader.Read(gist);
        var wordsOfText = own.SelectMany(sentence => sentence.Words).ToHashSet(StringComparer.Ordinal);
        if (kept.SelectMany(sentence => sentence.Words).FirstOrDefault(word => !wordsOfText.Contains(word)) is { } foreign)
            return $"'{foreign}' is not in the text";

        if (words.Of(kept) < LeastKept * words.Of(own))
            return "it keeps less than half of what the text tells";

        // By number: "not this, not that" has two negations.
        var facts = Count(kept.SelectMany(sentence => sentence.Facts).Concat(kept.SelectMany(sentence => sentence.Words.Take(1))));
        foreach (var (fact, times) in Count(own.SelectMany(words.FactsOf)))
        {
            if (facts.GetValueOrDefault(fact) < times && !(times == 1 && gist.Contains(fact, StringComparison.OrdinalIgnoreCase)))
                return $"'{fact}' would be lost";
        }

        return null;
    }

    private static Dictionary<string, int> Count(IEnumerable<string> facts) => facts.GroupBy(fact => fact, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
}
