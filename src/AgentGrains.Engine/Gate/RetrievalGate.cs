using AgentGrains.Engine.Analysis;

namespace AgentGrains.Engine.Gate;

/// <summary>
/// Decides, before anything is searched, whether an utterance needs memory: small talk, thanks, arithmetic and requests that carry all
/// they need do not. In doubt it lets recall happen: a needless one costs a millisecond, a missed one the answer.
/// </summary>
/// <remarks>
/// After the retrieval token of Labruna et al., "When to Retrieve" (2024), whose model is trained to ask for it; here surface features
/// stand in for the model: question form, names, pointers to the past, times, possession, small talk. Pure and thread-safe.
/// </remarks>
public static class RetrievalGate
{
    private const int LongUtterance = 60;
    private const int MostKeywords = 5;
    private const int MostSentences = 6;
    private const int LongestGreeting = 7;
    private const int FullFrom = 3;

    private static readonly char[] SentenceEnds = ['.', '!', '?', '\n'];

    /// <summary>Decides for one utterance.</summary>
    /// <param name="utterance">What was said.</param>
    /// <param name="namesSomebodyKnown">A speaker, alias or name of the memory stands in it.</param>
    public static GateDecision Decide(string utterance, bool namesSomebodyKnown = false)
    {
        ArgumentNullException.ThrowIfNull(utterance);
        var read = new Utterance(utterance);
        if (namesSomebodyKnown)
            return IsAsking(read) ? GateDecision.Full : GateDecision.Cheap;
        if (read.Words.Count == 0 || IsArithmetic(read) || IsSmallTalk(read))
            return GateDecision.None;
        if (read.IsForeign)
            return read.Words.Count > 2 || read.EndsInQuestion ? GateDecision.Cheap : GateDecision.None;
        if (read.Words.Count > LongUtterance)
            return IsAsking(read) ? GateDecision.Full : GateDecision.Cheap;
        if (!IsAsking(read) && IsKeywords(read))
            return GateDecision.Cheap;
        return Score(read) switch { >= FullFrom => GateDecision.Full, >= 1 => GateDecision.Cheap, _ => GateDecision.None };
    }

    private static int Score(Utterance read)
    {
        var asking = IsAsking(read);
        var past = read.HasAny(GateWords.Past) || Array.Exists(GateWords.PastPhrases, read.HasPhrase);
        var world = !past && !read.HasSubjectName && (Array.Exists(GateWords.WorldOpenings, read.BeginsWith) || Array.Exists(GateWords.WorldPhrases, read.HasPhrase));
        var requesting = GateWords.SelfContained.Contains(read.Words[read.First]);
        var commanding = GateWords.Commands.Contains(read.Words[read.First]);
        var mine = read.HasAny(GateWords.Mine);
        var score = (past ? 2 : 0)
            + (asking ? 1 : 0)
            + (read.HasPossessiveName && !world ? 2 : 0)
            + (read.HasName && asking ? 2 : 0)
            + (asking && read.HasAny(GateWords.Times) ? 1 : 0)
            + (SharesThing(read) ? 1 : 0)
            - (world ? 4 : 0);
        if (!asking && !requesting && !commanding)
            return score - 2;
        score += mine ? 3 : 0;
        if (asking || (commanding && (read.Has("i") || read.Has("we"))))
            score += (read.HasAny(GateWords.Me) ? 2 : 0) + (read.HasAny(GateWords.ThirdPersons) ? 1 : 0);
        return requesting && !mine && !past && !read.HasPossessiveName ? Math.Min(score, 0) : score;
    }

    private static bool IsAsking(Utterance read) => read.EndsInQuestion || (read.Words.Count > 0 && Opens(read));

    // "so what did …", "and when …" ask as well.
    private static bool Opens(Utterance read) =>
        GateWords.Openers.Contains(read.Words[0]) || (read.Words.Count > 1 && GateWords.Fillers.Contains(read.Words[0]) && GateWords.Openers.Contains(read.Words[1]));

    // "oleander water schedule": no sentence, but what one types into a search box.
    private static bool IsKeywords(Utterance read) =>
        read.Words.Count <= MostKeywords && !GateWords.SelfContained.Contains(read.Words[0]) && !read.Words.Any(word => StopWords.Contains(word));

    private static bool SharesThing(Utterance read)
    {
        for (var at = 0; at + 1 < read.Words.Count; at++)
        {
            if (read.Words[at] is "the" or "that" or "those" or "these" && (GateWords.Shared.Contains(read.Words[at + 1]) || (at + 2 < read.Words.Count && GateWords.Shared.Contains(read.Words[at + 2]))))
                return true;
        }

        return false;
    }

    private static bool IsArithmetic(Utterance read) =>
        read.Text.Any(char.IsAsciiDigit) && read.Words.All(word => word.All(c => char.IsAsciiDigit(c) || c == '-') || word is "what" or "what's" or "is" or "how" or "much" or "of" or "plus" or "minus" or "times" or "x" or "sqrt");

    // Sentence by sentence: "Hey Mel! Good to see you! How have you been?" is three times nothing.
    private static bool IsSmallTalk(Utterance read)
    {
        var parts = read.Text.Split(SentenceEnds, StringSplitOptions.RemoveEmptyEntries);
        return parts.Length <= MostSentences && Array.TrueForAll(parts, part => SaysNothing(new Utterance(part)));
    }

    private static bool SaysNothing(Utterance sentence)
    {
        if (sentence.Words.Count <= LongestGreeting && Array.Exists(GateWords.SmallTalkQuestions, sentence.HasPhrase))
            return true;
        var greets = sentence.Words.Count > 0 && GateWords.Greetings.Contains(sentence.Words[0]);
        return sentence.Words.All(word => GateWords.SmallTalk.Contains(word) || (greets && sentence.IsName(word)));
    }
}
