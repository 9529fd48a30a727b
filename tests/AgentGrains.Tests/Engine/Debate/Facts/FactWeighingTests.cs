using AgentGrains.Engine.Debate.Facts;
using Xunit;

namespace AgentGrains.Tests.Engine.Debate.Facts;

/// <summary>How witnesses of a contested fact are weighed.</summary>
public sealed class FactWeighingTests
{
    private static readonly DateTimeOffset At = new(2026, 5, 3, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void One_witness_heard_ten_times_is_one_witness()
    {
        var many = Enumerable.Range(0, 10).Select(i => Say("Porto", "Dan", daysAgo: 10 + i));
        Assert.Equal(Score([Say("Porto", "Dan", daysAgo: 10)], "porto"), Score(many, "porto"), 9);
        Assert.True(Score([Say("Porto", "Dan"), Say("Porto", "Eva")], "porto") > Score([Say("Porto", "Dan")], "porto") + 0.1);
    }

    [Fact]
    public void A_witness_who_says_otherwise_later_has_changed_and_does_not_count_twice()
    {
        var supports = FactWeighing.Weigh([Say("Porto", "Dan", daysAgo: 20), Say("Lisbon", "dan", daysAgo: 5)], At);
        Assert.Equal("lisbon", Assert.Single(supports).Value);
    }

    [Fact]
    public void Only_what_holds_and_was_said_by_the_asked_time_counts()
    {
        FactStatement[] statements =
        [
            Say("Rome", "a", daysAgo: -1),                                             // said later
            Say("Oslo", "b") with { ValidTo = At },                                    // over
            Say("Kyiv", "c") with { ValidFrom = At.AddDays(1) },                       // not yet
            Say("Porto", "d", daysAgo: 9), Say("Bonn", "d") with { ValidTo = At },     // what ended is not replaced by what it had replaced
            Say("Lisbon", "e"),
        ];
        Assert.Equal(["lisbon"], FactWeighing.Weigh(statements, At).Select(support => support.Value));
        Assert.Equal(["bonn", "lisbon", "oslo"], FactWeighing.Weigh(statements, At.AddDays(-0.5)).Select(support => support.Value).Order());
    }

    [Fact]
    public void First_hand_beats_hearsay_recent_beats_old_trusted_beats_doubted()
    {
        AssertFirst("lisbon", Say("Lisbon", "Ann") with { IsFirstHand = true }, Say("Porto", "Dan"));
        AssertFirst("lisbon", Say("Lisbon", "Dan", daysAgo: 1), Say("Porto", "Eva", daysAgo: 900));
        AssertFirst("lisbon", Say("Lisbon", "Dan"), Say("Porto", "Eva") with { Trust = 0.3 });
        AssertFirst("lisbon", Say(" LISBON. ", "Dan"), Say("lisbon", "Eva"), Say("Porto", "Fay"));

        static void AssertFirst(string value, params FactStatement[] statements)
        {
            Assert.Equal(value, FactWeighing.Weigh(statements, At)[0].Value);
            Assert.Equal(value, FactWeighing.Weigh(statements.Reverse(), At)[0].Value);
        }
    }

    private static double Score(IEnumerable<FactStatement> statements, string value) => FactWeighing.Weigh(statements, At).Single(support => support.Value == value).Score;

    private static FactStatement Say(string value, string origin, double daysAgo = 1) =>
        new(default, "agent:a", value, origin, IsFirstHand: false, At.AddDays(-daysAgo), null, null, Trust: 1);
}
