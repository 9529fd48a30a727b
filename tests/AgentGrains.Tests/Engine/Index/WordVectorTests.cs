using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Index;
using AgentGrains.Engine.Vectors;
using AgentGrains.Tests.Engine.Vectors;
using Xunit;

namespace AgentGrains.Tests.Engine.Index;

/// <summary>Other words of the same meaning, with word vectors.</summary>
public sealed class WordVectorTests
{
    private static readonly MeaningGroups Words = new(knowsAll: true, "therapist counsellor psychologist", "flower rose tulip", "canine dog puppy");

    [Fact]
    public void Another_word_of_the_same_meaning_finds_the_record()
    {
        MemoryRecord[] records = [Records.Turn("breakfast was cold", session: "a"), Records.Turn("I saw my counsellor", session: "b"), Records.Turn("the train was late", session: "c")];
        Assert.Empty(Records.IndexOf(records).Find("therapist"));
        Assert.Equal(1, IndexOf(records).Find("therapist")[0].Ordinal);
    }

    [Fact]
    public void The_word_itself_is_nearer_than_another_of_its_meaning()
    {
        var index = IndexOf(Records.Turn("I saw my counsellor", session: "a"), Records.Turn("I saw my therapist", session: "b"), Records.Turn("filler words", session: "c"));
        Assert.Equal([1, 0], index.Find("therapist", 2).Select(hit => hit.Ordinal));
    }

    [Fact]
    public void What_says_nothing_near_is_not_found_and_what_does_says_how_near()
    {
        var index = IndexOf(Records.Turn("breakfast was cold", session: "a"), Records.Turn("I saw my counsellor", session: "b"), Records.Turn("the train was late", session: "c"));
        var hit = Assert.Single(index.Find("therapist"));
        Assert.Equal(1, hit.Ordinal);
        Assert.True(hit.Channels is { Record: 0, Soft: > 0, Topic: > 0 });
        Assert.Empty(index.Find("zeppelin"));
    }

    [Fact]
    public void Words_that_only_go_together_find_nothing_by_themselves()
    {
        // Cosines with "sailor": 0.6 and 0.8.
        var index = new RecallIndex(new Angles(("sailor", 1), ("harbour", 0.6f), ("mariner", 0.8f)));
        index.Add(Records.Turn("harbour", session: "a"));
        index.Add(Records.Turn("mariner", session: "b"));
        Assert.Equal([1], index.Find("sailor").Select(hit => hit.Ordinal));
    }

    [Fact]
    public void Names_have_no_meaning()
    {
        var index = IndexOf(Records.Turn("ask Rose about it", "Ann", "a"), Records.Turn("fine", "Rose", "b"), Records.Turn("it was late", "Ann", "c"));
        var signals = index.ReadSignals(new SearchQuery("Which flower?", 10));
        // Standardised: all zero means that no record was nearer than another.
        Assert.All(signals[Signal.Soft].ToArray(), soft => Assert.InRange(soft, -1.8f, 1.8f));
        Assert.Equal(signals[Signal.Soft][2], signals[Signal.Soft][0], 0.9f);
        Assert.False(signals[Signal.Soft][0] > 1.2f, "Rose is not a flower here");
    }

    [Fact]
    public void An_answer_inherits_the_meaning_of_the_question_before_it()
    {
        var index = IndexOf(
            Records.Turn("What is your puppy called?", "Bob", "a"), Records.Turn("Rex", "Ann", "a"),
            Records.Turn("My puppy sleeps.", "Bob", "b"), Records.Turn("Fine", "Ann", "b"));
        var signals = index.ReadSignals(new SearchQuery("Name of the canine?", 10));
        Assert.True(signals[Signal.SoftAsked][1] > signals[Signal.SoftAsked][3]);
        Assert.Equal(signals[Signal.SoftAsked][2], signals[Signal.SoftAsked][3]);
    }

