namespace AgentGrains.Engine.Extraction;

/// <summary>Reads what follows a subject: auxiliaries and adverbs, a way of the <see cref="VerbTable"/>, its values, and what is joined to it by "and".</summary>
/// <remarks>Where a short time is told, the past tense tells an occasion.</remarks>
internal sealed partial class VerbReader(Sentence sentence, ValueReader values, bool isDated, List<Statement> statements)
{
    private const int JoinWindow = 8;   // words between a value and the "and" that goes on with the same subject

    /// <summary>Reads from the word after the subject.</summary>
    /// <param name="subject">Whose slots they are.</param>
    /// <param name="at">The word after the subject.</param>
    /// <param name="free">A verb without a way of its own is a pastime.</param>
    /// <param name="isNamed">The subject is neither "I" nor "you", so that its verbs end in -s.</param>
    public void Read(string subject, int at, bool free, bool isNamed = false)
    {
        for (var joined = 0; joined < 4 && at < sentence.Words.Count; joined++)
        {
            var (end, found) = ReadOne(subject, at, new Aspect(free, isNamed));
            if (!found || Joined(end) is not { } next)
                return;
            (at, free) = (next, false);
        }
    }

    /// <summary>Reads a sentence that leaves out "I": "Just got back from Oslo", "Not a fan of olives".</summary>
    public void ReadOmitted(string speaker)
    {
        var at = 0;
        while (at < sentence.Words.Count - 1 && at < 5 && Phrasing.Openers.Contains(sentence.Words[at].Lower))
            at++;
        var word = sentence.Words[at].Lower;
        if (VerbForms.IsPast(word) || word is "allergic" or "huge" or "big" || (word == "not" && at + 1 < sentence.Words.Count && sentence.Words[at + 1].Lower is "a" or "allergic"))
            Read(speaker, at, false);
    }

    private (int End, bool Found) ReadOne(string subject, int at, Aspect aspect)
    {
        for (var start = at; at < sentence.Words.Count; at++)
        {
            var word = sentence.Words[at].Lower;
            if (sentence.Words[at].Breaks && at > start)
                return (at, false);
            if (Ways(subject, at, aspect) is { } end)
                return (end, true);
            if (aspect.Take(sentence, ref at) || VerbForms.IsAdverb(word))
                continue;
            if (aspect.Free && values.Read(ValueKind.Activity, at, sentence.Words.Count, true, false, out var after) is { Count: > 0 } pastimes)
            {
                statements.AddRange(pastimes.Select(value => new Statement(subject, "hobby", value, true, BeliefType.Fact, false)));
                return (after, true);
            }

            if (Phrasing.Future.Contains(word) || !Phrasing.Skipped.Contains(word))
                return (at, false);
        }

        return (at, false);
    }

    private int? Ways(string subject, int at, Aspect aspect)
    {
        foreach (var pattern in VerbTable.Of(sentence.Words[at].Lower))
        {
            if ((!pattern.NeedsBe || aspect.Be) && !(aspect.IsNamed && VerbTable.IsBaseForm(pattern, sentence.Words[at].Lower)) && Matches(pattern, at) is { } match)
                return Take(subject, pattern, match, aspect, VerbTable.IsPastForm(pattern, sentence.Words[at].Lower));
        }

        if (!aspect.Be)
            return null;
        foreach (var pattern in VerbTable.OfBeing)
        {
            if (Matches(pattern, at) is { } match)
                return Take(subject, pattern, match, aspect, false);
        }

        return null;
    }

    private int? Take(string subject, VerbPattern pattern, Match match, Aspect aspect, bool isPastForm)
    {
        var isOver = aspect.UsedTo || aspect.NoLonger || HasAnymore(match.End) || pattern.Ends
            || (pattern.IsState && !aspect.Perfect && (isPastForm || aspect.WasBe) && pattern.Predicate is not "comes from");
        if (isPastForm && isDated && !aspect.UsedTo)
            return match.End;   // "worked late on Friday": one occasion ends nothing
        if (pattern.Predicate == "age" && isOver)
            return match.End;
        if (aspect.Never || (aspect.Not && (!pattern.IsState || aspect.Perfect || pattern.Ends)))
            return match.End;
        if (aspect.Not && !isOver)
        {
            if (pattern.Predicate == "likes")
                Add(subject, pattern with { Predicate = "dislikes" }, match.Values, false);
            else if (!pattern.MultiValued)
                Add(subject, pattern, match.Values, true);
            return match.End;
        }

        // A new value of a single-valued slot takes the old one's place before the old one is said to be over.
        Add(subject, pattern, match.Values, isOver);
        Add(subject, pattern, match.Over, true);
        return Then(subject, pattern, match.End, isOver);
    }

    private void Add(string subject, VerbPattern pattern, List<string> found, bool isOver) =>
        statements.AddRange(found.Select(value => new Statement(subject, pattern.Predicate, value, pattern.MultiValued, pattern.Type, isOver)));

    private bool HasAnymore(int end)
    {
        for (var i = end; i < Math.Min(sentence.Words.Count, end + 5) && !(sentence.Words[i].Breaks && i > end); i++)
        {
            if (sentence.Words[i].Lower == "anymore" || (sentence.Words[i].Lower == "more" && sentence.Words[i - 1].Lower == "any"))
                return true;
        }

        return false;
    }

    // "... and work as a chef": the next verb of the same subject.
    private int? Joined(int end)
    {
        for (var i = end; i < Math.Min(sentence.Words.Count - 1, end + JoinWindow); i++)
        {
            var word = sentence.Words[i].Lower;
            var next = word is "and" or "but" or "then" ? i + 1 : sentence.Words[i].Breaks ? i : -1;
            if (next < 0)
            {
                if (Phrasing.IsSubject(word))
                    return null;
                continue;
            }

            while (next < sentence.Words.Count - 1 && sentence.Words[next].Lower is "and" or "then" or "now" or "also" or "just")
                next++;
            return Phrasing.IsSubject(sentence.Words[next].Lower) || sentence.Words[next].Lower is "if" or "when" ? null
                : VerbTable.IsVerb(sentence.Words[next].Lower) || Phrasing.Skipped.Contains(sentence.Words[next].Lower) ? next : null;
        }

        return null;
    }
}
