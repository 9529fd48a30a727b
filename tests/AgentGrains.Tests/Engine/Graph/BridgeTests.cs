using AgentGrains.Engine.Index;
using Xunit;

namespace AgentGrains.Tests.Engine.Graph;

/// <summary>Records that the question does not speak of, reached through entities they share with those that it does.</summary>
public sealed class BridgeTests
{
    private static readonly MemoryRecord[] Films =
    [
        Named("The Quiet Harbour", "The Quiet Harbour is a drama directed by Oona Vale."),
        Named("Oona Vale", "She was born in Trondheim and studied chemistry."),
        Named("Milo Trent", "He was born in Porto and sings."),
        Named("Trondheim", "It lies at the mouth of a river."),
        Named("Green Meadow", "A comedy directed by Milo Trent."),
    ];

    [Fact]
    public void What_a_text_names_is_reached_and_other_names_are_not()
    {
        var hits = Records.IndexOf(Films).Find("Where does the director of The Quiet Harbour come from?");
        Assert.Equal([0, 1], hits.Take(2).Select(hit => hit.Ordinal));
        Assert.True(hits[1].Channels.Graph > 0);
        Assert.Equal(0, hits.FirstOrDefault(hit => hit.Ordinal == 2).Channels.Graph);
    }

    [Fact]
    public void A_second_hop_is_reached_and_counts_less()
    {
        var hits = Records.IndexOf(Films).Find("The Quiet Harbour");
        Assert.InRange(hits.Hit(3).Channels.Graph, 0.01f, hits.Hit(1).Channels.Graph);
    }

    [Fact]
    public void The_order_of_adding_does_not_matter()
    {
        var (forth, back) = (Records.IndexOf(Films), Records.IndexOf([.. Films.Reverse()]));
        var expected = forth.Find("The Quiet Harbour").Select(hit => (hit.Ordinal, hit.Channels.Graph));
        Assert.Equal(expected, back.Find("The Quiet Harbour").Select(hit => (Films.Length - 1 - hit.Ordinal, hit.Channels.Graph)));
    }

    [Fact]
    public void Facts_are_linked_by_who_takes_part_in_them()
    {
        var index = Records.IndexOf(
            Fact("taught her for years", ("mentor", "Dario Kest"), ("student", "Lena Orlo")),
            Fact("a purchase was made", ("buyer", "Dario Kest"), ("thing", "vineyard")),
            Fact("a purchase was made", ("buyer", "Someone Else"), ("thing", "castle")));
        var hits = index.Find("What did the mentor of Lena Orlo buy?");
        Assert.Equal([0, 1], hits.Take(2).Select(hit => hit.Ordinal));
        Assert.True(hits.Hit(1).Channels.Graph > 0);
    }

    [Fact]
    public void A_date_and_a_speaker_link_nothing()
    {
        var index = Records.IndexOf(
            Fact("alpha", ("speaker", "Ann Moor"), ("time", "2023-05-08")), Fact("beta", ("speaker", "Ann Moor"), ("time", "2023-05-08")), Fact("gamma"));
        Assert.All(index.Find("alpha"), hit => Assert.Equal(0, hit.Channels.Graph));
    }

    [Fact]
    public void An_entity_that_everything_mentions_links_nothing()
    {
        MemoryRecord[] records = [Fact("zebra crossing", ("place", "Town")), .. Enumerable.Range(0, 80).Select(i => Fact("filler " + i, ("place", "Town")))];
        Assert.All(Records.IndexOf(records).Find("zebra"), hit => Assert.Equal(0, hit.Channels.Graph));
    }

    [Fact]
    public void A_removed_record_neither_leads_nor_is_reached()
    {
        var index = Records.IndexOf(Films);
        index.Remove(1);
        var hits = index.Find("The Quiet Harbour");
        Assert.DoesNotContain(hits, hit => hit.Ordinal is 1 || hit.Channels.Graph > 0);
    }

    [Fact]
    public void A_hidden_record_neither_leads_nor_is_reached()
    {
        var hits = Records.IndexOf(Films).Find("The Quiet Harbour", visible: ordinal => ordinal != 1);
        Assert.DoesNotContain(hits, hit => hit.Ordinal is 1 || hit.Channels.Graph > 0);
    }

    [Fact]
    public void What_is_no_candidate_in_a_large_index_is_reached_as_well()
    {
        var index = new RecallIndex(null, null, scoreAllUpTo: 0);
        foreach (var record in Films.Concat(Records.Conversation(3_000, 11).Select(record => record with { Text = record.Text + " harbour director come" })))
            index.Add(record);
        Assert.Contains(1, index.Find("Where does the director of The Quiet Harbour come from?", 3).Select(hit => hit.Ordinal));
    }

    private static MemoryRecord Named(string name, string text) => Records.Turn(text) with { CanonicalName = name };

    private static MemoryRecord Fact(string text, params (string Role, string Entity)[] arguments) =>
        Records.Turn(text) with { Arguments = [.. arguments.Select(argument => new Argument(argument.Role, argument.Entity))] };
}
