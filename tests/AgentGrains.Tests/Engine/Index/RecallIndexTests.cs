using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Index;
using AgentGrains.Engine.Vectors;
using Xunit;

namespace AgentGrains.Tests.Engine.Index;

public sealed class RecallIndexTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void A_removed_record_leaves_no_trace(int seed)
    {
        var random = new Random(seed);
        var records = Records.Conversation(120, seed);
        var (all, kept, ordinals) = (new RecallIndex(), new RecallIndex(), new List<int>());
        foreach (var record in records)
        {
            var ordinal = all.Add(record with { Aliases = random.Next(3) == 0 ? ["alias " + random.Next(9)] : [] });
            all.SetVector(ordinal, Vector(ordinal));
        }

        random = new Random(seed);
        var removed = Enumerable.Range(0, 120).Where(i => i < 25 || new Random(i * 31 + seed).Next(3) == 0).ToHashSet();
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i] with { Aliases = random.Next(3) == 0 ? ["alias " + random.Next(9)] : [] };
            if (removed.Contains(i))
                continue;
            ordinals.Add(i);
            kept.SetVector(kept.Add(record), Vector(i));
        }

        foreach (var i in removed.OrderBy(i => i * 7919 % 101))
            all.Remove(i);

        Assert.Equal(kept.Count, all.Count);
        foreach (var question in Questions(records).Append("alias 4").Append("What did Ann say on 8 May 2023?"))
        {
            var expected = Search(kept, question).Select(hit => hit with { Ordinal = ordinals[hit.Ordinal] });
            Assert.Equal(expected, Search(all, question));
        }
    }

    [Fact]
    public void A_record_is_searchable_at_once_and_gone_at_once()
    {
        var index = Records.IndexOf(Records.Turn("first"));
        Assert.Empty(index.Find("zebra"));
        var ordinal = index.Add(Records.Turn("zebra"));
        Assert.Equal([ordinal], index.Find("zebra").Select(hit => hit.Ordinal));
        index.Remove(ordinal);
        Assert.Empty(index.Find("zebra"));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Remove(ordinal));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Remove(99));
        Assert.Equal(2, index.Add(Records.Turn("next")));
    }

    [Fact]
    public void The_last_record_of_a_speaker_takes_the_name_along()
    {
        var index = Records.IndexOf(Records.Turn("hello", "Rose"), Records.Turn("a red rose", "Ann"));
        Assert.Equal(1, index.Find("Rose")[0].Channels.Speaker);
        index.Remove(0);
        Assert.Equal(0, index.Find("red Rose")[0].Channels.Speaker);
    }

    [Fact]
    public void A_hidden_record_is_not_returned_and_lends_nothing()
    {
        var index = Records.IndexOf(
            Records.Turn("secret zebra?", "Ann", "a"), Records.Turn("yes", "Bob", "a"), Records.Turn("zebra crossing", "Bob", "b"));
        Assert.Equal(3, index.Find("zebra").Count);

        var hits = index.Find("zebra", visible: ordinal => ordinal != 0);
        Assert.Equal([2], hits.Select(hit => hit.Ordinal));
    }

    [Fact]
    public void The_same_operations_give_the_same_answer()
    {
        var records = Records.Conversation(300, 5);
        var (first, second) = (Records.IndexOf([.. records]), Records.IndexOf([.. records]));
        foreach (var question in Questions(records))
        {
            Assert.Equal(first.Find(question), second.Find(question));
            Assert.Equal(first.Find(question), first.Find(question));
        }
    }

    [Fact]
    public void Equal_scores_go_by_ordinal()
    {
        var index = Records.IndexOf([.. Enumerable.Range(0, 50).Select(_ => Records.Turn("the same words"))]);
        Assert.Equal(Enumerable.Range(0, 10), index.Find("same words").Select(hit => hit.Ordinal));
    }

    [Fact]
    public void More_results_extend_fewer()
    {
        var records = Records.Conversation(400, 8);
        var index = Records.IndexOf([.. records]);
        foreach (var question in Questions(records))
            Assert.Equal(index.Find(question, 5), index.Find(question, 40).Take(5));
    }

    /// <summary>Tolerance: the same first hit, and nine of the ten best, over all questions.</summary>
    [Fact]
    public void Candidates_first_agrees_with_scoring_all()
    {
        var records = Records.Conversation(1_900, 6);
        var (all, candidates) = (new RecallIndex(null, null, scoreAllUpTo: 5_000), new RecallIndex(null, null, scoreAllUpTo: 0));
        foreach (var record in records)
        {
            all.Add(record);
            candidates.Add(record);
        }

        var (questions, first, shared, found) = (0, 0, 0, 0);
        foreach (var question in Questions(records))
        {
            var (expected, actual) = (all.Find(question), candidates.Find(question));
            questions++;
            first += expected[0].Ordinal == actual[0].Ordinal ? 1 : 0;
            found += expected.Count;
            shared += expected.Select(hit => hit.Ordinal).Intersect(actual.Select(hit => hit.Ordinal)).Count();
        }

        Assert.True(first >= 0.95 * questions, $"first hit agrees in {first} of {questions}");
        Assert.True(shared >= 0.9 * found, $"{shared} of {found} shared");
    }

    [Fact]
    public void A_named_record_is_a_candidate_however_large_the_index()
    {
        var index = new RecallIndex(null, null, scoreAllUpTo: 0);
        foreach (var record in Records.Conversation(3_000, 7))
            index.Add(record with { Text = record.Text + " harbour" });
        var named = index.Add(Records.Turn("Something else entirely") with { Aliases = ["harbour"] });

        Assert.Equal(named, index.Find("harbour")[0].Ordinal);
    }

    [Fact]
    public void Where_all_candidates_are_nearly_alike_an_outlier_is_not_buried()
    {
        var records = Records.Conversation(200, 4).Select(record => record with { Text = "harbour " + record.Text }).ToList();
        var index = Records.IndexOf([.. records, Records.Turn("harbour zebra")]);
        Assert.Equal(200, index.Find("harbour zebra")[0].Ordinal);
    }

    [Fact]
    public void Plain_bm25_is_the_formula()
    {
        var index = Records.IndexOf(Records.Turn("cat dog"), Records.Turn("cat cat bird fish"), Records.Turn("bird"));
        var hits = new List<(int Ordinal, float Score)>();
        index.SearchBm25(new SearchQuery("cats"), hits);

        static double Score(int tf, int length) => Math.Log(1 + (3 - 2 + 0.5) / 2.5) * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * length * 3 / 7));
        Assert.Equal([1, 0], hits.Select(hit => hit.Ordinal));
        Assert.Equal(Score(2, 4), hits[0].Score, 1e-5);
        Assert.Equal(Score(1, 2), hits[1].Score, 1e-5);
    }

    [Fact]
    public void Odd_records_do_not_break()
    {
        var index = Records.IndexOf(
            Records.Turn("?"), Records.Turn("\uD800"), Records.Turn(new string('x', 30_000)), Records.Turn("yesterday", at: DateTimeOffset.MinValue),
            Records.Turn("next year", at: DateTimeOffset.MaxValue), Records.Turn(string.Join(' ', Enumerable.Repeat("word", 5_000)), "", ""));
        Assert.Equal(5, index.Find("word")[0].Ordinal);
        Assert.NotEmpty(index.Find("yesterday in 2023"));
        for (var i = 0; i < 6; i++)
            index.Remove(i);
        Assert.Equal(0, index.Count);
    }

    private static IEnumerable<string> Questions(List<MemoryRecord> records) =>
        Enumerable.Range(0, 40).Select(i => (i % 3 == 0 ? "When did Ann " : "What about ") + string.Join(' ', records[i * 7 % records.Count].Text.TrimEnd('?', '.').Split(' ').Take(4)));

    private static List<RankedHit> Search(RecallIndex index, string question)
    {
        var hits = new List<RankedHit>();
        index.Search(new SearchQuery(question, 20) { Vector = new float[] { 1, 2, 3 }, Model = "m" }, hits);
        return hits;
    }

    private static StoredVector Vector(int seed)
    {
        var random = new Random(seed);
        return VectorCodec.Quantize([random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, random.NextSingle() + 0.1f], "m");
    }
}
