using System.Collections.Immutable;
using AgentGrains.Engine.Debate.Bank;
using AgentGrains.Engine.Records;
using CsCheck;
using Xunit;

namespace AgentGrains.Tests.Engine.Debate.Bank;

/// <summary>The parts that the bank is made of.</summary>
public sealed class BankPartsTests
{
    [Fact]
    public void The_first_differing_step_is_found_in_every_pair()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var right = Enumerable.Range(0, random.Next(1, 30)).Select(i => $"step {i}: {random.Next(5)}").ToImmutableArray();
            var place = random.Next(right.Length + 1);
            var changed = place < right.Length && random.Next(3) > 0;
            // What comes after the first difference may differ or not; before it, nothing does.
            ImmutableArray<string> wrong = [.. right[..place], .. changed ? right[place..].Select((step, i) => i == 0 || random.Next(2) == 0 ? step + "!" : step) : []];
            var lesson = ContrastiveLesson.Between(wrong, right);
            if (place == right.Length)
                Assert.Null(lesson);
            else
                Assert.Equal(new ContrastiveLesson(place, changed ? right[place] + "!" : "", right[place]), lesson);
        }
    }

    [Fact]
    public void Errors_that_differ_in_names_and_numbers_are_of_one_class()
    {
        Assert.Equal(ErrorSignature.Of("There is no 'bread' in constraint 7: 3.50 > 2"), ErrorSignature.Of("There is no  'rye bread' in constraint 12: 1,200.75 > 8"));
        Assert.NotEqual(ErrorSignature.Of("There is no 'bread' in constraint 7"), ErrorSignature.Of("'bread' is defined twice"));
        Assert.Equal("the team's model isn't json", ErrorSignature.Normalize("The team's model isn't JSON"));
        Assert.Equal("an unclosed 'name", ErrorSignature.Normalize("An unclosed 'name"));
        Assert.Equal("* is missing", ErrorSignature.Normalize("'' is missing"));
    }

    [Fact]
    public void A_case_is_read_back_as_it_was_written() => Gen.Select(Gen.String, Gen.String, Gen.String, Gen.String.Array[0, 4]).Sample((problem, wrong, right, rails) =>
    {
        var item = new BankCase
        {
            Kind = BankCaseKind.Debate,
            Problem = "p" + Whole(problem),
            Wrong = Whole(wrong) + "\nRight: no heading",
            Right = Whole(right),
            Guardrails = [.. rails.Select(rail => "g" + Whole(rail).Replace('\n', ' '))],
            Verdict = Verdict.Verified,
        };
        var draft = BankText.Write(item, "numbers", new MemoryOptions()) with { Outcome = new Outcome(Verdict.Verified, "v") };
        var read = BankText.Read(DraftRecord.Make(draft, default, 1, default))!;
        return read with { Guardrails = [] } == item with { Guardrails = [] } && read.Guardrails.SequenceEqual(item.Guardrails);
    });

    [Fact]
    public void What_is_no_case_is_not_read_as_one()
    {
        var good = DraftRecord.Make(BankText.Write(new BankCase { Kind = BankCaseKind.Solution, Problem = "p", Right = "r" }, "f", new MemoryOptions()), default, 1, default);
        Assert.NotNull(BankText.Read(good));
        Assert.Null(BankText.Read(good with { Metadata = [] }));
        foreach (var parts in new[] { "1,0,1", "1,0,1,999", "a,b,c,d", "-1,0,1,0", "1,0,2147483647,0", "" })
            Assert.Null(BankText.Read(good with { Metadata = [.. good.Metadata.Where(entry => entry.Name != "parts"), new MetadataEntry("parts", parts)] }));
    }

    [Fact]
    public void A_lesson_is_found_by_a_problem_like_its_own()
    {
        string[] matters = ["a bakery and its ovens", "trucks and their drivers", "nurses on night shifts", "grain for a mill", "bonds of a foundation", "parcels on a flight", "paint by the litre", "bottles in packs", "a nursery's benches", "power and heat"];
        var cases = matters.Select((matter, i) => new BankCase { Kind = BankCaseKind.Lesson, Problem = $"A plan is wanted for {matter}, with {10 + i} of each.", Wrong = $"{i}" }).ToList();
        for (var i = 0; i < matters.Length; i++)
        {
            var found = new BankQuery([BankCaseKind.Lesson], $"Make a plan for {matters[i]}: there are {70 - i}.").Choose(cases, most: 3, least: 0.1);
            Assert.Equal($"{i}", found[0].Wrong);
            Assert.True(found[0].Similarity > 0.3, $"{matters[i]}: {found[0].Similarity}");
        }
    }

    private static string Whole(string text) => string.Concat(text.Select(c => char.IsSurrogate(c) ? '?' : c));
}
