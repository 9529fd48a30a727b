using Xunit;

namespace AgentGrains.Tests.Engine.Consolidation;

/// <summary>Two names become one entity on evidence, and never on likeness.</summary>
public sealed class EntityMergeTests
{
    private readonly Memories _memory = new(MemoryType.Semantic);

    [Theory]
    [InlineData("Bob", "full name", "Robert Smith", "Bob", "Robert Smith")]
    [InlineData("Robert Smith", "nickname", "Bob", "Bob", "Robert Smith")]
    [InlineData("Project Heron", "also known as", "Northlight", "Northlight", "Project Heron")]
    public void A_name_that_a_belief_says_is_anothers_is_merged(string subject, string predicate, string value, string from, string to)
    {
        var said = Say(subject, predicate, value);
        var tea = Say(from, "likes", "tea", many: true);
        var city = Say(to, "home city", "Lisbon");
        var step = Assert.Single(_memory.Tidy());
        Assert.Equal((tea, ConsolidationKind.Merged, said, to), (step.Id, step.Kind, step.For!.Value, step.Name));
        Assert.Equal((to, 2), (_memory[tea].Slot!.Subject, _memory[tea].Lineage.Version));
        Assert.Equal(new[] { from, to }.Order(StringComparer.Ordinal), _memory[tea].Aliases);
        Assert.Equal($"{from} likes tea.", _memory[tea].Text);
        Assert.Equal((1, predicate), (_memory[city].Lineage.Version, _memory[said].Slot!.Predicate));
        Assert.Empty(_memory.Tidy("c2"));
    }

    [Fact]
    public void Aliases_of_an_entity_are_merged()
    {
        _memory.Add(new MemoryDraft { Kind = MemoryKind.Belief, Text = "Robert Smith is also called Bobby.", CanonicalName = "Robert Smith", Aliases = ["Bobby"] });
        var tea = Say("Bobby", "likes", "tea");
        Assert.Equal((tea, "Robert Smith"), (Assert.Single(_memory.Tidy()).Id, _memory[tea].Slot!.Subject));
    }

    [Theory]
    [InlineData("Bob", "Robert Smith")]
    [InlineData("R. Smith", "Robert Smith")]
    [InlineData("Katherine Johannson", "Katherine Johansson")]
    public void Names_that_go_together_and_share_what_identifies_one_person_are_merged(string from, string to)
    {
        Say(from, "email", "rs@example.org");
        Say(to, "email", "rs@example.org");
        Say(to, "home city", "Lisbon");
        Assert.Equal(to, Assert.Single(_memory.Tidy()).Name);
    }

    [Fact]
    public void A_misspelling_that_shares_two_facts_that_nobody_else_has_is_merged()
    {
        Say("Johannsson", "employer", "Heron Ferries");
        Say("Johannsson", "home city", "Faro");
        Say("Johansson", "employer", "Heron Ferries");
        Say("Johansson", "home city", "Faro");
        Say("Johansson", "car", "Volvo");
        Assert.Equal(["Johansson", "Johansson"], _memory.Tidy().Select(step => step.Name));
    }

    [Theory]
    [InlineData("Bob", "Robert Smith", "")]                                             // likeness alone
    [InlineData("Bob", "Robert Smith", "home city=Lisbon")]                             // a city is no identity
    [InlineData("Anna Berg", "Anna Holm", "email=anna@example.org")]                    // two of one first name on one address
    [InlineData("John Smith", "John Smith Jr.", "phone number=555 0134")]               // father and son on one line
    [InlineData("Mario Rossini", "Maria Rossini", "phone number=555 0134;home city=Faro")]   // a last letter makes another person
    [InlineData("Heron 2", "Heron 3", "email=heron@example.org;vendor=Heron Ltd")]      // versions of a product
    [InlineData("GPT-4", "GPT-4o", "vendor=OpenAI;username=openai")]
    [InlineData("Marianne Holm", "Marianna Holm", "home city=Faro;employer=Heron Ferries")]
    [InlineData("Peterson", "Pederson", "home city=Faro")]                              // one fact is not enough
    public void Likeness_and_what_two_can_share_merge_nobody(string one, string other, string facts)
    {
        foreach (var fact in facts.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(fact => fact.Split('=')))
        {
            Say(one, fact[0], fact[1]);
            Say(other, fact[0], fact[1]);
        }

        Say(one, "likes", "tea", many: true);
        Say(other, "likes", "coffee", many: true);
        Assert.DoesNotContain(_memory.Tidy(), step => step.Kind == ConsolidationKind.Merged);
    }

