using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Index;
using Xunit;

namespace AgentGrains.Tests.Engine.Fusion;

public sealed class AdaptiveLimitTests
{
    [Theory]
    [InlineData(new float[] { }, 0)]
    [InlineData(new float[] { -3 }, 1)]
    [InlineData(new float[] { 9, 1, 0, -1, -2, -3, -4 }, 5)]
    [InlineData(new float[] { 9, 8, 7, 6, 5, 4.5f, 4, 3.9f }, 7)]
    [InlineData(new float[] { 2, 2, 2, 2, 2, 2, 2, 2 }, 8)]
    public void The_list_ends_where_scores_are_far_below_the_best_but_not_before_the_fifth(float[] scores, int kept) =>
        Assert.Equal(kept, AdaptiveLimit.Of([.. scores.Select((score, place) => (score, place))], RecallCut.Shipped));

    [Fact]
    public void A_clear_answer_ends_the_list_and_an_open_question_fills_it()
    {
        var index = new RecallIndex();
        var answer = index.Add(Records.Turn("My sister Clara lives in Porto above the old harbour.", "Ann", "spring"));
        for (var turn = 0; turn < 60; turn++)
            index.Add(Records.Turn($"They live by the weather and speak of work on day {turn}.", "Bob", $"days-{turn / 10}"));

        var hits = new List<RankedHit>();
        index.Search(new SearchQuery("Where in Porto does Ann's sister Clara live?", 30) { Adaptive = true }, hits);
        Assert.Equal(answer, hits[0].Ordinal);
        Assert.Equal(RecallCut.Shipped.Least, hits.Count);

        index.Search(new SearchQuery("What did they speak of at work?", 30) { Adaptive = true }, hits);
        Assert.Equal(30, hits.Count);
        index.Search(new SearchQuery("Where in Porto does Ann's sister Clara live?", 30), hits);
        Assert.Equal(30, hits.Count);
    }
}
