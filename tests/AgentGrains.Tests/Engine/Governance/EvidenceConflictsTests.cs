using AgentGrains.Engine.Governance;
using Xunit;

namespace AgentGrains.Tests.Engine.Governance;

public sealed class EvidenceConflictsTests
{
    private static readonly DateTimeOffset May = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Two_values_of_one_thing_contradict_each_other_and_the_earlier_one_first_is_outdated()
    {
        Assert.Equal((true, false), Of(Lives("Oslo", 9), Lives("Bergen", 2)));
        Assert.Equal((true, true), Of(Lives("Bergen", 2), Lives("Oslo", 9)));
        Assert.Equal((true, true), Of(Lives("Oslo", 9), Lives("Bergen", 2), Lives("Rome", 12)));
    }

    [Fact]
    public void What_agrees_has_ended_has_many_values_or_is_of_another_is_no_contradiction()
    {
        Assert.Equal((false, false), Of());
        Assert.Equal((false, false), Of(Lives("Oslo", 2), Lives(" oslo ", 9)));
        Assert.Equal((false, false), Of(Lives("Bergen", 2) with { ValidTo = May.AddDays(5) }, Lives("Oslo", 9)));
        Assert.Equal((false, false), Of(Belief(new Slot("Ann", "likes", "tea", MultiValued: true), 1), Belief(new Slot("Ann", "likes", "figs", MultiValued: true), 2)));
        Assert.Equal((false, false), Of(Lives("Bergen", 2), Belief(new Slot("Bob", "lives in", "Oslo"), 9)));
        Assert.Equal((false, false), Of(Belief(null, 1), Belief(null, 2)));
    }

    private static (bool, bool) Of(params MemoryRecord[] records) => EvidenceConflicts.Of([.. records.Select(record => new Evidence { Record = record, Scope = Scope.User("acme", "ann"), Score = 0 })]);

    private static MemoryRecord Lives(string where, int day) => Belief(new Slot("Ann", "lives in", where), day);

    private static MemoryRecord Belief(Slot? slot, int day) => new()
    {
        Id = MemoryId.Create(MemoryType.Semantic, May.AddDays(day), day, 1),
        Text = $"{slot}",
        OccurredAt = May.AddDays(day),
        Slot = slot,
    };
}
