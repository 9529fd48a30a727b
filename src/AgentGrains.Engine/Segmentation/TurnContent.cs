using AgentGrains.Engine.Analysis;

namespace AgentGrains.Engine.Segmentation;

/// <summary>What a turn is about, as far as segmenting needs it.</summary>
/// <param name="Words">Its longer words, folded.</param>
/// <param name="Topics">Its topics, a bit each.</param>
/// <param name="HasCue">One of its sentences begins with words that announce something else.</param>
/// <param name="Asks">It ends in a question.</param>
/// <param name="Opens">Its question is one that opens a matter ("how's ...", "what's new").</param>
internal sealed record TurnContent(IReadOnlyList<string> Words, uint Topics, bool HasCue, bool Asks, bool Opens)
{
    private const int MinLength = 4;

    private static readonly string[] Cues =
        ["by the way", "btw", "anyway", "on another note", "on a different note", "changing the subject", "change of subject", "speaking of", "before i forget", "guess what", "oh and",
            "oh, and", "oh also", "one more thing", "unrelated", "in other news", "hey,", "oh, before", "oh before", "also, did", "that reminds me", "completely different", "not to change the subject", "fun fact", "news from"];

    private static readonly string[] Openings = ["how's ", "how is ", "how are ", "how was ", "what about ", "what's new", "so what's", "have you heard", "did you hear"];

    /// <summary>Reads a turn.</summary>
    public static TurnContent Of(string text)
    {
        var words = new List<string>();
        var topics = 0u;
        var tokens = new Tokenizer(new TextFolder().Fold(text));
        while (tokens.MoveNext())
        {
            var word = tokens.Current.ToString();
            topics |= Segmentation.Topics.Of(word);
            if (word.Length >= MinLength && !Common.Contains(word))
                words.Add(word);
        }

        return new TurnContent(words, topics, Begins(text, Cues), text.AsSpan().TrimEnd().EndsWith("?"), Begins(text, Openings));
    }

    private static readonly HashSet<string> Common = new(StringComparer.Ordinal)
    {
        "that", "this", "with", "have", "your", "what", "when", "they", "them", "there", "then", "just", "really", "about", "would", "could", "been", "were", "from", "will", "well",
        "yeah", "know", "like", "good", "great", "much", "more", "some", "still", "very", "doing", "going", "time", "last", "next", "back", "here", "where", "than", "dont", "didn",
    };

    // At the beginning of the turn or of one of its sentences.
    private static bool Begins(string text, string[] openings)
    {
        for (var at = 0; at >= 0 && at < text.Length;)
        {
            while (at < text.Length && !char.IsLetterOrDigit(text[at]))
                at++;
            foreach (var opening in openings)
            {
                if (text.AsSpan(at).StartsWith(opening, StringComparison.OrdinalIgnoreCase))
                    return true;
            }

            var end = text.AsSpan(at).IndexOfAny('.', '!', '?');
            at = end < 0 ? -1 : at + end + 1;
        }

        return false;
    }
}

/// <summary>What the turns of a segment were about.</summary>
internal sealed class SegmentContent
{
    private readonly HashSet<string> _words = new(StringComparer.Ordinal);

    /// <summary>The topics of its turns.</summary>
    public uint Topics { get; private set; }

    /// <summary>Its last turn waits for an answer.</summary>
    public bool EndsInQuestion { get; private set; }

    /// <summary>Adds a turn.</summary>
    public void Add(TurnContent turn)
    {
        _words.UnionWith(turn.Words);
        Topics |= turn.Topics;
        EndsInQuestion = turn.Asks;
    }

    /// <summary>True when the turn has a word or topic of the segment.</summary>
    public bool Shares(TurnContent turn) => (turn.Topics & Topics) != 0 || turn.Words.Any(_words.Contains);

    /// <summary>Begins a segment.</summary>
    public void Clear()
    {
        _words.Clear();
        (Topics, EndsInQuestion) = (0, false);
    }
}
