using System.Diagnostics;
using System.Text;
using AgentGrains.Engine.Audit;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Erasure;
using AgentGrains.Engine.Records;
using Xunit;

namespace AgentGrains.Tests.Engine.Erasure;

/// <summary>Tombstones know what they refuse and little else: paraphrases are refused, neighbours are not, and no text is kept.</summary>
public sealed class TombstoneTests(ITestOutputHelper output)
{
    private static readonly Scope Ann = Scope.User("acme", "ann");
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Salt = Encoding.ASCII.GetBytes("0123456789abcdef");

    [Fact]
    public void Paraphrases_are_refused_and_neighbours_are_not()
    {
        var state = Standing(ErasedFacts.Said.Select(fact => fact.Fact));
        foreach (var (fact, _) in ErasedFacts.Said)
            Assert.NotNull(state.Tombstones.Find(fact));
        var paraphrases = ErasedFacts.Said.SelectMany(fact => fact.Paraphrases).ToList();
        var passed = paraphrases.Where(text => state.Tombstones.Find(text) is null).ToList();
        var neighbours = ErasedFacts.Neighbours.ToList();
        var refused = neighbours.Where(text => state.Tombstones.Find(text) is not null).ToList();
        output.WriteLine($"{paraphrases.Count - passed.Count} of {paraphrases.Count} paraphrases refused; not: {string.Join(" | ", passed)}");
        output.WriteLine($"{refused.Count} of {neighbours.Count} neighbours refused: {string.Join(" | ", refused)}");
        Assert.True(neighbours.Distinct().Count() >= 200);
        Assert.True(refused.Count * 100 <= neighbours.Count, string.Join(" | ", refused));
        Assert.True(paraphrases.Count - passed.Count >= paraphrases.Count * 4 / 5, string.Join(" | ", passed));
    }

