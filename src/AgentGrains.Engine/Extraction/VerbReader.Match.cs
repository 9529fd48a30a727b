using System.Collections.Frozen;

namespace AgentGrains.Engine.Extraction;

internal sealed partial class VerbReader
{
    private const int Gap = 3;   // words that "..." stands for at most
    private const int Reach = 9; // words that a value may take when a word must follow it

    // What goes on after a value: "at Initech as a tester".
    private static readonly FrozenDictionary<string, (string Words, string Predicate, ValueKind Kind)> Continuations = new Dictionary<string, (string, string, ValueKind)>
    {
        ["works at"] = ("as", "works as", ValueKind.Job),
        ["works as"] = ("at for with", "works at", ValueKind.Employer),
        ["studies"] = ("at", "studies at", ValueKind.Employer),
        ["studies at"] = ("in", "studies", ValueKind.Noun),
    }.ToFrozenDictionary();

    private readonly record struct Match(List<string> Values, List<string> Over, int End);

    private Match? Matches(VerbPattern pattern, int at) => Step(pattern, 0, at, [], []);

    private Match? Step(VerbPattern pattern, int word, int at, List<string> found, List<string> over)
    {
        for (; word < pattern.Words.Length; word++)
        {
            var wanted = pattern.Words[word];
            if (wanted is ["*"] or ["~"])
            {
                var last = word == pattern.Words.Length - 1;
                var limit = last ? sentence.Words.Count : Limit(pattern.Words[word + 1], at);
                if (limit <= at)
                    return null;
                var isOld = wanted is ["~"];
                var read = values.Read(pattern.Kind, at, limit, pattern.MultiValued && !isOld, isOld || pattern.Ends, out var end);
                if (read.Count == 0)
                    return null;
                (isOld ? over : found).AddRange(read);
                at = end;
                continue;
            }

            if (wanted is ["..."])
            {
                for (var skip = 1; skip <= Gap; skip++)
                {
                    if (at + skip < sentence.Words.Count && Step(pattern, word + 1, at + skip, [.. found], [.. over]) is { } rest)
                        return rest;
                }

                return null;
            }

            if (at >= sentence.Words.Count || (word > 0 && sentence.Words[at].Breaks) || !wanted.Any(alternative => Is(alternative, sentence.Words[at].Lower)))
                return null;
            at++;
        }

        return found.Count == 0 && over.Count == 0 ? pattern.Ends ? new Match([""], [], at) : null : new Match(found, over, at);
    }

    private static bool Is(string alternative, string word) => alternative.AsSpan().TrimEnd('<').SequenceEqual(word);

    private int Limit(string[] wanted, int at)
    {
        for (var i = at + 1; i < Math.Min(sentence.Words.Count, at + Reach); i++)
        {
            if (wanted.Any(alternative => Is(alternative, sentence.Words[i].Lower)))
                return i;
        }

        return -1;
    }

    private int Then(string subject, VerbPattern pattern, int end, bool isOver)
    {
        if (pattern.Ends || !Continuations.TryGetValue(pattern.Predicate, out var then) || end >= sentence.Words.Count || !then.Words.Split(' ').Contains(sentence.Words[end].Lower))
            return end;
        var read = values.Read(then.Kind, end + 1, sentence.Words.Count, false, false, out var after);
        statements.AddRange(read.Select(value => new Statement(subject, then.Predicate, value, false, BeliefType.Fact, isOver)));
        return read.Count == 0 ? end : after;
    }
}
