using System.Collections.Frozen;
using System.Text;
using AgentGrains.Engine.Analysis;

namespace AgentGrains.Engine.Resolve;

/// <summary>Tells how surely a predicate is what a field asks for: by name, never by likeness.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class FieldMatcher
{
    /// <summary>The field names the predicate itself.</summary>
    public const int Named = 4;

    private const int SameWords = 3;
    private const int SameConcept = 2;
    private const int SomeWords = 1;

    // Words of fields and predicates that say nothing of what is asked, beside stop words.
    private static readonly FrozenSet<string> Fillers =
        "name value current user users customer client person contact preferred primary main".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private readonly TextFolder _folder = new(foldDigits: true);

    /// <summary>0 when it is not; otherwise the larger the surer.</summary>
    public int Match(FormField field, string predicate)
    {
        var folded = Fold(predicate);
        if (field.Predicate is { } wanted)
            return Fold(wanted) == folded ? Named : 0;
        var (asked, said) = (Words(field.Name), Words(predicate));
        if (asked.Count > 0 && said.Count > 0 && Stems(asked).SetEquals(Stems(said)))
            return SameWords;
        if (FieldConcepts.Mean(folded, asked))
            return SameConcept;
        // A field's last word says what it is: a home phone is a phone, a work email is no work.
        if (asked.Count > 0 && said.Count > 0 && (Stems(asked).IsSubsetOf(Stems(said)) || (Stems(said).IsSubsetOf(Stems(asked)) && Stems(said).Overlaps(Stems(asked[^1..])))))
            return SomeWords;
        return field.Description is { } description && said.Count > 0 && Stems(said).IsSubsetOf(Stems(Words(description))) ? SomeWords : 0;
    }

    /// <summary>A name or value as it is compared.</summary>
    public string Fold(string text) => _folder.Fold(text.Trim()).ToString();

    private List<string> Words(string text)
    {
        var spaced = new StringBuilder();
        foreach (var (at, letter) in text.Index())
        {
            if (char.IsUpper(letter) && at > 0 && char.IsLower(text[at - 1]))
                spaced.Append(' ');
            spaced.Append(char.IsLetterOrDigit(letter) ? letter : ' ');
        }

        return [.. Fold(spaced.ToString()).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => !Fillers.Contains(word) && !StopWords.Contains(word))];
    }

    private static HashSet<string> Stems(List<string> words)
    {
        var stems = new HashSet<string>(StringComparer.Ordinal);
        Span<char> buffer = stackalloc char[TermNormalizer.MaxStemmed];
        foreach (var word in words)
            stems.Add(TermNormalizer.TryNormalize(word, TokenKind.Word, buffer, out var length) ? buffer[..length].ToString() : word);
        return stems;
    }
}