    [Fact]
    public void A_hidden_record_lends_no_meaning()
    {
        var records = Records.Conversation(60, 9);
        var all = IndexOf([.. records]);
        var hidden = new HashSet<int> { 3, 4, 17, 40, 41 };
        var kept = IndexOf([.. records.Where((_, i) => !hidden.Contains(i))]);
        var question = records[40].Text;
        float[] seen = [.. all.ReadSignals(new SearchQuery(question, 10) { Visible = i => !hidden.Contains(i) })[Signal.SoftAsked]];

        Assert.Equal(kept.Count, seen.Length);
        var marks = Enumerable.Range(0, 60).Where(i => !hidden.Contains(i)).ToArray();
        for (var i = 0; i < seen.Length; i++)
        {
            if (hidden.Contains(marks[i] - 1))
                Assert.Equal(seen.Min(), seen[i]);
        }
    }

    [Theory, InlineData(1), InlineData(2)]
    public void A_removed_record_leaves_no_trace(int seed)
    {
        var records = Records.Conversation(90, seed);
        var removed = Enumerable.Range(0, 90).Where(i => new Random(i * 31 + seed).Next(3) == 0).ToHashSet();
        var all = IndexOf([.. records]);
        foreach (var ordinal in removed)
            all.Remove(ordinal);
        int[] left = [.. Enumerable.Range(0, 90).Where(i => !removed.Contains(i))];
        var kept = IndexOf([.. left.Select(i => records[i])]);
        foreach (var question in records.Take(20).Select(record => record.Text))
        {
            var (expected, actual) = (kept.Find(question), all.Find(question));
            Assert.Equal(expected.Select(hit => left[hit.Ordinal]), actual.Select(hit => hit.Ordinal));
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-4f));
        }
    }

    [Fact]
    public void Candidates_first_reads_the_neighbours_that_are_no_candidates()
    {
        var records = Records.Conversation(2_400, 3);
        var (all, some) = (new RecallIndex(Words, null, int.MaxValue), new RecallIndex(Words, null, scoreAllUpTo: 0));
        foreach (var record in records)
        {
            all.Add(record);
            some.Add(record);
        }

        var shared = 0;
        for (var i = 0; i < 30; i++)
            shared += all.Find(records[i * 70].Text, 5).Select(hit => hit.Ordinal).Intersect(some.Find(records[i * 70].Text, 5).Select(hit => hit.Ordinal)).Count();
        Assert.True(shared >= 0.9 * 150, $"{shared} of 150 shared");
    }

    [Fact]
    public void A_question_leaves_nothing_behind_for_the_next()
    {
        var records = Records.Conversation(200, 4);
        var asked = IndexOf([.. records]);
        foreach (var record in records)
            asked.Find(record.Text);
        Assert.Equal(IndexOf([.. records]).Find(records[7].Text), asked.Find(records[7].Text));
        asked.Add(Records.Turn("I saw my counsellor", session: "late"));
        Assert.Equal(200, asked.Find("therapist")[0].Ordinal);
    }

    [Fact]
    public void A_model_that_knows_no_word_changes_nothing_but_the_weights()
    {
        var silent = new RecallIndex(new MeaningGroups(knowsAll: false), RecallWeights.Default);
        var plain = new RecallIndex();
        foreach (var record in Records.Conversation(80, 2))
        {
            silent.Add(record);
            plain.Add(record);
        }

        Assert.Equal(plain.Find("What did Ann say on 8 May 2023?"), silent.Find("What did Ann say on 8 May 2023?"));
    }

    private sealed class Angles(params (string Word, float Cosine)[] words) : IWordVectors
    {
        public int Dimension => 16;

        public bool TryGet(ReadOnlySpan<char> word, Span<float> destination)
        {
            var text = word.ToString();
            var number = Array.FindIndex(words, known => known.Word == text);
            if (number < 0)
                return false;
            destination.Clear();
            destination[0] = words[number].Cosine;
            destination[1 + number] = MathF.Sqrt(1 - words[number].Cosine * words[number].Cosine);
            return true;
        }
    }

    private static RecallIndex IndexOf(params MemoryRecord[] records)
    {
        var index = new RecallIndex(Words);
        foreach (var record in records)
            index.Add(record);
        return index;
    }
}