    [Theory]
    [InlineData("home city", "Lisbon", "Porto")]
    [InlineData("birthday", "3 March 1980", "4 March 2010")]
    public void What_one_entity_cannot_be_both_of_keeps_two_apart(string predicate, string one, string other)
    {
        Say("Robert", "phone number", "555 0134");
        Say("Robert Smith", "phone number", "555 0134");
        Say("Robert", predicate, one);
        Say("Robert Smith", predicate, other);
        Assert.DoesNotContain(_memory.Tidy(), step => step.Kind == ConsolidationKind.Merged);
    }

    [Fact]
    public void A_first_name_that_two_have_stays_even_where_one_of_them_is_said_to_be_called_so()
    {
        Say("Maria Silva", "nickname", "Maria");
        Say("Maria Costa", "home city", "Faro");
        Say("Maria", "likes", "tea", many: true);
        Assert.Empty(_memory.Tidy());
    }

    [Fact]
    public void Who_is_said_to_be_two_others_stays()
    {
        Say("Bob", "full name", "Robert Smith");
        Say("Bob", "nickname", "Rob", many: true);
        Say("Robin Jones", "nickname", "Bob");
        Say("Bob", "likes", "tea", many: true);
        Assert.DoesNotContain(_memory.Tidy(), step => step.Kind == ConsolidationKind.Merged && step.Name != "Bob");
    }

    [Fact]
    public void Father_and_son_of_one_name_stay_two_whatever_they_are_called()
    {
        Say("Johnny", "full name", "John Smith");
        Say("Johnny", "father", "John Smith");
        Say("Johnny", "likes", "trains", many: true);
        Assert.Empty(_memory.Tidy());
    }

    [Fact]
    public void Two_that_a_text_speaks_of_at_once_are_two()
    {
        Say("Bob", "email", "house@example.org");
        Say("Robert Smith", "email", "house@example.org");
        _memory.Add(new MemoryDraft { Kind = MemoryKind.Belief, Text = "Bob lives next door to Robert Smith.", Slot = new Slot("Bob", "address", "Elm Street 4") });
        Assert.Empty(_memory.Tidy());
    }

    [Fact]
    public void Nothing_pinned_is_renamed_and_a_step_whose_evidence_is_gone_is_refused()
    {
        var said = Say("Bob", "full name", "Robert Smith");
        var pinned = _memory.Add(new MemoryDraft { Kind = MemoryKind.Belief, Text = "Bob is allergic to nuts.", Slot = new Slot("Bob", "allergy", "nuts", true), Pinned = true });
        var tea = Say("Bob", "likes", "tea", many: true);
        var planned = _memory.NewConsolidator().Plan(0, 100, false, _memory.Later).Steps;
        Assert.Equal(tea, Assert.Single(planned).Id);
        Assert.Equal("it is pinned or core", _memory.NewConsolidator().WhyNot(planned[0] with { Id = pinned }, _memory.Later));
        _memory.Apply([_memory.Image.State.DecideForget(said, null, _memory.Later)!]);
        Assert.Equal("nothing says (any more) that the two names are one entity", _memory.NewConsolidator().WhyNot(planned[0], _memory.Later));
    }

    private MemoryId Say(string subject, string predicate, string value, bool many = false) => _memory.Add(new MemoryDraft
    {
        Kind = MemoryKind.Belief,
        Text = predicate == "likes" ? $"{subject} likes {value}." : $"{subject} has the {predicate} {value}.",
        Slot = new Slot(subject, predicate, value, many),
    });
}
