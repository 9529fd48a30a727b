using AgentGrains.Engine.Channels;
using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Index;
using Xunit;

namespace AgentGrains.Tests.Engine.Fusion;

public sealed class SessionSpreadTests
{
    [Theory]
    [InlineData("what activities has ann done with her kids", true)]
    [InlineData("which new books did ann read", true)]
    [InlineData("in what ways does ann relax", true)]
    [InlineData("how many pets has ann", true)]
    [InlineData("what do ann and bob both like", true)]
    [InlineData("where has ann been", true)]
    [InlineData("what does ann do", false)]
    [InlineData("what was his job", false)]
    [InlineData("when did ann buy the books", false)]
    [InlineData("what is the glass like", false)]
    [InlineData("did ann buy books", false)]
    [InlineData("what", false)]
    [InlineData("", false)]
    public void Questions_for_several_things_are_told_from_others(string question, bool several) => Assert.Equal(several, ListQuestions.IsOne(question));

    [Fact]
    public void A_question_for_several_things_takes_them_from_several_sessions()
    {
        // One session speaks of little else; two others mention the matter once. Only the records' own words count here.
        var index = new RecallIndex(null, RecallWeights.Default with { Session = 0, Window = 0, Before = 0 });
        for (var turn = 0; turn < 12; turn++)
            index.Add(Records.Turn($"my hobby hobby number {turn} is a hobby like no other", "Ann", "hobbies"));
        var second = index.Add(Records.Turn("well, a hobby of mine is rowing", "Ann", "summer"));
        var third = index.Add(Records.Turn("well, a hobby of mine is chess", "Ann", "winter"));
        for (var turn = 0; turn < 40; turn++)
            index.Add(Records.Turn($"nothing to tell of day {turn}", "Bob", $"days-{turn / 10}"));

        var one = index.Find("Tell me of the hobby that Ann has", limit: 4);
        Assert.DoesNotContain(one, hit => hit.Ordinal == second);
        var several = index.Find("What hobbies does Ann have?", limit: 4);
        Assert.Contains(several, hit => hit.Ordinal == second);
        Assert.Contains(several, hit => hit.Ordinal == third);
        Assert.Equal(several.Select(hit => hit.Score).OrderDescending(), several.Select(hit => hit.Score));
        Assert.Equal(several.Select(hit => hit.Ordinal), index.Find("What hobbies does Ann have?", limit: 100).Take(4).Select(hit => hit.Ordinal));
    }

    [Fact]
    public void Records_without_a_session_are_sessions_of_their_own()
    {
        var index = new RecallIndex();
        for (var turn = 0; turn < 6; turn++)
            index.Add(Records.Turn($"the hobby number {turn} is a hobby"));
        for (var turn = 0; turn < 40; turn++)
            index.Add(Records.Turn($"nothing to tell of day {turn}"));
        var scores = index.Find("What hobbies are there?", limit: 6).ConvertAll(hit => hit.Score);
        Assert.InRange(scores[0] - scores[5], 0, 0.01f);
    }

    [Fact]
    public void What_follows_a_question_counts_more_than_what_does_not()
    {
        var index = Records.IndexOf(
            Records.Turn("the garden is fine", "Ann", "a"), Records.Turn("all roses this year", "Bob", "a"),
            Records.Turn("how is it over there?", "Ann", "b"), Records.Turn("all roses this year", "Bob", "b"));
        var hits = index.Find("roses");
        Assert.Equal(3, hits[0].Ordinal);
    }
}
