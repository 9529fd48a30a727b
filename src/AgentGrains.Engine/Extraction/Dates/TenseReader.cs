namespace AgentGrains.Engine.Extraction.Dates;

/// <summary>Where in time a clause stands, as far as its words show.</summary>
internal enum Tense
{
    Unknown,
    Past,
    Future,
}

/// <summary>Tells from the nearest verb whether "on Friday" is the last one or the next.</summary>
internal static class TenseReader
{
    private const int Window = 24;   // words looked at on either side, so that time stays linear

    /// <summary>The tense of the nearest verb before the word, or else of the nearest after it.</summary>
    public static Tense At(Sentence sentence, int at)
    {
        for (var i = at - 1; i >= Math.Max(0, at - Window); i--)
        {
            if (Of(sentence, i) is not Tense.Unknown and var tense)
                return tense;
        }

        for (var i = at; i < Math.Min(sentence.Words.Count, at + Window); i++)
        {
            if (Of(sentence, i) is not Tense.Unknown and var tense)
                return tense;
        }

        return Tense.Unknown;
    }

    private static Tense Of(Sentence sentence, int at)
    {
        var word = sentence.Words[at].Lower;
        if (VerbForms.IsPast(word))
            return IsPassive(sentence, at) ? Tense.Unknown : Tense.Past;
        if (word == "'s" && (at == 0 || sentence.Words[at - 1].Lower is not ("he" or "she" or "it" or "that" or "there" or "what" or "who" or "here")))
            return Tense.Unknown;   // a possessive
        return VerbForms.Ahead.Contains(word) ? Tense.Future : Tense.Unknown;
    }

    // "will be done", "is closed": the form of "be" tells, not the participle.
    private static bool IsPassive(Sentence sentence, int at) =>
        at > 0 && sentence.Words[at - 1].Lower is "be" or "is" or "are" or "am" or "being" or "gets" or "get" or "not" && (sentence.Words[at - 1].Lower != "not" || (at > 1 && sentence.Words[at - 2].Lower is "is" or "are"));
}
