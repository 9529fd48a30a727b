using AgentGrains.Engine.Memory;
using AgentGrains.Engine.Procedural;
using AgentGrains.Tests.Architecture;
using Xunit;

namespace AgentGrains.Tests.Engine.Procedural;

/// <summary>Concepts join without loss, come back from their texts, and are found by cues they were not stored with.</summary>
public sealed class ConceptTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 9, 0, 0, TimeSpan.Zero);

    private static readonly List<Concept> Concepts =
    [
        .. File.ReadAllText(Path.Combine(Repository.Root, "tests", "AgentGrains.Tests", "Engine", "Procedural", "concepts.txt")).ReplaceLineEndings("\n")
            .Split("\n\n").Select(block => ConceptText.Read(block)!),
    ];

    [Fact]
    public void A_concept_comes_back_from_its_text()
    {
        Assert.Equal(20, Concepts.Count);
        foreach (var concept in Concepts.Append(new Concept { Name = "a:b  c", Parameters = [new("x"), new("y", null, "why: so"), new("z", "t")], Cues = ["one\ntwo"] }))
        {
            var text = ConceptText.Write(concept);
            Assert.Equal(text, ConceptText.Write(ConceptText.Read(text)!));
            Assert.Equal(concept.Parameters, ConceptText.Read(text)!.Parameters);
        }
    }

    [Fact]
    public void Merging_is_idempotent_and_commutes_on_cues_implementation_and_uses()
    {
        var random = new Random(3);
        for (var round = 0; round < 500; round++)
        {
            var (a, b, c) = (Some(random), Some(random), Some(random));
            var ab = ConceptMerge.Merge(a, b);
            Assert.Equal(ConceptText.Write(ab), ConceptText.Write(ConceptMerge.Merge(ab, b)));
            Assert.Equal(ConceptText.Write(ab), ConceptText.Write(ConceptMerge.Merge(ab, ab)));
            Assert.Equal(Sets(ab), Sets(ConceptMerge.Merge(b, a)));
            Assert.Equal(Sets(ConceptMerge.Merge(ab, c)), Sets(ConceptMerge.Merge(a, ConceptMerge.Merge(b, c))));
            Assert.Equal(a.Description ?? b.Description, ab.Description);   // what was known first
            Assert.All(b.Parameters, parameter => Assert.Equal(parameter.Type, ab.Parameters.Single(known => known.Name == parameter.Name).Type));   // the latest
        }
    }

    [Fact]
    public void Concepts_used_once_are_shortened()
    {
        var often = Concepts[0] with { UsedIn = ["p1", "p2"] };
        var text = ConceptMerge.Render([Concepts[1] with { UsedIn = ["p1"] }, often, Concepts[7]]);
        Assert.Equal("## What to look for", text.Split('\n')[0]);
        Assert.Contains("- binary search(items, target): Halve", text, StringComparison.Ordinal);
        Assert.Contains("  when the list is sorted", text, StringComparison.Ordinal);
        Assert.DoesNotContain("count the islands", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_held_out_cue_finds_its_concept_among_the_first_five()
    {
        var hits = 0;
        var memory = Learn(Concepts.Select(concept => concept with { Cues = concept.Cues.RemoveAt(concept.Cues.Length - 1) }));
        foreach (var concept in Concepts)
            hits += Found(memory, concept, concept.Cues[^1]) ? 1 : 0;
        TestContext.Current.TestOutputHelper?.WriteLine($"hit@5 {hits / 20.0:0.00}");
        Assert.InRange(hits / 20.0, 0.8, 1);
    }

    [Fact]
    public void Each_thing_learnt_makes_later_finds_more_likely()
    {
        var rates = new List<double>();
        foreach (var cues in new[] { 0, 1, 3 })
        {
            // Name only, then one cue, then three: the fourth is always the one that is asked with.
            var memory = Learn(Concepts.Select(concept => new Concept { Name = concept.Name, Cues = [.. concept.Cues.Take(cues)] }));
            rates.Add(Concepts.Count(concept => Found(memory, concept, concept.Cues[^1])) / 20.0);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", rates));
        Assert.True(rates[0] < rates[1] && rates[1] < rates[2], string.Join(", ", rates));
    }

    private static MemoryImage Learn(IEnumerable<Concept> concepts)
    {
        var memory = new MemoryImage(Scope.Team("acme", "desk"), MemoryType.Procedural);
        foreach (var operation in ConceptBook.Decide(memory.State, [.. concepts], Now, new MemoryOptions(), null).Operations)
            memory.Apply(operation);
        return memory;
    }

    private static bool Found(MemoryImage memory, Concept concept, string cue) =>
        memory.Search(new MemorySearch { Query = cue, Limit = 5, Kinds = [MemoryKind.Concept] }, Now).Hits.Any(hit => hit.Record.CanonicalName == concept.Name);

    private static Concept Some(Random random) => new()
    {
        Name = "c",
        Description = random.Next(2) == 0 ? null : $"about {random.Next(9)}",
        Parameters = [.. Enumerable.Range(0, random.Next(4)).Select(i => new ConceptParameter($"p{i}", $"t{random.Next(9)}"))],
        Cues = [.. Enumerable.Range(0, random.Next(5)).Select(_ => $"cue {random.Next(6)}")],
        Implementation = [.. Enumerable.Range(0, random.Next(5)).Select(_ => $"do {random.Next(6)}")],
        UsedIn = [.. Enumerable.Range(0, random.Next(3)).Select(_ => $"problem {random.Next(6)}")],
    };

    private static string Sets(Concept concept) => string.Join('|', new[] { concept.Cues, concept.Implementation, concept.UsedIn }
        .Select(values => string.Join(';', values.Order(StringComparer.Ordinal))));
}
