using Xunit;

namespace AgentGrains.Tests.Engine.Index;

/// <summary>Speakers whose names are also function words or months.</summary>
public sealed class SpeakerNameTests
{
    [Theory]
    [InlineData("Which tea does Will like?", "Will")]
    [InlineData("What did Will's sister say about tea?", "Will")]
    [InlineData("Will’s tea, which one is it?", "Will")]
    [InlineData("Will likes which tea?", "Will")]
    [InlineData("Will and Ann drink which tea?", "Will")]
    [InlineData("Which tea does Will drink?", "Will Smith")]
    [InlineData("Which tea does May like?", "May")]
    [InlineData("Which tea did Ann get from May?", "May")]
    [InlineData("Tea again. What did May say?", "May")]
    [InlineData("Which tea does An like?", "An Do")]
    public void A_capitalised_function_word_that_is_a_speaker_names_the_speaker(string question, string speaker) =>
        Assert.Equal(1f, Ask(question, speaker));

    [Theory]
    [InlineData("Which tea will Ann like?", "Will")]
    [InlineData("Will Ann drink tea?", "Will")]
    [InlineData("Will she drink tea?", "Will")]
    [InlineData("Will the tea be cold?", "Will")]
    [InlineData("Will my tea be cold?", "Will")]
    [InlineData("Tea again? Will it be cold?", "Will")]
    [InlineData("WHICH TEA WILL ANN LIKE?", "Will")]
    [InlineData("Which tea may I have?", "May")]
    [InlineData("May I have tea?", "May")]
    [InlineData("Which tea was drunk in May?", "May")]
    [InlineData("Which tea was drunk on 8 May?", "May")]
    [InlineData("Which tea was drunk on May 8th?", "May")]
    [InlineData("Which tea was drunk last May?", "May")]
    [InlineData("Which tea does Willow like?", "Will")]
    [InlineData("Which tea does Will like?", "Ann")]
    public void The_same_word_as_verb_or_month_names_nobody(string question, string speaker) => Assert.Equal(0f, Ask(question, speaker));

    [Fact]
    public void A_speaker_without_a_record_left_is_nobody()
    {
        var index = Records.IndexOf(Records.Turn("I like tea", "Will", "a"), Records.Turn("I like tea", "Ann", "a"));
        index.Remove(0);
        Assert.Equal(0f, index.Find("Which tea does Will like?").Single().Channels.Speaker);
    }

    private static float Ask(string question, string speaker)
    {
        var index = Records.IndexOf(Records.Turn("I like tea", "Bob", "a"), Records.Turn("I like tea", speaker, "a"));
        return index.Find(question).Hit(1).Channels.Speaker;
    }
}
