using System.Collections.Frozen;

namespace AgentGrains.Engine.Extraction;

/// <summary>Tells what is stated from what is asked, imagined, wished or joked.</summary>
internal static class Modality
{
    private static readonly FrozenSet<string> Asking = "what where who whom whose why how which".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Auxiliary =
        "do does did are is was were have has had can could will would should am didn't don't isn't aren't wasn't".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True for a question, with a question mark or without.</summary>
    public static bool IsQuestion(Sentence sentence)
    {
        if (sentence.IsQuestion)
            return true;
        var (words, first) = (sentence.Words, 0);
        while (first < sentence.Words.Count - 1 && Phrasing.Openers.Contains(sentence.Words[first].Lower))
            first++;
        if (words[first].Lower == "what" && first > 0 && words[first - 1].Lower == "guess")
            return false;
        if (Asking.Contains(words[first].Lower))
            return words.Count > first + 1;
        if (!Auxiliary.Contains(words[first].Lower) || first + 1 >= words.Count)
            return false;
        var next = words[first + 1].Lower == "not" && first + 2 < words.Count ? words[first + 2] : words[first + 1];
        return Phrasing.IsSubject(next.Lower) || next.IsCapital;
    }

    /// <summary>True for a sentence that ends in laughter: a joke until somebody says otherwise.</summary>
    public static bool IsJoke(Sentence sentence) =>
        Phrasing.Laughter.Contains(sentence.Words[^1].Lower) || sentence.Text.Contains("at this point", StringComparison.OrdinalIgnoreCase);

    /// <summary>For every word, whether its clause is only imagined or wished.</summary>
    /// <remarks>"but" and its like begin a new clause; an "if" reaches over a comma.</remarks>
    public static bool[] Unreal(Sentence sentence)
    {
        var unreal = new bool[sentence.Words.Count];
        for (var start = 0; start < unreal.Length;)
        {
            var end = start + 1;
            while (end < unreal.Length && sentence.Words[end].Lower is not ("but" or "however" or "though") && !(sentence.Words[end].Breaks && sentence.Words[end].Lower is "so" or "because"))
                end++;
            for (var i = start; i < end; i++)
            {
                if (!Phrasing.Unreal.Contains(sentence.Words[i].Lower))
                    continue;
                Array.Fill(unreal, true, start, end - start);
                break;
            }

            start = end;
        }

        return unreal;
    }
}
