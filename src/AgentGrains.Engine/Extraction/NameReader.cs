using System.Text.RegularExpressions;

namespace AgentGrains.Engine.Extraction;

/// <summary>Finds what a sentence says about names: abbreviations, terms and what people call things (after MARK's terminology memory).</summary>
/// <remarks>The expressions of <see cref="NameForms"/> do not backtrack: time is linear in the sentence.</remarks>
internal static class NameReader
{
    /// <summary>The long form and the short form that the sentence equates; null when it equates none.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="speaker">Whom "call me Ann" is about; null leaves it out.</param>
    public static (string Long, string Short)? Read(string sentence, string? speaker)
    {
        if (!NameForms.Cues.Any(cue => sentence.Contains(cue, StringComparison.OrdinalIgnoreCase)))
            return null;
        foreach (var (form, proof) in NameForms.All)
        {
            if (form.Match(sentence) is { Success: true } match && Pair(sentence, match, proof, speaker) is { } pair)
                return pair;
        }

        return null;
    }

    private static (string Long, string Short)? Pair(string sentence, Match match, NameProof proof, string? speaker)
    {
        var (full, brief) = (match.Groups["long"].Success ? Trimmed(match.Groups["long"].Value) : speaker ?? "", Trimmed(match.Groups["short"].Value));
        if (full.Length < 2 || brief.Length == 0 || string.Equals(full, brief, StringComparison.OrdinalIgnoreCase)
            || Phrasing.NotNames.Contains(brief.ToLowerInvariant()) || Phrasing.NotNames.Contains(full.ToLowerInvariant()) || IsPronoun(full) || IsPronoun(brief))
            return null;
        var before = match.Groups["short"].Index;
        var isMarked = before > 0 && ("\"'“".Contains(sentence[before - 1], StringComparison.Ordinal) || sentence.AsSpan(0, before).EndsWith("the ", StringComparison.OrdinalIgnoreCase));
        return proof switch
        {
            // "it means a lot" explains nothing: what is explained looks like a term, or stands in quotation marks.
            NameProof.Term when !LooksLikeTerm(brief) && !(isMarked && sentence[before - 1] != ' ') => null,
            NameProof.Acronym when !LooksLikeTerm(brief) => null,
            NameProof.Capital when !char.IsUpper(brief[0]) && !isMarked => null,
            NameProof.Initials when !IsAbbreviation(brief, ref full) => null,
            _ => (full, brief),
        };
    }

    private static bool IsPronoun(string text) => text.ToLowerInvariant() is "them" or "him" or "me" or "us" or "everyone" or "everything" or "back" or "later" or "one" or "lot" or "lots";

    private static bool LooksLikeTerm(string text) =>
        !text.Contains(' ', StringComparison.Ordinal) && (text.Count(char.IsUpper) >= 2 || (text.Any(char.IsDigit) && text.Any(char.IsLetter)));

    // "the team uses customer relationship management (CRM)": the long form is the words that the letters come from; small words may be left out.
    private static bool IsAbbreviation(string brief, ref string full)
    {
        var words = full.Split(' ');
        var letters = brief.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant).ToArray();
        if (letters.Length < 2)
            return false;
        var (letter, word) = (letters.Length - 1, words.Length - 1);
        for (; letter >= 0 && word >= 0; word--)
        {
            if (char.ToLowerInvariant(words[word][0]) == letters[letter])
                letter--;
            else if (words[word] is not ("of" or "for" or "and" or "the" or "in" or "on" or "to" or "&"))
                break;
        }

        if (letter < 0)
        {
            full = string.Join(' ', words[(word + 1)..]);
            return true;
        }

        var last = words[^1];
        if (!char.IsUpper(last[0]) || char.ToLowerInvariant(last[0]) != letters[0] || !brief.All(char.IsUpper) || brief.Length > last.Length)
            return false;
        full = last;
        return true;
    }

    private static string Trimmed(string text)
    {
        text = text.Trim();
        foreach (var tail in (ReadOnlySpan<string>)[" here", " now", " in our team", " for us", " at work", " in this project", " by the way", " the", " a", " these days", " obviously", " anyway", " btw"])
        {
            if (text.EndsWith(tail, StringComparison.OrdinalIgnoreCase))
                text = text[..^tail.Length];
        }

        foreach (var head in (ReadOnlySpan<string>)["the ", "our ", "my ", "a ", "an "])
        {
            if (text.StartsWith(head, StringComparison.OrdinalIgnoreCase))
                text = text[head.Length..];
        }

        // "my friend Elizabeth" is called by her name.
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && Relations.IsOne(text[..space]) && char.IsUpper(text[space + 1]) ? text[(space + 1)..] : text;
    }
}
