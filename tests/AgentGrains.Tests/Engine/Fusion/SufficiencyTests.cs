using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Index;
using Xunit;

namespace AgentGrains.Tests.Engine.Fusion;

/// <summary>Whether what was found can be the answer at all.</summary>
public sealed class SufficiencyTests
{
    private static readonly RecallIndex Diary = Records.IndexOf(
        Records.Turn("I saw Inception with Eve", "Ann", "a"), Records.Turn("It was great", "Bob", "a"), Records.Turn("We ate in Lisbon", "Ann", "a"),
        Records.Turn("Bob called from Oslo", "Ann", "b", Records.Monday.AddDays(60)), Records.Turn("nothing much", "Bob", "c"));

    [Theory]
    [InlineData("What did Ann think of Inception?", true)]
    [InlineData("what did ann think of inception?", true)]
    [InlineData("What did Ann think of Tenet?", false)]
    [InlineData("Who was in Oslo?", true)]
    [InlineData("Was Eve in Oslo?", false)]                          // each is known, together never
    [InlineData("Was Eve in Lisbon with Ann?", true)]                // said two turns later
    [InlineData("What did Bob say on 7 July 2023?", true)]
    [InlineData("What did Bob say on 20 December 2023?", false)]
    [InlineData("What did Bob say in December 2021?", false)]
    [InlineData("what happened on Monday in May?", true)]
    [InlineData("Did I eat something?", true)]
    [InlineData("WHAT ABOUT GREAT TENET?", true)]                          // capitals that say nothing
    [InlineData("Tell me. Tenet was great?", true)]                    // begins a sentence: may be any word
    [InlineData("Did you like \u201cTenet\u201d, Ann?", false)]
    public void A_question_about_what_never_happened_is_told_apart(string question, bool answered)
    {
        var hits = new List<RankedHit>();
        Assert.Equal(answered, Diary.Search(new SearchQuery(question, 10), hits));
    }

    [Fact]
    public void What_may_not_be_seen_answers_nothing()
    {
        var hits = new List<RankedHit>();
        Assert.True(Diary.Search(new SearchQuery("Was Eve in Lisbon with Ann?", 10), hits));
        Assert.False(Diary.Search(new SearchQuery("Was Eve in Lisbon with Ann?", 10) { Visible = ordinal => ordinal != 2 }, hits));
    }

    [Fact]
    public void An_empty_memory_answers_nothing()
    {
        var hits = new List<RankedHit>();
        Assert.False(new RecallIndex().Search(new SearchQuery("anything", 10), hits));
        Assert.False(Diary.Search(new SearchQuery("xyzzy", 10), hits));
    }
}
