using Xunit;

namespace AgentGrains.Tests.Engine.Extraction;

/// <summary>Decisions on slots alone: contradictions of labelled slots, values that stand beside each other, and what was said when.</summary>
public sealed class SlotPolicyTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset May = Records.Monday;

    [Theory]
    [InlineData("development")]
    [InlineData("held-out")]
    public async Task Labelled_slots_contradict_when_they_differ_on_one_value(string split)
    {
        var tally = new Tally();
        var slots = Fixtures.Sentences.Where(sentence => sentence.Split == split).SelectMany(sentence => sentence.Slots.IsDefault ? [] : sentence.Slots)
            .Concat(Fixtures.Dialogues.Where(dialogue => dialogue.Split == split).SelectMany(dialogue => dialogue.Believed.Concat(dialogue.Superseded).Concat(dialogue.Ended)))
            .Distinct().Select(Parse).Where(slot => slot.Value.Length > 0).ToList();
        foreach (var (first, second) in slots.SelectMany(first => slots.Select(second => (first, second))).Where(pair => pair.first != pair.second))
        {
            // Written out from the labels' meaning: one subject, one property, one value at a time, two values; or liked and disliked.
            var (known, told) = (first with { Subject = "Ann" }, (second with { Subject = "ANN" }));
            var sameValue = string.Equals(known.Value, told.Value, StringComparison.OrdinalIgnoreCase);
            var contradicts = (known.Predicate == told.Predicate && !known.MultiValued && !sameValue) || (sameValue && (known.Predicate, told.Predicate) is ("likes", "dislikes") or ("dislikes", "likes"));
            var beliefs = new Beliefs();
            await beliefs.TakeAsync(Unit(known, May));
            await beliefs.TakeAsync(Unit(told, May.AddDays(1)));
            var replaced = beliefs.Decisions[^1].Action is PolicyAction.Update or PolicyAction.Delete;
            tally.Compare($"{known} / {told}", contradicts ? [new Label(["contradicts"], false)] : [], replaced ? ["contradicts"] : []);
        }

        output.WriteLine($"{split}, contradictions of slots: {tally}, of {slots.Count} slots");
        Assert.InRange(tally.F1, 0.99, 1);
        Assert.InRange(tally.Right, 100, int.MaxValue);
    }

    [Theory]
    [InlineData("I speak Spanish.", "I speak French.", "I'm fluent in Greek.")]
    [InlineData("My hobby is knitting.", "I took up pottery.", "I got into climbing.")]
    [InlineData("I have a son called Leo.", "My daughter's name is Ida.", "We had a baby girl named Juno.")]
    [InlineData("I have a dog named Rex.", "Our cat Pixel is asleep.", "We adopted a parrot called Kiwi.")]
    [InlineData("I'm allergic to peanuts.", "I have a cat allergy.", "Turns out I'm allergic to dust.")]
    [InlineData("We visited Japan.", "I've been to Peru.", "We went to Iceland in 2022.")]
    public async Task Several_values_of_one_property_never_take_each_others_place(params string[] texts)
    {
        foreach (var order in Orders(texts))
        {
            var beliefs = new Beliefs();
            await beliefs.DeriveAsync([.. order.Select((text, place) => Records.Turn(text, "Ann", "s", May.AddDays(place)))]);
            Assert.Empty(beliefs.Superseded);
            Assert.Empty(beliefs.Ended);
            Assert.Equal(texts.Length, beliefs.Believed.Count());
        }
    }

    [Theory]
    [InlineData("2023-05-01", null, true)]     // "I live in Porto", then "I moved to Braga last week"
    [InlineData("2015-01-01", null, false)]    // "I moved to Braga in 2015" is history
    [InlineData("2015-01-01", "2012-01-01", true)]
    [InlineData("2010-01-01", "2012-01-01", false)]
    [InlineData(null, "2012-01-01", true)]
    public async Task What_was_said_later_counts_unless_it_is_history(string? begins, string? began, bool replaces)
    {
        var beliefs = new Beliefs();
        await beliefs.TakeAsync(Unit(new Slot("Ann", "lives in", "Porto"), May, began));
        await beliefs.TakeAsync(Unit(new Slot("Ann", "lives in", "Braga"), May.AddMinutes(1), begins));
        Assert.Equal(replaces ? "Braga" : "Porto", Assert.Single(beliefs.Believed).Value);
    }

    [Fact]
    public async Task What_was_said_earlier_and_is_derived_later_does_not_count()
    {
        var beliefs = new Beliefs();
        await beliefs.TakeAsync(Unit(new Slot("Ann", "lives in", "Porto"), May));
        await beliefs.TakeAsync(Unit(new Slot("Ann", "lives in", "Braga"), May.AddDays(-60)));
        Assert.Equal("Porto", Assert.Single(beliefs.Believed).Value);
    }

    [Theory]
    [InlineData("plays", "hobby")]
    [InlineData("hobby", "plays")]
    [InlineData("learning", "hobby")]
    public async Task What_is_given_up_ends_however_it_is_known(string known, string ended)
    {
        var beliefs = new Beliefs();
        await beliefs.TakeAsync(Unit(new Slot("Ann", known, "chess", true), May));
        await beliefs.TakeAsync(Unit(new Slot("Ann", ended, "chess", true), May.AddDays(1)) with { Negated = true });
        Assert.Empty(beliefs.Believed);
        Assert.Equal("chess", Assert.Single(beliefs.Ended).Value);
    }

    private static ExtractedUnit Unit(Slot slot, DateTimeOffset said, string? from = null)
    {
        DateTimeOffset? begins = from is null ? null : Fixtures.Afternoon(from);
        return new ExtractedUnit { Text = $"{slot}", Sources = [Records.Turn("said", at: said).Id], OccurredAt = begins ?? said, SaidAt = said, ValidFrom = begins, Slot = slot };
    }

    private static Slot Parse(string label)
    {
        var parts = label.Split("//")[0].Trim()[1..].Split('|', StringSplitOptions.TrimEntries);
        return new Slot(parts[0], parts[1], parts[2], label[0] == '+' || !Single.Contains(parts[1]) && label[0] == '-');
    }

    private static readonly HashSet<string> Single =
        ["lives in", "comes from", "works at", "works as", "studies", "studies at", "married to", "engaged to", "dating", "drives", "reports to", "diet", "age"];

    private static IEnumerable<string[]> Orders(string[] texts) => Enumerable.Range(0, texts.Length).Select(shift => texts[shift..].Concat(texts[..shift]).ToArray());
}
