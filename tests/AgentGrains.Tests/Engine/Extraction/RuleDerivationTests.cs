using System.Collections.Immutable;
using AgentGrains.Engine.Extraction;
using AgentGrains.Engine.Extraction.Dates;
using AgentGrains.Engine.Segmentation;
using Xunit;

namespace AgentGrains.Tests.Engine.Extraction;

/// <summary>The rules of derivation on labelled chat, half of which nobody looked at while they were made: floors, and the figures in the output.</summary>
public sealed class RuleDerivationTests(ITestOutputHelper output)
{
    private const string Development = "development";
    private const string HeldOut = "held-out";
    private static readonly HashSet<string> Idle = ["smalltalk", "question", "hypothetical", "wish", "joke"];

    [Fact]
    public void The_data_is_as_large_as_it_says()
    {
        Assert.InRange(Fixtures.Sentences.Length, 200, int.MaxValue);
        Assert.InRange(Fixtures.Dialogues.Length, 60, int.MaxValue);
        Assert.All(Fixtures.Dialogues, dialogue => Assert.InRange(dialogue.Turns.Length, 3, 10));
        Assert.All([Development, HeldOut], split => Assert.InRange(Fixtures.Sentences.Count(sentence => sentence.Split == split), 100, int.MaxValue));
        Assert.All([Development, HeldOut], split => Assert.InRange(Fixtures.Dialogues.Count(dialogue => dialogue.Split == split), 30, int.MaxValue));
    }

    [Theory]
    [InlineData(Development, 0.95)]
    [InlineData(HeldOut, 0.95)]
    public void Dates_are_resolved(string split, double floor)
    {
        var tally = new Tally();
        foreach (var sentence in Of(split))
        {
            var said = DateOnly.FromDateTime(Fixtures.Afternoon(sentence.Said).DateTime);
            var found = SentenceReader.Read(sentence.Text).SelectMany(part => DateReader.Read(part, said)).Select(Show);
            tally.Compare(sentence.Text, Labels(sentence.Dates, date => date), found);
        }

        Require(split, "dates", tally, tally.Accuracy, floor);
    }

    [Theory]
    [InlineData(Development, 0.95)]
    [InlineData(HeldOut, 0.95)]
    public async Task Names_are_explained(string split, double floor)
    {
        var tally = new Tally();
        foreach (var sentence in Of(split))
        {
            var units = await ExtractAsync(sentence);
            tally.Compare(sentence.Text, Labels(sentence.Aliases, Label.FoldAlias), units.Where(unit => unit.CanonicalName is not null).Select(unit => Label.FoldAlias($"{unit.CanonicalName} = {unit.Aliases[0]}")));
        }

        Require(split, "names", tally, tally.Accuracy, floor);
    }

    [Theory]
    [InlineData(Development, 0.95)]
    [InlineData(HeldOut, 0.95)]
    public async Task Slots_are_read_from_sentences(string split, double floor)
    {
        var tally = new Tally();
        foreach (var sentence in Of(split))
        {
            var units = await ExtractAsync(sentence);
            tally.Compare(sentence.Text, Labels(sentence.Slots, Label.FoldSlot), units.Where(unit => unit.Slot is not null).Select(unit => Label.Slot(unit.Slot!, unit.Negated)), countsNothing: sentence.Kind is not ("dates" or "names"));
        }

        Require(split, "slots of sentences", tally, tally.Accuracy, floor);
    }

    [Theory]
    [InlineData(Development, 0.95)]
    [InlineData(HeldOut, 0.95)]
    public async Task What_tells_nothing_is_not_believed(string split, double floor)
    {
        var tally = new Tally();
        foreach (var sentence in Of(split).Where(sentence => Idle.Contains(sentence.Kind)))
            tally.Compare(sentence.Text, [], (await ExtractAsync(sentence)).Select(unit => unit.Text), countsNothing: true);
        Require(split, "silence", tally, tally.Accuracy, floor);
    }

    [Theory]
    [InlineData(Development, 0.95)]
    [InlineData(HeldOut, 0.95)]
    public async Task Slots_are_decided_in_dialogues(string split, double floor)
    {
        var tally = new Tally();
        foreach (var dialogue in Fixtures.Dialogues.Where(dialogue => dialogue.Split == split))
        {
            var beliefs = new Beliefs();
            await beliefs.DeriveAsync(Turns(dialogue));
            var expected = Labels(dialogue.Believed, Label.FoldSlot).Concat(Marked(dialogue.Superseded, "superseded ")).Concat(Marked(dialogue.Ended, "ended "));
            var made = beliefs.Believed.Select(slot => Label.Slot(slot, false))
                .Concat(beliefs.Superseded.Select(slot => "superseded " + Label.Slot(slot, false)))
                .Concat(beliefs.Ended.Select(slot => "ended " + Label.Slot(slot, false)));
            tally.Compare(dialogue.Turns[0].Text, expected, made, countsNothing: true);
        }

        Require(split, "slots of dialogues", tally, tally.Accuracy, floor);
    }

