using System.Collections.Immutable;
using AgentGrains.Cluster.Tests.Agents;
using AgentGrains.Inference.Derivation;
using AgentGrains.Tests.Engine;
using Microsoft.Extensions.AI;
using Xunit;

namespace AgentGrains.Tests.Inference.Derivation;

public sealed class ChatSegmenterTests
{
    [Fact]
    public async Task Turns_are_cut_where_the_model_says() => Assert.Equal(
        [new Segment(0, 2, SegmentReason.Session), new Segment(2, 1, SegmentReason.Topic)],
        (ImmutableArray<Segment>)await Stages.AskAsync("segmenter", Stages.Good("segmenter")));

    [Fact]
    public async Task Every_reason_of_the_schema_is_known_and_none_is_missing()
    {
        var chat = new ScriptedChat(Stages.Good("segmenter"), Stages.Model);
        await Stages.AskAsync("segmenter", chat);
        var reasons = ((ChatResponseFormatJson)chat.Options!.ResponseFormat!).Schema!.Value
            .GetProperty("properties").GetProperty("segments").GetProperty("items").GetProperty("properties").GetProperty("reason").GetProperty("enum")
            .EnumerateArray().Select(reason => reason.GetString()!).ToList();
        Assert.Equal(Enum.GetValues<SegmentReason>().Length, reasons.Count);
        foreach (var reason in reasons)
            await Stages.AskAsync("segmenter", $$"""{"segments":[{"first":1,"last":3,"reason":"{{reason}}"}]}""");
    }

    [Theory]
    [InlineData("", "end at turn 0")]
    [InlineData("1-2", "end at turn 2, and 3 were given")]
    [InlineData("2-3", "begins at turn 2 where turn 1 is the next")]
    [InlineData("0-3", "begins at turn 0 where turn 1 is the next")]
    [InlineData("1-1 3-3", "begins at turn 3 where turn 2 is the next")]
    [InlineData("1-2 2-3", "begins at turn 2 where turn 3 is the next")]
    [InlineData("2-3 1-1", "begins at turn 2 where turn 1 is the next")]
    [InlineData("1-3 1-3", "begins at turn 1 where turn 4 is the next")]
    [InlineData("1-4", "ends at turn 4, and 3 were given")]
    [InlineData("1-0", "ends at turn 0")]
    [InlineData("1--1", "ends at turn -1")]
    [InlineData("1-3 4-4", "ends at turn 4")]
    [InlineData("1-1 2-2 3-3 4-4", "4 entries, and at most 3")]
    [InlineData("1-99999999999", "not JSON of the form")]
    [InlineData("1-2.5", "not JSON of the form")]
    [InlineData("1-\"3\"", "not JSON of the form")]
    [InlineData("1-null", "not JSON of the form")]
    public Task Segments_that_do_not_cover_the_turns_in_order_are_refused(string parts, string reason) => Stages.RefusesAsync(
        "segmenter",
        $$"""{"segments":[{{string.Join(',', parts.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => $$"""{"first":{{part.Split('-', 2)[0]}},"last":{{part.Split('-', 2)[1]}},"reason":"topic"}"""))}}]}""",
        reason);

    [Theory]
    [InlineData("""{"segments":null}""", "not JSON of the form")]
    [InlineData("""{"segments":[null]}""", "null")]
    [InlineData("""{"segments":[{"first":1,"last":3}]}""", "not JSON of the form that was asked for at $.segments[0]")]
    [InlineData("""{"segments":[{"first":1,"last":3,"reason":null}]}""", "not JSON of the form")]
    [InlineData("""{"segments":[{"first":1,"last":3,"reason":"boredom"}]}""", "'boredom', which is none of")]
    [InlineData("""{"segments":[{"first":1,"last":3,"reason":"3"}]}""", "which is none of")]
    [InlineData("""{"segments":[{"first":1,"last":3,"reason":3}]}""", "not JSON of the form")]
    [InlineData("""{"segments":[{"first":1,"last":3,"reason":"topic","title":"Lisbon"}]}""", "not JSON of the form")]
    public Task A_segment_of_another_form_is_refused(string answer, string reason) => Stages.RefusesAsync("segmenter", answer, reason);

    [Fact]
    public async Task A_window_of_one_turn_is_not_asked_about()
    {
        var chat = new ScriptedChat("nonsense", Stages.Model);
        var window = Stages.Window with { Turns = [Stages.Window.Turns[0]] };
        Assert.Equal(new Segment(0, 1, SegmentReason.Continued), Assert.Single(await new ChatSegmenter(chat).SegmentAsync(window, Stages.Stop)));
        Assert.Empty(chat.Prompts);
    }

    [Fact]
    public async Task A_segment_that_is_too_long_is_cut_and_long_turns_are_shown_in_part()
    {
        var window = new TurnWindow([], [.. Enumerable.Range(0, 45).Select(i => Records.Turn($"{i} {new string('x', 5_000)}", "Ann", "s"))]);
        var chat = new ScriptedChat("""{"segments":[{"first":1,"last":2,"reason":"session"},{"first":3,"last":45,"reason":"topic"}]}""", Stages.Model);
        Assert.Equal(
            [(0, 2, SegmentReason.Session), (2, 20, SegmentReason.Topic), (22, 20, SegmentReason.Length), (42, 3, SegmentReason.Length)],
            (await new ChatSegmenter(chat).SegmentAsync(window, Stages.Stop)).Select(segment => (segment.Start, segment.Count, segment.Reason)));
        Assert.InRange(chat.Prompts[0][^1].Text.Length, 45 * 600, 45 * 800);
    }
}
