using System.Text;
using AgentGrains.Engine.Extraction.Dates;

namespace AgentGrains.Engine.Extraction;

/// <summary>Writes a sentence so that it stands alone: names instead of "I" and "you", dates instead of "yesterday".</summary>
internal static class Rewriter
{
    /// <summary>The sentence, standing alone.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="dates">Its time expressions.</param>
    /// <param name="speaker">Who says it; null leaves "I" as it is.</param>
    /// <param name="listener">Whom it is said to; null leaves "you" as it is.</param>
    /// <param name="lastPerson">Whom "he" or "she" means; null leaves them.</param>
    public static string Rewrite(Sentence sentence, List<DatedPhrase> dates, string? speaker, string? listener, string? lastPerson)
    {
        var text = new StringBuilder();
        var copied = 0;
        for (var i = 0; i < sentence.Words.Count; i++)
        {
            var word = sentence.Words[i];
            if (dates.FirstOrDefault(date => date.First == i && date.IsRelative) is { IsRelative: true } date)
            {
                Replace(word.Start, sentence.Words[date.End - 1].End, date.Text);
                i = date.End - 1;
            }
            else if (Name(word.Lower, speaker, listener, lastPerson) is { } name)
            {
                Replace(word.Start, word.End, name);
                if (word.Lower is "i" or "you" && i + 1 < sentence.Words.Count && Agree(sentence.Words[i + 1].Lower, word.Lower) is { } verb)
                {
                    i++;
                    Replace(sentence.Words[i].Start, sentence.Words[i].End, verb);
                }
            }
        }

        text.Append(sentence.Text, copied, sentence.Text.Length - copied);
        return text.ToString();

        void Replace(int start, int end, string by)
        {
            text.Append(sentence.Text, copied, start - copied).Append(by);
            copied = end;
        }
    }

    private static string? Name(string word, string? speaker, string? listener, string? lastPerson) => word switch
    {
        "i" or "me" or "myself" => speaker,
        "my" or "mine" => speaker is null ? null : speaker + "'s",
        "you" or "yourself" => listener,
        "your" or "yours" => listener is null ? null : listener + "'s",
        "he" or "she" => lastPerson,
        _ => null,
    };

    private static string? Agree(string verb, string pronoun) => verb switch
    {
        "am" or "'m" => pronoun == "i" ? " is" : null,
        "are" or "'re" => pronoun == "you" ? " is" : null,
        "have" => "has",
        "'ve" => " has",
        "'ll" => " will",
        "'d" => " would",
        "do" => "does",
        "were" => "was",
        _ => VerbTable.ThirdForm(verb),
    };
}
