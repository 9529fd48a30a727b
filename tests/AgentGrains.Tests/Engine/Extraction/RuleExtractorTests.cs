using System.Collections.Immutable;
using AgentGrains.Engine.Extraction;
using AgentGrains.Engine.Extraction.Dates;
using AgentGrains.Engine.Linking;
using Xunit;

namespace AgentGrains.Tests.Engine.Extraction;

/// <summary>What the extractor makes of single turns: sentences that stand alone, silence, and any text at all.</summary>
public sealed class RuleExtractorTests
{
    [Theory]
    [InlineData("I moved to Rome yesterday.", "Ann moved to Rome on 2023-05-07")]
    [InlineData("I live in Rome since May 2020.", "Ann lives in Rome since May 2020")]
    [InlineData("I have worked at Fiat since last year.", "Ann has worked at Fiat since 2022-01-01")]
    [InlineData("But you live in Oslo.", "But Bob lives in Oslo")]
    [InlineData("My sister Maya works at Fiat.", "Ann's sister Maya works at Fiat")]
    public async Task A_statement_stands_alone(string said, string text) => Assert.Equal(text, (await ExtractAsync(said))[0].Text);

    [Theory]
    [InlineData("why do I live in Rome")]
    [InlineData("so what city does Bob live in")]
    [InlineData("is it true that I work at Fiat")]
    [InlineData("haven't we moved to Rome already")]
    public async Task A_question_without_its_mark_tells_nothing(string said) => Assert.Empty(await ExtractAsync(said));

    [Theory]
    [InlineData("Patience means waiting quietly for the bus.")]
    [InlineData("The red light means danger ahead.")]
    [InlineData("We ate at the old harbour (terrible food).")]
    public async Task What_only_looks_like_an_explanation_names_nothing(string said) => Assert.All(await ExtractAsync(said), unit => Assert.Null(unit.CanonicalName));

    [Fact]
    public async Task She_is_whoever_was_named_last()
    {
        var units = await ExtractAsync("My sister Maya called. She lives in Bonn.");
        Assert.Contains(units, unit => unit.Slot == new Slot("Maya", "lives in", "Bonn"));
    }

    [Fact]
    public async Task Without_a_speaker_nobody_is_meant()
    {
        var window = new TurnWindow([], [Records.Turn("I live in Rome. My sister Maya works at Fiat. You speak Greek.")]);
        var units = await new RuleExtractor().ExtractAsync(window, TestContext.Current.CancellationToken);
        Assert.Equal([new Slot("Maya", "works at", "Fiat")], units.Select(unit => unit.Slot).OfType<Slot>());
    }

    [Theory]
    [InlineData("from May to ")]
    [InlineData("I have a dog named Rex and a ")]
    [InlineData("my sister's ")]
    [InlineData("I moved from A to B, ")]
    [InlineData("between Christmas and ")]
    [InlineData("X (Y) called Z ")]
    [InlineData("7-9 12/12/2024 2024-02-31 the 31st of ")]
    [InlineData("\uD83D I 'm ")]
    public async Task Any_text_is_read_to_its_end(string part)
    {
        for (var repeats = 1; repeats <= 2048; repeats *= 8)
        {
            var text = string.Concat(Enumerable.Repeat(part, repeats));
            foreach (var written in new[] { text, string.Join(". ", text.Chunk(97).Select(chunk => new string(chunk))) })
                Assert.All(await ExtractAsync(written), unit => Assert.False(string.IsNullOrWhiteSpace(unit.Text) || unit.Sources.IsEmpty));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1200)]
    [InlineData(8800)]
    [InlineData(9999)]
    public void Dates_at_the_edge_of_the_calendar_do_not_break(int year)
    {
        const string Text = "yesterday last year 9999 years ago 1000 decades ago in 900 months next winter last Christmas since 2019 31 February 2100 two weekends ago the 31st for 999 years";
        foreach (var day in new[] { new DateOnly(year, 1, 1), new DateOnly(year, 12, 31) })
            Assert.All(SentenceReader.Read(Text).SelectMany(sentence => DateReader.Read(sentence, day)), phrase => Assert.True(phrase.Days.First <= phrase.Days.Last && phrase.Text.Length > 0));
    }

    [Theory]
    [InlineData("I met Maya, Lucas and Nora Petrova in Porto yesterday.", "Maya,Lucas,Nora Petrova,Porto")]
    [InlineData("Yesterday I met Maya Lucas, Nora, Ivo.", "Maya Lucas,Nora,Ivo")]
    public async Task Every_name_of_a_list_takes_part(string text, string names)
    {
        var unit = (await ExtractAsync(text))[0];
        Assert.Equal(names.Split(','), unit.Arguments.Where(argument => argument.Role == ArgumentRoles.Mention).Select(argument => argument.Entity));
    }

    private static async Task<ImmutableArray<ExtractedUnit>> ExtractAsync(string text) =>
        await new RuleExtractor().ExtractAsync(new TurnWindow([Records.Turn("Hello!", "Bob")], [Records.Turn(text, "Ann")]), TestContext.Current.CancellationToken);
}
