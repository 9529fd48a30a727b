namespace AgentGrains.Engine.Channels;

/// <summary>
/// Tells questions that ask for several things ("what books has Ann read", "which of the cities", "how many pets") from those that ask for one: by a
/// plural soon after the word that asks, or by how they begin. English; other languages are taken to ask for one.
/// </summary>
internal static class ListQuestions
{
    private const int Near = 3;   // words after the one that asks

    private static readonly string[] Beginnings = ["how many ", "where has ", "where have ", "who has ", "who have ", "what has ", "what have ", "what do ", "what are "];

    // They end like a plural and are none.
    private static readonly string[] NoPlurals = ["does", "has", "was", "his", "this", "its", "always", "perhaps", "yes", "besides"];

    /// <summary>Whether a question, as its folded words joined by spaces, asks for several things.</summary>
    public static bool IsOne(ReadOnlySpan<char> words)
    {
        foreach (var beginning in Beginnings)
        {
            if (words.StartsWith(beginning))
                return true;
        }

        var word = Next(ref words);
        if (word is "in" or "on" or "at" or "to")
            word = Next(ref words);
        if (word is not ("what" or "which"))
            return false;
        for (var after = 0; after < Near && !words.IsEmpty; after++)
        {
            if (IsPlural(Next(ref words)))
                return true;
        }

        return false;
    }

    private static bool IsPlural(ReadOnlySpan<char> word)
    {
        if (word.Length < 3 || word[^1] != 's' || word[^2] is 's' or 'u')
            return false;
        foreach (var other in NoPlurals)
        {
            if (word.SequenceEqual(other))
                return false;
        }

        return true;
    }

    private static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> words)
    {
        var end = words.IndexOf(' ');
        var word = end < 0 ? words : words[..end];
        words = end < 0 ? default : words[(end + 1)..];
        return word;
    }
}
