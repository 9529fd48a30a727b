namespace AgentGrains.Engine.Analysis;

/// <summary>
/// The Snowball English ("Porter2") stemmer, M. F. Porter 2001, with its exceptional forms. Works in place.
/// </summary>
/// <remarks>Suffix rules are in the other part. The word must be lower-case ASCII letters and fit the buffer.</remarks>
internal ref partial struct EnglishStemmer
{
    private readonly Span<char> _word;
    private int _length;
    private int _region1;
    private int _region2;

    private EnglishStemmer(Span<char> word)
    {
        _word = word;
        _length = word.Length;
    }

    /// <summary>Stems <paramref name="word"/> in place and returns the stem's length, never more than the word's.</summary>
    public static int Stem(Span<char> word)
    {
        if (word.Length < 3)
            return word.Length;
        if (TryException(word, out var length))
            return length;

        var stemmer = new EnglishStemmer(word);
        stemmer.MarkConsonantY();
        stemmer.MarkRegions();
        stemmer.Step1A();
        if (!IsInvariantAfterPlural(stemmer.Current))
        {
            stemmer.Step1B();
            stemmer.Step1C();
            stemmer.Step2();
            stemmer.Step3();
            stemmer.Step4();
            stemmer.Step5();
        }

        stemmer._word[..stemmer._length].Replace('Y', 'y');
        return stemmer._length;
    }

    private readonly ReadOnlySpan<char> Current => _word[.._length];

    private static bool TryException(Span<char> word, out int length)
    {
        var stem = (ReadOnlySpan<char>)word switch
        {
            "skis" => "ski",
            "skies" => "sky",
            "dying" => "die",
            "lying" => "lie",
            "tying" => "tie",
            "idly" => "idl",
            "gently" => "gentl",
            "ugly" => "ugli",
            "early" => "earli",
            "only" => "onli",
            "singly" => "singl",
            "sky" or "news" or "howe" or "atlas" or "cosmos" or "bias" or "andes" => "",
            _ => null,
        };
        length = string.IsNullOrEmpty(stem) ? word.Length : stem.Length;
        stem?.CopyTo(word);
        return stem is not null;
    }

    private static bool IsInvariantAfterPlural(ReadOnlySpan<char> word) =>
        word is "inning" or "outing" or "canning" or "herring" or "earring" or "proceed" or "exceed" or "succeed";

    // A y that begins the word or follows a vowel is a consonant; it is written Y while the rules run.
    private readonly void MarkConsonantY()
    {
        for (var i = 0; i < _length; i++)
        {
            if (_word[i] == 'y' && (i == 0 || IsVowel(_word[i - 1])))
                _word[i] = 'Y';
        }
    }

    private void MarkRegions()
    {
        _region1 = Current.StartsWith("gener") || Current.StartsWith("arsen") ? 5 : Current.StartsWith("commun") ? 6 : RegionAfter(0);
        _region2 = RegionAfter(_region1);
    }

    private readonly int RegionAfter(int start)
    {
        for (var i = start + 1; i < _length; i++)
        {
            if (!IsVowel(_word[i]) && IsVowel(_word[i - 1]))
                return i + 1;
        }

        return _length;
    }

    private readonly bool HasVowelBefore(int end)
    {
        foreach (var c in _word[..Math.Max(end, 0)])
        {
            if (IsVowel(c))
                return true;
        }

        return false;
    }

    private readonly bool EndsInShortSyllable(int end)
    {
        if (end < 2)
            return false;
        if (end == 2)
            return IsVowel(_word[0]) && !IsVowel(_word[1]);
        return !IsVowel(_word[end - 3]) && IsVowel(_word[end - 2]) && !IsVowel(_word[end - 1]) && _word[end - 1] is not ('w' or 'x' or 'Y');
    }

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';
}
