using System.Collections.Immutable;
using AgentGrains.Engine.Erasure;
using AgentGrains.Runtime.Memory;

namespace AgentGrains.Runtime.Scopes;

/// <summary>
/// What of derived records tells of what is erased. A note tells of many turns, and goes with any of them; but what it says of those that stay may be said again, and quotes of it are nobody's to overwrite.
/// </summary>
/// <remarks>Pure and thread-safe.</remarks>
internal static class ErasedShare
{
    /// <summary>For each record that goes because of what it was derived from: those of its sources that stay, also behind others that go.</summary>
    public static Dictionary<MemoryId, HashSet<MemoryId>> Staying(IReadOnlyList<ErasureSketch> erased)
    {
        var sources = erased.ToLookup(sketch => sketch.Id, sketch => sketch.Sources);   // a record may be told of by several chapters
        var staying = new Dictionary<MemoryId, HashSet<MemoryId>>();
        foreach (var sketch in erased.Where(sketch => sketch.Sources.Any(sources.Contains)))
        {
            var (seen, open) = (new HashSet<MemoryId> { sketch.Id }, new Queue<MemoryId>(sketch.Sources));
            while (open.TryDequeue(out var id))
            {
                if (seen.Add(id))
                    sources[id].SelectMany(static behind => behind).ToList().ForEach(open.Enqueue);
            }

            seen.RemoveWhere(sources.Contains);
            if (seen.Count > 0)
                staying[sketch.Id] = seen;
        }

        return staying;
    }

    /// <summary>The sketch without the sentences that something which stays says, word for word or in more words. One that says anything besides is erased with what it says.</summary>
    /// <param name="sketch">The sketch of a derived record.</param>
    /// <param name="said">The texts of its sources that stay.</param>
    /// <param name="salt">The salt of the scope's tombstones.</param>
    public static ErasureSketch Less(ErasureSketch sketch, IEnumerable<string> said, ReadOnlySpan<byte> salt)
    {
        var stays = said.SelectMany(FactWords.Read).Select(static words => words.Select(static word => word.Term).ToHashSet()).ToList();
        ImmutableArray<string> texts = [.. sketch.Texts.SelectMany(FactWords.Sentences).Where(sentence => !IsSaid(WithoutSpeaker(sentence), stays))];
        return sketch with { Texts = texts, Sketch = FactSketch.Make(texts, salt) };
    }

    private static bool IsSaid(string sentence, List<HashSet<string>> stays) =>
        FactWords.Read(sentence).All(words => stays.Exists(said => words.TrueForAll(word => said.Contains(word.Term))));

    // Notes say who said it.
    private static string WithoutSpeaker(string sentence) =>
        sentence.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon && FactWords.Read(sentence[..colon]).All(static words => words.TrueForAll(static word => word.Distinguishes))
            ? sentence[(colon + 2)..]
            : sentence;
}
