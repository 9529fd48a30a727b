using System.Collections.Immutable;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using AgentGrains.Engine.Assembly;
using AgentGrains.Engine.Guard;

namespace AgentGrains.Engine.Consolidation;

/// <summary>Makes a note of a segment of episodes by rule, and says of any note whether it may be kept.</summary>
/// <remarks>Extractive, after LexRank without its iteration: a sentence is central when its telling words are those of the others. Pure and thread-safe.</remarks>
internal static class Notes
{
    private const int LongestFactor = 2;      // a written note may be so many times the budget
    private const double LeastOwn = 0.6;      // of a written note's telling words, those that the episodes have

    private static readonly HashSet<string> Negations = ["not", "never", "no", "none", "nobody", "nothing", "nowhere", "neither", "nor", "without", "cannot", "hardly", "barely"];

    /// <summary>The key of a segment's note: whoever makes it, there is one.</summary>
    public static string Key(ImmutableArray<MemoryRecord> episodes) =>
        string.Create(CultureInfo.InvariantCulture, $"note:{episodes[0].Id}:{XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(string.Join(' ', episodes.Select(episode => episode.Id)))):x16}");

    /// <summary>The most central sentences, word for word, in their order, each with who said it; null when nothing is told.</summary>
    /// <param name="episodes">The segment.</param>
    /// <param name="tokens">Most tokens.</param>
    public static string? Extract(IReadOnlyList<MemoryRecord> episodes, int tokens)
    {
        var sentences = episodes.SelectMany(episode => SentenceReader.Read(episode.Text).Where(sentence => !sentence.Asks).Select(sentence => (Episode: episode, Sentence: sentence, Words: Telling(sentence)))).Where(said => said.Words.Count > 1).ToList();
        var spread = sentences.SelectMany(said => said.Words).GroupBy(word => word, StringComparer.Ordinal).ToDictionary(group => group.Key, group => Math.Log(1 + (double)sentences.Count / group.Count()), StringComparer.Ordinal);
        var central = sentences.ConvertAll(said => sentences.Sum(other => ReferenceEquals(other.Sentence, said.Sentence) ? 0 : Likeness(said.Words, other.Words, spread)) / sentences.Count + 0.001 * said.Words.Count);   // of those that nothing is like, the one that tells most
        var chosen = new SortedSet<int>();
        while (chosen.Count < sentences.Count)
        {
            var next = Enumerable.Range(0, sentences.Count).Where(i => !chosen.Contains(i) && Fits(i))
                .OrderByDescending(i => central[i] * (1 - chosen.Select(other => Likeness(sentences[i].Words, sentences[other].Words, spread)).DefaultIfEmpty().Max())).Append(-1).First();
            if (next < 0)
                break;
            chosen.Add(next);
        }

        return chosen.Count == 0 ? null : Text(chosen);

        bool Fits(int more) => ContextAssembler.CountTokens(Text(chosen.Append(more).Order())) <= tokens;
        string Text(IEnumerable<int> places) => string.Join('\n', places.GroupBy(place => sentences[place].Episode.Id)
            .Select(said => (sentences[said.First()].Episode.Provenance.Actor is { } actor ? $"{actor}: " : "") + string.Join(' ', said.Select(place => sentences[place].Sentence.Text))));
    }

    /// <summary>Why a written note must not be kept; null when it may.</summary>
    /// <param name="note">The note.</param>
    /// <param name="episodes">What it was made of.</param>
    /// <param name="tokens">The budget that its writer was given.</param>
    public static string? WhyNot(string? note, IReadOnlyList<MemoryRecord> episodes, int tokens)
    {
        if (string.IsNullOrWhiteSpace(note))
            return "it is empty";
        if (ContextAssembler.CountTokens(note) > LongestFactor * tokens)
            return "it is too long";
        var whole = string.Join('\n', episodes.Select(episode => episode.Text));
        if (note.Any(c => (char.IsControl(c) && c != '\n') || (char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.PrivateUse && !whole.Contains(c, StringComparison.Ordinal))))
            return "it holds hidden characters";
        if (note.TrimEnd() is var text && !".!?\u2026\"'\u201D\u2019)".Contains(text[^1], StringComparison.Ordinal))
            return "it is cut off";
        var reasons = new List<GuardReason>();
        Instructions.Scan(note, reasons);
        if (reasons.Count > 0)
            return $"it speaks to whoever reads it: {reasons[0].Detail}";
        var said = episodes.SelectMany(episode => SentenceReader.Read(episode.Text)).ToList();
        var own = said.SelectMany(sentence => sentence.Words).Concat(episodes.SelectMany(episode => Words(episode.Provenance.Actor ?? ""))).ToHashSet(StringComparer.Ordinal);
        var written = SentenceReader.Read(note);
        if (written.SelectMany(sentence => sentence.Facts).FirstOrDefault(fact => !Holds(fact)) is { } foreign)
            return $"nobody said '{foreign}'";
        var telling = written.SelectMany(Telling).Distinct(StringComparer.Ordinal).ToList();
        return telling.Count == 0 || telling.Count(own.Contains) < LeastOwn * telling.Count ? "it is not made of what was said" : null;

        bool Holds(string fact) => own.Contains(fact) || whole.Contains(fact, StringComparison.OrdinalIgnoreCase) || (IsNegation(fact) && own.Any(IsNegation));
    }

    private static bool IsNegation(string word) => Negations.Contains(word) || word.EndsWith("n't", StringComparison.Ordinal);

    private static IEnumerable<string> Words(string text) => SentenceReader.Read(text).SelectMany(sentence => sentence.Words);

    private static HashSet<string> Telling(Sentence sentence) => [.. sentence.Words.Where(word => word.Length > 1 && !Chatter.Holds(word))];

    private static double Likeness(HashSet<string> one, HashSet<string> other, Dictionary<string, double> spread)
    {
        var shared = one.Where(other.Contains).Sum(word => spread[word] * spread[word]);
        return shared == 0 ? 0 : shared / Math.Sqrt(one.Sum(word => spread[word] * spread[word]) * other.Sum(word => spread[word] * spread[word]));
    }
}
