namespace AgentGrains.Engine.Gate;

/// <summary>An utterance cut into words for the gate: lower case, apostrophes kept, with where sentences begin and what is capitalised.</summary>
internal sealed class Utterance
{
    private readonly List<string> _words = [];
    private readonly HashSet<string> _set = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public Utterance(string text)
    {
        Text = text;
        Read(text.Replace('’', '\''));
        First = _words.Count > 2 && GateWords.Polite.Contains($"{_words[0]} {_words[1]}") ? 2 : _words.Count > 1 && _words[0] == "please" ? 1 : 0;
        Joined = $" {string.Join(' ', _words)} ";
    }

    public string Text { get; }

    public IReadOnlyList<string> Words => _words;

    /// <summary>The words between single spaces, with one before the first and after the last, so that phrases can be looked for.</summary>
    public string Joined { get; }

    /// <summary>Where the request begins: after "can you" or "please".</summary>
    public int First { get; }

    /// <summary>Some word inside a sentence is written as a name: "Ann", but not "I" and not a month or weekday.</summary>
    public bool HasName => _names.Count > 0;

    /// <summary>Some name stands in the possessive.</summary>
    public bool HasPossessiveName { get; private set; }

    /// <summary>A name follows an auxiliary: "did Ann".</summary>
    public bool HasSubjectName { get; private set; }

    /// <summary>Letters beyond the ASCII ones outnumber them: not English.</summary>
    public bool IsForeign { get; private set; }

    public bool EndsInQuestion => Text.TrimEnd().EndsWith('?') || Text.Contains('?', StringComparison.Ordinal);

    /// <summary>The word, in lower case, is written as a name inside a sentence.</summary>
    public bool IsName(string word) => _names.Contains(word);

    public bool Has(string word) => _set.Contains(word);

    public bool HasAny(IEnumerable<string> words) => words.Any(_set.Contains);

    public bool BeginsWith(string phrase) => Joined.StartsWith($" {phrase} ", StringComparison.Ordinal);

    public bool HasPhrase(string phrase) => Joined.Contains($" {phrase} ", StringComparison.Ordinal);

    private void Read(string text)
    {
        var (plain, other, begins) = (0, 0, true);
        for (var at = 0; at < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[at]))
            {
                begins |= text[at] is '.' or '?' or '!' or ':' or '\n' or '"';
                at++;
                continue;
            }

            var end = at;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || (text[end] is '\'' or '-' && end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1]))))
                end++;
            var word = text[at..end];
            plain += word.Count(char.IsAsciiLetter);
            other += word.Count(c => char.IsLetter(c) && !char.IsAscii(c));
            Take(word, begins);
            (begins, at) = (false, end);
        }

        IsForeign = other > plain;
    }

    private void Take(string word, bool beginsSentence)
    {
        var lower = word.ToLowerInvariant();
        _words.Add(lower);
        _set.Add(lower);
        var isName = word.Length > 1 && char.IsUpper(word[0]) && char.IsLower(word[1]) && !GateWords.Capitalised.Contains(lower) && word[1] != '\'';
        var possessive = lower.EndsWith("'s", StringComparison.Ordinal) && !GateWords.Contractions.Contains(lower);
        HasPossessiveName |= isName && possessive;
        if (isName && !beginsSentence)
            _names.Add(lower);
        HasSubjectName |= isName && !beginsSentence && _words.Count > 1 && GateWords.BeforeSubjects.Contains(_words[^2]);
    }
}
