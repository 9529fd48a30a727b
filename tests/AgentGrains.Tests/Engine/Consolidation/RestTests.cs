using AgentGrains.Engine.Consolidation;
using Xunit;

namespace AgentGrains.Tests.Engine.Consolidation;

public sealed class RestTests
{
    [Fact]
    public void The_later_of_two_twins_rests_and_comes_back_with_a_use()
    {
        var memory = new Memories();
        var first = memory.Say("The spare key is under the blue flower pot.");
        var second = memory.Say("The spare key is under the blue flower pot!");
        var onAnotherDay = memory.Say("The spare key is under the blue flower pot.", at: Memories.Now.AddDays(-9));
        var byBob = memory.Say("The spare key is under the blue flower pot.", "Bob");
        var step = Assert.Single(memory.Tidy());
        Assert.Equal((second, ConsolidationKind.Twin, first), (step.Id, step.Kind, step.For!.Value));
        Assert.Equal((MemoryZone.Archive, true), (memory[second].Life.Zone, memory[second].Life.Rests));
        Assert.All(new[] { first, onAnotherDay, byBob }, id => Assert.True(memory.Image.IsHot(id)));

        var useful = memory.Image.State.Reinforceable([second], memory.Later, new ForgettingOptions());
        memory.Apply(memory.Image.State.DecideReinforce(useful, new Dictionary<MemoryId, StoredVector>(), memory.Later));
        Assert.False(memory[second].Life.Rests);
        Assert.True(memory.Image.IsHot(second));
    }

    [Fact]
    public void What_tells_next_to_nothing_rests_and_what_could_matter_does_not()
    {
        var memory = new Memories();
        for (var i = 0; i < 30; i++)
            memory.Say($"The greenhouse ledger of week {i} lists orchids, ferns and invoices.");
        MemoryId[] chatter =
        [
            memory.Say("Thanks, that sounds really great!", "Bob"), memory.Say("That upstairs balcony!", "Bob"), memory.Say("Is it really that great?", "Bob"),
        ];
        memory.Say("The upstairs balcony collapsed under hailstones.", "Bob");
        MemoryId[] kept =
        [
            memory.Say("Thanks, see you at 5!", "Bob"), memory.Say("Great, tomorrow then.", "Bob"), memory.Say("No, I never liked that.", "Bob"), memory.Say("Is it great?", "Bob"),   // without which the answer says nothing
            memory.Say("Yes, great.", "Bob"),
            memory.Say("Is the greenhouse insured against earthquakes?", "Bob"), memory.Say("The policy covers landslides, avalanches, lightning.", "Bob"),
            memory.Say("I mean the upstairs balcony.", "Bob"),   // of himself, where "That upstairs balcony!" tells too little
            memory.Say("Thanks, Clara is great!", "Bob"),
            memory.Add(new MemoryDraft { Text = "Thanks, that is great!", Actor = "Bob", Session = "s1", Pinned = true, Kind = MemoryKind.Turn }),
        ];
        memory.Tidy();
        Assert.All(chatter, id => Assert.True(memory[id].Life.Rests, memory[id].Text));
        Assert.All(kept, id => Assert.False(memory[id].Life.Rests, memory[id].Text));
    }

    [Fact]
    public void The_first_turn_of_a_later_chapter_may_answer_the_last_of_the_one_before()
    {
        var memory = new Memories(chapter: 1);
        var answer = memory.Say("Yes, great.", "Bob");
        var chatter = memory.Say("Thanks, that sounds really great!");
        memory.Tidy();
        Assert.Equal((false, true), (memory[answer].Life.Rests, memory[chatter].Life.Rests));
    }

    [Fact]
    public void Nothing_young_rests_for_telling_little()
    {
        var memory = new Memories();
        var chatter = memory.Say("Thanks, that sounds really great!");
        Assert.Equal("it tells something", memory.NewConsolidator().WhyNot(new ConsolidationStep(chatter, ConsolidationKind.Uninformative), Memories.Now.AddHours(1)));
    }

    [Fact]
    public void An_older_value_of_a_single_valued_slot_rests_and_one_of_many_does_not()
    {
        var memory = new Memories(MemoryType.Semantic);
        var old = Belief(memory, "home city", "Porto", Memories.Now.AddDays(-30));
        var current = Belief(memory, "home city", "Lisbon", Memories.Now);
        var tea = Belief(memory, "likes", "tea", Memories.Now.AddDays(-30), many: true);
        var rum = Belief(memory, "likes", "rum", Memories.Now, many: true);
        var step = Assert.Single(memory.Tidy());
        Assert.Equal((old, ConsolidationKind.Contradicted, current), (step.Id, step.Kind, step.For!.Value));
        Assert.All(new[] { current, tea, rum }, id => Assert.False(memory[id].Life.Rests));
        Assert.Equal("Lisbon", Assert.Single(memory.Image.FindSlots(new ResolveRequest { Scopes = [memory.Image.State.Scope], Fields = [new FormField { Name = "home city" }] }, memory.Later)).Record.Slot!.Value);
    }

    [Fact]
    public void A_twin_does_not_rest_when_what_stands_for_it_is_gone_or_rests_itself()
    {
        var memory = new Memories();
        var first = memory.Say("The spare key is under the blue flower pot.");
        var second = memory.Say("The spare key is under the blue flower pot.");
        var step = new ConsolidationStep(second, ConsolidationKind.Twin, For: first);
        Assert.Null(memory.NewConsolidator().WhyNot(step, memory.Later));
        memory.Apply(memory.Image.State.DecideConsolidate("c0", [new ConsolidationStep(first, ConsolidationKind.Uninformative)], memory.Later));
        Assert.NotNull(memory.NewConsolidator().WhyNot(step, memory.Later));
        memory.Apply([memory.Image.State.DecideForget(first, null, memory.Later)!]);
        Assert.NotNull(memory.NewConsolidator().WhyNot(step, memory.Later));
    }

    [Fact]
    public void Decay_leaves_what_rests_where_it_is()
    {
        var memory = new Memories();
        memory.Say("The spare key is under the blue flower pot.");
        var second = memory.Say("The spare key is under the blue flower pot.");
        memory.Tidy();
        Assert.DoesNotContain(AgentGrains.Engine.Decay.DecayPlanner.Plan(memory.Image.State, memory.Later, new ForgettingOptions()).Changes, change => change.Id == second);
    }

    private static MemoryId Belief(Memories memory, string predicate, string value, DateTimeOffset at, bool many = false) => memory.Add(new MemoryDraft
    {
        Kind = MemoryKind.Belief,
        Text = $"Ann's {predicate} is {value}.",
        Slot = new Slot("Ann", predicate, value) { MultiValued = many },
        OccurredAt = at,
    });
}
