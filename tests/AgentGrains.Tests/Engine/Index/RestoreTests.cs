using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Index;
using AgentGrains.Engine.Vectors;
using Xunit;

namespace AgentGrains.Tests.Engine.Index;

public sealed class RestoreTests
{
    private static readonly float[] Question = [0.3f, 0.5f, 1];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_was_away_and_came_back_scores_as_if_it_had_never_been_away(int seed)
    {
        var random = new Random(seed);
        var records = Records.Conversation(120, seed);
        for (var i = 0; i < records.Count; i += 7)
            records[i] = records[i] with { CanonicalName = $"Name {i}", Aliases = [$"Alias {i % 3}"], Slot = new Slot($"Thing {i % 4}", "is", "here"), Why = "because of rain" };
        var (stayed, moved) = (Records.IndexOf([.. records]), Records.IndexOf([.. records]));
        for (var i = 0; i < records.Count; i += 2)
        {
            var vector = VectorCodec.Quantize([random.NextSingle(), random.NextSingle(), 1], "m");
            stayed.SetVector(i, vector);
            moved.SetVector(i, vector);
        }

        var away = Enumerable.Range(0, records.Count).Where(_ => random.Next(3) == 0).ToList();
        foreach (var ordinal in away)
            moved.Archive(ordinal);
        Assert.Equal(records.Count - away.Count, moved.Count);
        foreach (var ordinal in away.OrderBy(_ => random.Next()))
        {
            Assert.False(moved.Holds(ordinal));
            moved.Restore(ordinal, records[ordinal]);
            if (ordinal % 2 == 0)
                moved.SetVector(ordinal, VectorOf(ordinal));
        }

        foreach (var query in records.Take(40).Select(record => record.Text).Append("Name 7").Append("Alias 1 rain").Append("What did Bob say about thing 2?"))
            Assert.Equal(Search(stayed, query), Search(moved, query));

        StoredVector VectorOf(int ordinal)
        {
            var again = new Random(seed);
            StoredVector? vector = null;
            for (var i = 0; i <= ordinal; i += 2)
                vector = VectorCodec.Quantize([again.NextSingle(), again.NextSingle(), 1], "m");
            return vector!;
        }
    }

    [Fact]
    public void A_weight_lowers_and_one_leaves_every_score_alone()
    {
        var records = Records.Conversation(60, 9);
        var (plain, weighed) = (Records.IndexOf([.. records]), Records.IndexOf([.. records]));
        foreach (var ordinal in Enumerable.Range(0, records.Count))
            weighed.SetWeight(ordinal, 1);
        var before = Search(plain, records[30].Text);
        Assert.Equal(before, Search(weighed, records[30].Text));

        weighed.SetWeight(before[0].Ordinal, 0.3f);
        var after = Search(weighed, records[30].Text);
        Assert.Equal(before[0].Score + MathF.Log(0.3f), after.Single(hit => hit.Ordinal == before[0].Ordinal).Score, 1e-3f);
        weighed.SetWeight(before[0].Ordinal, 1);
        Assert.Equal(before, Search(weighed, records[30].Text));
    }

    private static List<RankedHit> Search(RecallIndex index, string query)
    {
        var hits = new List<RankedHit>();
        index.Search(new SearchQuery(query, 30) { Vector = Question, Model = "m" }, hits);
        return hits;
    }
}