    [Theory]
    [InlineData(Development, 0.99)]
    [InlineData(HeldOut, 0.95)]
    public async Task Statements_that_contradict_are_told_from_others(string split, double floor)
    {
        var tally = new Tally();
        foreach (var pair in Fixtures.Pairs.Where(pair => pair.Split == split))
        {
            var beliefs = new Beliefs();
            await beliefs.DeriveAsync([Records.Turn(pair.First, "Ann", "s", Records.Monday), Records.Turn(pair.Second, "Ann", "s", Records.Monday.AddMinutes(1))]);
            var contradicts = beliefs.Decisions.Any(decision => decision.Action is PolicyAction.Update or PolicyAction.Delete);
            tally.Compare($"{pair.First} / {pair.Second}", pair.Contradicts ? [new Label(["contradicts"], false)] : [], contradicts ? ["contradicts"] : []);
        }

        Require(split, "contradictions in text", tally, tally.F1, floor);
    }

    [Theory]
    [InlineData(Development, false)]
    [InlineData(HeldOut, false)]
    [InlineData(Development, true)]
    [InlineData(HeldOut, true)]
    public async Task Segments_begin_where_the_matter_changes(string split, bool byTopicAlone)
    {
        var tally = new Tally();
        foreach (var dialogue in Fixtures.Dialogues.Where(dialogue => dialogue.Split == split))
        {
            bool Counts(int place) => !byTopicAlone || dialogue.Turns[place].Minutes < 60;
            var segments = await new RuleSegmenter().SegmentAsync(new TurnWindow([], Turns(dialogue)), TestContext.Current.CancellationToken);
            var found = segments.Skip(1).Select(segment => segment.Start).Where(Counts).ToList();

            // A boundary counts for one turn on either side, and once.
            var near = found.Select(place => dialogue.Boundaries.Contains(place) ? place
                : dialogue.Boundaries.FirstOrDefault(boundary => Math.Abs(boundary - place) == 1 && !found.Contains(boundary), -place));
            tally.Compare(dialogue.Turns[0].Text, dialogue.Boundaries.Where(Counts).Select(boundary => new Label([$"{boundary}"], false)), near.Select(place => $"{place}"));
        }

        Require(split, byTopicAlone ? "segments by topic" : "segments", tally, tally.F1, 0.7);
    }

    private static IEnumerable<LabelledSentence> Of(string split) => Fixtures.Sentences.Where(sentence => sentence.Split == split);

    private static IEnumerable<Label> Labels(ImmutableArray<string> labels, Func<string, string> fold) => (labels.IsDefault ? [] : labels).Select(label => Label.Of(label, fold));

    private static IEnumerable<Label> Marked(ImmutableArray<string> labels, string mark) =>
        Labels(labels, Label.FoldSlot).Select(label => label with { Forms = [.. label.Forms.Select(form => mark + form)] });

    private static async Task<ImmutableArray<ExtractedUnit>> ExtractAsync(LabelledSentence sentence)
    {
        var at = Fixtures.Afternoon(sentence.Said);
        var before = Records.Turn("Hello!", sentence.Listener, "s", at.AddMinutes(-1));
        return await new RuleExtractor().ExtractAsync(new TurnWindow([before], [Records.Turn(sentence.Text, sentence.Speaker, "s", at)]), TestContext.Current.CancellationToken);
    }

    private static ImmutableArray<MemoryRecord> Turns(LabelledDialogue dialogue)
    {
        var at = Fixtures.Afternoon(dialogue.Said);
        return [.. dialogue.Turns.Select(turn => Records.Turn(turn.Text, turn.Speaker, "s", at = at.AddMinutes(turn.Minutes)))];
    }

    private static string Show(DatedPhrase phrase)
    {
        var (first, last) = (DateOnly.FromDayNumber(phrase.Days.First), DateOnly.FromDayNumber(phrase.Days.Last));
        return first == last ? $"{first:yyyy-MM-dd}" : $"{first:yyyy-MM-dd}..{last:yyyy-MM-dd}";
    }

    // The held-out half shows its figures only.
    private void Require(string split, string what, Tally tally, double figure, double floor)
    {
        output.WriteLine($"{split}, {what}: {tally}");
        if (split == Development)
            tally.Wrong.ForEach(output.WriteLine);
        Assert.InRange(figure, floor, 1);
    }
}
