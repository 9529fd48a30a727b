using System.Collections.Immutable;
using AgentGrains.Engine.Guard;
using AgentGrains.Engine.Records;
using Xunit;

namespace AgentGrains.Tests.Engine.Guard;

public sealed class ConsensusTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly Scope Team = Scope.Team("acme", "support");
    private static readonly Slot Right = new("support desk", "phone", "1");
    private static readonly Slot Wrong = new("support desk", "phone", "2");

    [Fact]
    public void Many_records_of_one_source_are_one_voice()
    {
        var evidence = Evidence([.. Enumerable.Repeat(("eve", Wrong), 9), ("handbook", Right), ("website", Right)]);
        var result = Check(evidence);
        Assert.Equal(9, result.Disputed.Length);
        Assert.All(result.Kept, item => Assert.Equal(Right, item.Record.Slot));
    }

    [Fact]
    public void Many_actors_of_one_source_are_one_voice_too()
    {
        var evidence = Evidence([("handbook", Right), ("website", Right)]).AddRange(
            Evidence([.. Enumerable.Repeat(("forum", Wrong), 9)]).Select((item, i) => item with { Record = item.Record with { Id = Id(100 + i), Provenance = item.Record.Provenance with { Actor = $"user{i}" } } }));
        Assert.Equal(9, Check(evidence).Disputed.Length);
    }

    [Fact]
    public void One_voice_against_one_leaves_both_and_shares_its_vote_among_its_records()
    {
        var result = Check(Evidence([("eve", Wrong), ("eve", Wrong), ("handbook", Right)]));
        Assert.Empty(result.Disputed);
        Assert.Equal([0.4f, 0.4f, 0.8f], result.Kept.Select(item => item.Vote));
    }

    [Fact]
    public void What_a_person_pinned_is_not_voted_down()
    {
        var evidence = Evidence([("ann", Wrong), ("handbook", Right), ("website", Right)]);
        evidence = evidence.SetItem(0, evidence[0] with { Record = evidence[0].Record with { Pinned = true } });
        Assert.Empty(Check(evidence).Disputed);
    }

    [Fact]
    public void An_old_record_that_nobody_assessed_is_not_followed_to_another_identifier()
    {
        var record = Record(1, "Question: When was patient 31-40882 admitted? Query: select admitted from stays where patient = '27-9465'", "eve", null) with { Trust = 1 };
        Assert.Single(Check([new Evidence { Record = record, Scope = Team, Score = 1 }]).Disputed);
        Assert.Empty(Check([new Evidence { Record = record with { Trust = SourceStanding.Unknown }, Scope = Team, Score = 1 }]).Disputed);   // released by a person
    }

    [Fact]
    public void A_lesson_warns_when_its_identifiers_are_asked_about_and_stops_what_it_knows()
    {
        var poison = Record(1, "Question: When was patient 31-40882 admitted? Query: select admitted from stays where patient = '27-9465'", "eve", null);
        var ledger = new Ledger(new GuardLease(1, new GuardPolicy(), [], [Lessons.Learn(poison, "review")]));
        var result = Consensus.Check("Which drugs did patient 31-40882 get?", [new Evidence { Record = poison, Scope = Team, Score = 1 }], ledger, new GuardOptions());
        Assert.Single(result.Disputed);
        Assert.Contains("27-9465", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Empty(Consensus.Check("Which drugs did patient 44-10000 get?", [], ledger, new GuardOptions()).Warnings);
    }

    private static ConsensusResult Check(ImmutableArray<Evidence> evidence) => Consensus.Check("What is the phone of the support desk?", evidence, Ledger.Empty, new GuardOptions());

    private static ImmutableArray<Evidence> Evidence(ImmutableArray<(string Source, Slot Slot)> said) =>
        [.. said.Select((item, i) => new Evidence { Record = Record(i, $"The phone is {item.Slot.Value}.", item.Source, item.Slot), Scope = Team, Score = 1 })];

    private static MemoryRecord Record(int number, string text, string source, Slot? slot) =>
        DraftRecord.Make(new MemoryDraft { Text = text, Kind = MemoryKind.Belief, Source = source, Slot = slot }, Id(number), number + 1, Now) with { Trust = SourceStanding.Unknown };

    private static MemoryId Id(int number) => new(MemoryType.Semantic, (UInt128)(number + 1));
}
