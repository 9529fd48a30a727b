using System.Text;

namespace AgentGrains.Engine.Erasure;

/// <summary>
/// Finds where texts that are being erased are quoted, or said in other words. A text quotes one when it has a whole sentence of it, however cased and punctuated, that
/// says something; it says one in other words as a tombstone would have it (decision 24).
/// </summary>
/// <remarks>It holds the texts, so it lives as long as one call. Not thread-safe.</remarks>
internal sealed class ErasedWording
{
    private const int LeastWords = 2;   // that say what a sentence is about: "yes, sure" is everybody's

    private readonly List<string> _phrases = [];
    private readonly Dictionary<string, int> _words = [];
    private readonly List<int[]> _sentences = [];

    public ErasedWording(IReadOnlyCollection<string> texts)
    {
        foreach (var sentence in texts.SelectMany(FactWords.Sentences).Where(sentence => FactWords.Read(sentence).Sum(words => words.Count) >= LeastWords))
            _phrases.Add(Plain(sentence));
        foreach (var words in texts.SelectMany(FactWords.Read))
            _sentences.Add([.. words.Select(word => _words.TryGetValue(word.Term, out var known) ? known : _words[word.Term] = _words.Count + 1).Distinct().Order()]);
    }

    /// <summary>Whether a text holds any of it.</summary>
    public bool IsIn(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return false;
        var plain = Plain(text);
        return _phrases.Exists(phrase => plain.Contains(phrase, StringComparison.Ordinal)) || FactWords.Read(text).Any(IsSaid);
    }

    private bool IsSaid(List<FactWord> words)
    {
        var numbers = words.ConvertAll(word => _words.GetValueOrDefault(word.Term)).ToArray();   // 0: in none of them
        return _sentences.Exists(sentence => FactSketch.Says<int>(sentence, words, numbers));
    }

    // Words in lower case, a space before and after each.
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length + 2).Append(' ');
        foreach (var letter in text)
        {
            if (char.IsLetterOrDigit(letter))
                plain.Append(char.ToLowerInvariant(letter));
            else if (plain[^1] != ' ')
                plain.Append(' ');
        }

        return (plain[^1] == ' ' ? plain : plain.Append(' ')).ToString();
    }
}
