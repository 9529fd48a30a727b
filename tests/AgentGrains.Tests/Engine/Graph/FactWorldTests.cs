using AgentGrains.Engine.Index;
using Xunit;

namespace AgentGrains.Tests.Engine.Graph;

/// <summary>Facts with five participants, and questions over two of them (row 43 of the mechanisms, after HyperRAG).</summary>
public sealed class FactWorldTests
{
    private const int Facts = 150;

    [Fact]
    public void Two_facts_that_share_a_participant_are_found_together()
    {
        var (whole, split, questions) = Make(seed: 12);
        var (hyper, binary) = (Hits(whole, questions), Hits(split, questions));
        Assert.True(hyper >= 0.95, $"hit@10 is {hyper:F3}");
        Assert.True(hyper > binary, $"{hyper:F3} as whole facts, {binary:F3} as pairs");
    }

    private static double Hits(FactIndex facts, List<(string Text, string Answer)> questions) =>
        questions.Average(question => facts.Index.Find(question.Text).Any(hit => facts.Records[hit.Ordinal].Arguments.Any(argument => argument.Entity == question.Answer)) ? 1.0 : 0);

    private static (FactIndex Whole, FactIndex Split, List<(string Text, string Answer)> Questions) Make(int seed)
    {
        var random = new Random(seed);
        static string Name(int i) => $"{"BDFGKLMNPR"[i % 10]}{"aeiou"[i / 10 % 5]}{"lmnrstvxzk"[i / 50 % 10]}{"aeiou"[i / 500 % 5]}nk";
        var (whole, split, questions) = (new FactIndex(), new FactIndex(), new List<(string, string)>());
        for (var i = 0; i < Facts; i += 2)
        {
            // The artisan made a thing for a buyer; the buyer gave something else to someone.
            var (artisan, buyer, heir) = (Name(3 * i), Name(3 * i + 1), Name(3 * i + 2));
            var (thing, gift) = ($"{Name(500 + random.Next(300))} vase", $"{Name(900 + i)} ring");
            Argument[] made = [new("maker", artisan), new("thing", thing), new("buyer", buyer), new("town", Name(1200 + random.Next(30)) + "burg"), new("price", $"{random.Next(90)} crowns")];
            Argument[] gave = [new("giver", buyer), new("gift", gift), new("heir", heir), new("town", Name(1300 + random.Next(30)) + "stad"), new("feast", Name(1400 + random.Next(20)) + " feast")];
            foreach (var fact in new[] { made, gave })
            {
                whole.Add(fact);
                for (var at = 1; at < fact.Length; at++)
                    split.Add([fact[0], fact[at]]);
            }

            questions.Add(($"Who inherited from the buyer of the vase that {artisan} made?", heir));
        }

        return (whole, split, questions);
    }

    private sealed class FactIndex
    {
        public RecallIndex Index { get; } = new();

        public List<MemoryRecord> Records { get; } = [];

        public void Add(Argument[] arguments)
        {
            var text = string.Join(", ", arguments.Select(argument => $"{argument.Role}: {argument.Entity}"));
            Records.Add(Engine.Records.Turn(text) with { Arguments = [.. arguments] });
            Index.Add(Records[^1]);
        }
    }
}
