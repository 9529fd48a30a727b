using System.Security.Cryptography;
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
    private readonly Tombstones _said = new();

    public ErasedWording(IReadOnlyCollection<string> texts)
    {
        foreach (var sentence in texts.SelectMany(FactWords.Sentences).Where(sentence => FactWords.Read(sentence).Sum(words => words.Count) >= LeastWords))
            _phrases.Add(Plain(sentence));
        var sketch = FactSketch.Make(texts, RandomNumberGenerator.GetBytes(FactSketch.SaltBytes));
        if (!sketch.IsEmpty)
            _said.Apply(new MemoryOperation { Kind = OperationKind.Tombstone, Sequence = 1, At = default, Key = "", Target = default, Sketch = sketch });
    }

    /// <summary>Whether a text holds any of it.</summary>
    public bool IsIn(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return false;
        var plain = Plain(text);
        return _phrases.Exists(phrase => plain.Contains(phrase, StringComparison.Ordinal)) || _said.Find(text) is not null;
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
