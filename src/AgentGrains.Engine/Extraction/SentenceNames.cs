namespace AgentGrains.Engine.Extraction;

/// <summary>Finds names by their capitals, and whom a conversation last spoke of.</summary>
internal static class SentenceNames
{
    private static readonly string[] BeforePlaces = ["in", "at", "to", "from", "for", "near", "of", "the", "a", "an", "on", "into", "visited", "joined"];

    /// <summary>The names of a sentence, in order; a comma ends one.</summary>
    public static IEnumerable<string> Of(Sentence sentence) => Spans(sentence).Select(span => sentence.Slice(span.Start, span.End));

    /// <summary>
    /// "She" is whoever was last named and does not take part in the conversation; two in one turn leave it open. A place is nobody.
    /// </summary>
    public static string? LastPerson(MemoryRecord turn, List<string> actors, string? last)
    {
        var named = SentenceReader.Read(turn.Text).Select(sentence => Person(sentence, actors)).OfType<string>().Distinct(StringComparer.Ordinal).Take(2).ToList();
        return named.Count switch { 0 => last, 1 => named[0], _ => null };
    }

    /// <summary>The first person a sentence names who does not take part in the conversation.</summary>
    public static string? Person(Sentence sentence, List<string> actors) => Spans(sentence)
        .Where(span => span.Start == 0 || !BeforePlaces.Contains(sentence.Words[span.Start - 1].Lower))
        .Select(span => sentence.Slice(span.Start, span.End)).FirstOrDefault(name => !actors.Contains(name));

    private static IEnumerable<(int Start, int End)> Spans(Sentence sentence)
    {
        for (var at = 0; at < sentence.Words.Count; at++)
        {
            if (!IsName(sentence, at))
                continue;
            var end = at + 1;
            while (end < sentence.Words.Count && !sentence.Words[end].Breaks && IsName(sentence, end))
                end++;
            yield return (at, end);
            at = end - 1;
        }
    }

    // A capital at the beginning says nothing by itself.
    private static bool IsName(Sentence sentence, int at) =>
        sentence.Words[at].IsCapital && !Phrasing.NotNames.Contains(sentence.Words[at].Lower) && sentence.Words[at].Lower.Length > 1
        && (at > 0 || (sentence.Words.Count > 1 && sentence.Words[1].IsCapital));
}
