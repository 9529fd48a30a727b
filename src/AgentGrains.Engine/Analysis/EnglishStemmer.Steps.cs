namespace AgentGrains.Engine.Analysis;

internal ref partial struct EnglishStemmer
{
    // Longest suffix first: the first that fits decides, even when its region forbids the change.
    private static readonly (string Suffix, string With)[] Step2Rules =
    [
        ("ational", "ate"), ("fulness", "ful"), ("iveness", "ive"), ("ization", "ize"), ("ousness", "ous"),
        ("biliti", "ble"), ("lessli", "less"), ("tional", "tion"),
        ("alism", "al"), ("aliti", "al"), ("ation", "ate"), ("entli", "ent"), ("fulli", "ful"), ("iviti", "ive"), ("ousli", "ous"),
        ("abli", "able"), ("alli", "al"), ("anci", "ance"), ("ator", "ate"), ("enci", "ence"), ("izer", "ize"),
        ("bli", "ble"), ("ogi", "og"), ("li", ""),
    ];

    private static readonly (string Suffix, string With)[] Step3Rules =
    [
        ("ational", "ate"), ("tional", "tion"), ("alize", "al"), ("ative", ""), ("icate", "ic"), ("iciti", "ic"), ("ical", "ic"),
        ("ness", ""), ("ful", ""),
    ];

    private static readonly string[] Step4Suffixes =
        ["ement", "able", "ance", "ence", "ible", "ment", "ant", "ate", "ent", "ion", "ism", "iti", "ive", "ize", "ous", "al", "er", "ic"];

    private readonly bool Ends(string suffix) => Current.EndsWith(suffix, StringComparison.Ordinal);

    private void Replace(int suffixLength, string with)
    {
        _length -= suffixLength;
        with.CopyTo(_word[_length..]);
        _length += with.Length;
    }

    private void Step1A()
    {
        if (Ends("sses"))
            _length -= 2;
        else if (Ends("ied") || Ends("ies"))
            _length -= _length > 4 ? 2 : 1;
        else if (Ends("s") && !Ends("us") && !Ends("ss") && HasVowelBefore(_length - 2))
            _length--;
    }

    private void Step1B()
    {
        if (Ends("eed") || Ends("eedly"))
        {
            var suffix = Ends("eed") ? 3 : 5;
            if (_length - suffix >= _region1)
                _length -= suffix - 2;
            return;
        }

        var removed = Ends("ingly") ? 5 : Ends("edly") ? 4 : Ends("ing") ? 3 : Ends("ed") ? 2 : 0;
        if (removed == 0 || !HasVowelBefore(_length - removed))
            return;
        _length -= removed;
        if (Ends("at") || Ends("bl") || Ends("iz"))
            _word[_length++] = 'e';
        else if (EndsInDouble())
            _length--;
        else if (_region1 >= _length && EndsInShortSyllable(_length))
            _word[_length++] = 'e';
    }

    private readonly bool EndsInDouble() =>
        _length > 1 && _word[_length - 1] == _word[_length - 2]
        && _word[_length - 1] is 'b' or 'd' or 'f' or 'g' or 'm' or 'n' or 'p' or 'r' or 't';

    private readonly void Step1C()
    {
        if (_length > 2 && _word[_length - 1] is 'y' or 'Y' && !IsVowel(_word[_length - 2]))
            _word[_length - 1] = 'i';
    }

    private void Step2()
    {
        foreach (var (suffix, with) in Step2Rules)
        {
            if (!Ends(suffix))
                continue;
            var start = _length - suffix.Length;
            var allowed = suffix switch
            {
                "ogi" => start > 0 && _word[start - 1] == 'l',
                "li" => start > 0 && _word[start - 1] is 'c' or 'd' or 'e' or 'g' or 'h' or 'k' or 'm' or 'n' or 'r' or 't',
                _ => true,
            };
            if (start >= _region1 && allowed)
                Replace(suffix.Length, with);
            return;
        }
    }

    private void Step3()
    {
        foreach (var (suffix, with) in Step3Rules)
        {
            if (!Ends(suffix))
                continue;
            var start = _length - suffix.Length;
            if (start >= (suffix == "ative" ? _region2 : _region1))
                Replace(suffix.Length, with);
            return;
        }
    }

    private void Step4()
    {
        foreach (var suffix in Step4Suffixes)
        {
            if (!Ends(suffix))
                continue;
            var start = _length - suffix.Length;
            if (start >= _region2 && (suffix != "ion" || (start > 0 && _word[start - 1] is 's' or 't')))
                _length = start;
            return;
        }
    }

    private void Step5()
    {
        var last = _length - 1;
        if (Ends("e") && (last >= _region2 || (last >= _region1 && !EndsInShortSyllable(last))))
            _length--;
        else if (Ends("l") && last >= _region2 && _length > 1 && _word[_length - 2] == 'l')
            _length--;
    }
}
