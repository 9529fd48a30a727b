using System.Text.RegularExpressions;

namespace AgentGrains.Engine.Extraction;

/// <summary>Finds what a sentence says about names: abbreviations, terms and what people call things (after MARK's terminology memory).</summary>
/// <remarks>The expressions do not backtrack: time is linear in the sentence.</remarks>
internal static class NameReader
{
    private const string Long = @"(?<long>[\p{L}\p{N}][\p{L}\p{N}'&/_.-]*(?: [\p{L}\p{N}&/][\p{L}\p{N}'&/_.-]*){0,6})";
    private const string Short = @"[""'“”]?(?<short>[\p{L}\p{N}][\p{L}\p{N}'&/_.+-]*(?: \p{Lu}[\p{L}\p{N}'&/_.-]*){0,2})[""'“”]?";

    private static readonly string[] Cues = ["short for", "stands for", "means", "abbreviat", "acronym", "aka", "a.k.a", "known as", "call", "(", "nickname", "mean ", "refer", "shorthand"];

    private static readonly Regex[] Forms =
    [
        Form($@"\b{Short},? (?:is|was|are|which is) (?:just |simply )?(?:short|shorthand|an? abbreviation|an? acronym|our shorthand|our abbreviation) (?:for|of) (?:the |our )?{Long}"),
        Form($@"\b{Short} (?:stands for|means|refers to) (?:the |our )?{Long}"),
        Form($@"\b(?:by|when I say|when we say|if I say|with) {Short},? (?:I|we|people) mean (?:the |our )?{Long}"),
        Form($@"\b(?:the |our )?{Long},? (?:also known as|better known as|aka|a\.k\.a\.?|nicknamed|or {Short.Replace("<short>", "<other>", StringComparison.Ordinal)} for short|abbreviated (?:as|to)|shortened to) (?:the )?{Short}"),
        Form($@"\b(?:we|I|they|people|everyone|everybody) (?:all |just |usually |always )?calls? (?:the |our |my )?{Long} (?:just |simply )?{Short}$"),
        Form($@"\blet(?:'|’)?s call (?:the |our |my )?{Long} {Short}$"),
        Form($@"\b{Long}, (?:which|whom|that) (?:we|I|they|people|everyone) (?:all |just |usually )?calls? {Short}"),
        Form($@"\b{Long} \((?:aka |or |a\.k\.a\.? |the )?{Short}\)"),
    ];

    /// <summary>The long form and the short form that the sentence equates; null when it equates none.</summary>
    public static (string Long, string Short)? Read(string sentence)
    {
        if (!Cues.Any(cue => sentence.Contains(cue, StringComparison.OrdinalIgnoreCase)))
            return null;
        foreach (var form in Forms)
        {
            if (form.Match(sentence) is { Success: true } match && Pair(match) is { } pair)
                return pair;
        }

        return null;
    }

    private static (string Long, string Short)? Pair(Match match)
    {
        var (full, brief) = (match.Groups["long"].Value.Trim(), match.Groups["short"].Value.Trim());
        full = Trimmed(full);
        if (full.Length < 2 || brief.Length == 0 || string.Equals(full, brief, StringComparison.OrdinalIgnoreCase))
            return null;
        if (Phrasing.NotNames.Contains(brief.ToLowerInvariant()) || Phrasing.NotNames.Contains(full.ToLowerInvariant()))
            return null;

        // "it means a lot" explains nothing: what is explained looks like a term, or stands in quotation marks.
        var quoted = match.Groups["short"].Index > 0 && match.Groups["short"].Index > match.Index && "\"'“".Contains(match.Value[match.Groups["short"].Index - match.Index - 1], StringComparison.Ordinal);
        if ((match.Value.Contains(" means ", StringComparison.Ordinal) || match.Value.Contains(" refers ", StringComparison.Ordinal) || match.Value.Contains(" stands for ", StringComparison.Ordinal))
            && !quoted && !LooksLikeTerm(brief))
            return null;

        // In brackets anything may stand; it is a name when it is made of the long form's letters or written in capitals.
        return match.Value.EndsWith(')') && !IsAbbreviation(brief, ref full) ? null : (full, brief);
    }

    private static bool LooksLikeTerm(string text) => text.Count(char.IsUpper) >= 2 || (text.Any(char.IsDigit) && text.Any(char.IsLetter));

    // "the team uses customer relationship management (CRM)": the long form is the words that the letters come from.
    private static bool IsAbbreviation(string brief, ref string full)
    {
        var words = full.Split(' ');
        var letters = brief.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant).ToArray();
        if (words.Length >= letters.Length && letters.Length >= 2
            && words[^letters.Length..].Zip(letters, (word, letter) => char.ToLowerInvariant(word[0]) == letter).All(same => same))
        {
            full = string.Join(' ', words[^letters.Length..]);
            return true;
        }

        var last = words[^1];
        if (!char.IsUpper(last[0]) || char.ToLowerInvariant(last[0]) != letters.FirstOrDefault())
            return false;
        full = last;
        return true;
    }

    private static string Trimmed(string text)
    {
        foreach (var tail in (ReadOnlySpan<string>)[" here", " now", " in our team", " for us", " at work", " in this project", " by the way"])
        {
            if (text.EndsWith(tail, StringComparison.OrdinalIgnoreCase))
                text = text[..^tail.Length];
        }

        return text.Trim();
    }

    private static Regex Form(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