    [Fact]
    public void A_sketch_holds_no_word_and_its_hashes_are_shared_by_many()
    {
        var sketch = FactSketch.Make(["My sister Maria works at Initech."], Salt).ToArray();
        foreach (var word in "sister maria work initech".Split(' '))
            Assert.DoesNotContain(word, Encoding.Latin1.GetString(sketch), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(FactSketch.SaltBytes + 1 + (4 * 2), sketch.Length);
        var words = Enumerable.Range(0, 40_960).Select(n => $"word{n}").GroupBy(word => FactSketch.Hash(word, Salt)).ToList();
        Assert.InRange(words.Count, 4_000, 4_096);   // ten words share each value on average: one alone does not tell which
        Assert.NotEqual(sketch[FactSketch.SaltBytes..], [.. FactSketch.Make(["My sister Maria works at Initech."], new byte[16]).ToArray()[FactSketch.SaltBytes..]]);
    }

    [Fact]
    public void Tombstones_survive_the_journal_the_erasure_of_their_record_and_are_lifted()
    {
        var state = Standing(["I live in Quixotopia."]);
        var raised = state.DecideTombstones([(Id(1), FactSketch.Make(["I am afraid of spiders."], Salt))], Now)[0];
        var writer = new FieldWriter();
        OperationCodec.Write(writer, raised);
        var read = OperationCodec.Read(writer.Written, raised.Sequence, new TextPool());
        Assert.Equal(raised.Sketch, read.Sketch.AsEnumerable());
        Assert.Null(FrameRedaction.Of(read, new HashSet<MemoryId> { Id(1) }));
        var closure = new ErasureClosure([Id(1)]);
        closure.Offer(read);
        Assert.Empty(closure.Here);

        var before = Bytes(state);
        state.Apply(read);
        Assert.NotEqual(before, Bytes(state));
        Assert.Empty(state.DecideTombstones([(Id(1), raised.Sketch)], Now));
        Assert.Equal(Id(1), state.Tombstones.Find("Spiders scare me."));
        var known = new MemoryDraft { Text = "Spiders scare me.", Key = "k" };
        state.RequireNotErased([known], draft => draft.Key == "k");
        var refused = Assert.Throws<MemoryRejectedException>(() => state.RequireNotErased([new MemoryDraft { Text = "It rains." }, known], _ => false));
        Assert.Equal((1, GuardSignal.Erased), (refused.Item, refused.Reasons[0].Signal));
        Assert.DoesNotContain("piders", refused.Message, StringComparison.Ordinal);
        foreach (var lift in state.DecideLift([Id(1), Id(1), Id(99)], Now))
            state.Apply(lift);
        Assert.Null(state.Tombstones.Find("Spiders scare me."));
        Assert.NotNull(state.Tombstones.Find("My home is in Quixotopia."));
    }

    [Fact]
    public void A_sketch_knows_keys_without_holding_them_and_is_refused_when_it_is_cut()
    {
        var sketch = FactSketch.Make(["I am afraid of spiders."], Salt, ["call-17", "call-17", "call-18"]);
        Assert.DoesNotContain("call", Encoding.Latin1.GetString(sketch.AsSpan()), StringComparison.Ordinal);
        var (salt, sentences, keys) = FactSketch.Read(sketch.AsSpan());
        Assert.Equal((1, 2), (sentences.Length, keys.Length));
        Assert.Contains(FactSketch.HashOfKey("call-18", salt), keys);
        Assert.DoesNotContain(FactSketch.HashOfKey("call-18", new byte[16]), keys);
        Assert.Single(FactSketch.Read(FactSketch.Make([], Salt, ["call-17"]).AsSpan()).Keys);
        Assert.Empty(FactSketch.Make(["Yes, sure."], Salt));
        for (var length = 1; length < sketch.Length; length++)
        {
            if (length != FactSketch.SaltBytes + 1 + (2 * sentences[0].Length))   // where the keys begin
                Assert.Throws<FormatException>(() => FactSketch.Read(sketch.AsSpan(0, length)));
        }
    }

    [Theory]
    [InlineData("Ann said: \"I am afraid, of big SPIDERS!\" and left.", true)]
    [InlineData("[3] 2026-01-01 Ann: Tea is hot. I am afraid of big spiders", true)]
    [InlineData("Big spiders scare me.", true)]
    [InlineData("I am afraid of tall ladders.", false)]
    [InlineData("She is afraid of heights. Yes, sure.", false)]
    [InlineData("", false)]
    public void A_quote_is_found_however_it_is_written(string text, bool quotes) =>
        Assert.Equal(quotes, new ErasedWording(["Yes, sure. I am afraid of big spiders."]).IsIn(text));

    [Fact]
    public void Of_other_facts_of_the_same_people_and_things_none_is_refused_and_of_unseen_paraphrases_most_are_not_known()
    {
        var (known, asked) = (0, 0);
        foreach (var (fact, paraphrases, neighbours) in FrozenParaphrases.Said)
        {
            var stones = Standing([fact]).Tombstones;
            Assert.DoesNotContain(neighbours, neighbour => stones.Find(neighbour) is not null);
            (known, asked) = (known + paraphrases.Count(paraphrase => stones.Find(paraphrase) is not null), asked + paraphrases.Length);
        }

        output.WriteLine($"Of {asked} paraphrases of facts that no group of words was fitted to, {known} are refused.");
        Assert.InRange(known, 5, asked);
    }

    [Fact]
    public void What_quotes_is_told_by_whole_words_and_not_by_bits_of_them()
    {
        // Several times as many words as a tombstone has different hashes: by those bits some are the erased one, whatever the salt.
        var wording = new ErasedWording(["Ann lives in Quixotopia."]);
        Assert.True(wording.IsIn("Quixotopia is where Ann lives."));
        for (var n = 0; n < 8 * FactSketch.Hashes; n++)
            Assert.False(wording.IsIn($"Ann lives x{n}q."), $"Word {n} is taken for another.");
    }

    [Fact]
    public void A_check_against_a_thousand_tombstones_takes_microseconds()
    {
        var state = Standing(Enumerable.Range(0, 1_000).Select(n => $"Customer{n} lives in Town{n}."));
        var texts = ErasedFacts.Neighbours.ToList();
        var each = Enumerable.Range(0, 20).Min(_ => Once());   // the least: what else the machine does only adds
        output.WriteLine($"{each:0.0} µs a text against 1,000 tombstones");
        Assert.True(each < 500, $"{each:0} µs a text.");

        double Once()
        {
            var started = Stopwatch.GetTimestamp();
            foreach (var text in texts)
                state.Tombstones.Find(text);
            return Stopwatch.GetElapsedTime(started).TotalMicroseconds / texts.Count;
        }
    }

    private static MemoryState Standing(IEnumerable<string> facts)
    {
        var state = new MemoryState(Ann, MemoryType.Episodic);
        foreach (var operation in state.DecideTombstones(facts.Select((fact, n) => (Id(100 + n), FactSketch.Make([fact], Salt))), Now))
            state.Apply(operation);
        return state;
    }

    private static byte[] Bytes(MemoryState state)
    {
        var writer = new FieldWriter();
        state.WriteTo(writer);
        return writer.Written.ToArray();
    }

    private static MemoryId Id(int number) => MemoryId.Create(MemoryType.Episodic, Now, number, 7);
}
