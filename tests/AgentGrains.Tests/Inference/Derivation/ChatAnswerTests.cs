using System.Text.Json;
using AgentGrains.Cluster.Tests.Agents;
using AgentGrains.Inference.Chat;
using AgentGrains.Inference.Derivation;
using Microsoft.Extensions.AI;
using Xunit;

namespace AgentGrains.Tests.Inference.Derivation;

/// <summary>Whatever a model says that is not the answer that was asked for is refused, by every stage in the same way.</summary>
public sealed class ChatAnswerTests
{
    private const string Private = "Ann's doctor says that the lump she found in March must be looked at before the summer";

    public static TheoryData<string> Each => [.. Stages.Names];

    public static TheoryData<string, string, string> Bad => Matrix(
        ("", "empty"),
        (" \n\t ", "empty"),
        ("null", "null"),
        ("[]", "not JSON of the form"),
        ("42", "not JSON of the form"),
        ("\"{}\"", "not JSON of the form"),
        ("{}", "not JSON of the form"),
        ("I'm sorry, but I can't help with that.", "begins with 'I'm sorry, but"),
        ("Here is the JSON: GOOD", "not JSON of the form"),
        ("GOOD I hope this helps!", "not JSON of the form"),
        ("GOOD GOOD", "not JSON of the form"),
        ("CUT", "not JSON of the form"),
        ("```json\nGOOD", "does not end"),
        ("```json", "does not end"),
        ("``````", "does not end"),
        ("```\nnothing\n```", "not JSON of the form"),
        ("```json\n```", "not JSON of the form"),
        ("{\"note\":1,REST", "not JSON of the form"),
        ("REST", "not JSON of the form"),
        ("TWICE", "not JSON of the form"),
        ("// GOOD", "not JSON of the form"),
        ("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}", "not JSON of the form"),
        ("{\"\uD800\":1}", "not JSON of the form"),
        ("{\"\\uD800\":1}", "not JSON of the form"),
        ("LONG", "characters, and at most"));

    [Theory]
    [MemberData(nameof(Bad))]
    public Task What_is_not_the_answer_is_refused(string stage, string answer, string reason)
    {
        var good = Stages.Good(stage);
        return Stages.RefusesAsync(stage, answer
            .Replace("GOOD", good, StringComparison.Ordinal)
            .Replace("REST", good[1..], StringComparison.Ordinal)
            .Replace("CUT", good[..^1], StringComparison.Ordinal)
            .Replace("TWICE", $"{good[..^1]},{good[1..]}", StringComparison.Ordinal)
            .Replace("LONG", good + new string(' ', 200_000) + "x", StringComparison.Ordinal), reason);
    }

    [Theory]
    [MemberData(nameof(Each))]
    public async Task A_good_answer_is_read_with_and_without_a_fence(string stage)
    {
        var plain = JsonSerializer.Serialize(await Stages.AskAsync(stage, Stages.Good(stage)));
        foreach (var fenced in (string[])["```json\nGOOD\n```", "```\nGOOD```", " \n```JSON\r\n GOOD \r\n``` \n"])
            Assert.Equal(plain, JsonSerializer.Serialize(await Stages.AskAsync(stage, fenced.Replace("GOOD", Stages.Good(stage), StringComparison.Ordinal))));
    }

    [Theory]
    [MemberData(nameof(Each))]
    public async Task An_answer_that_ended_for_a_bad_reason_is_refused_though_it_reads_well(string stage)
    {
        foreach (var (ended, reason) in new[] { (ChatFinishReason.Length, "cut off"), (ChatFinishReason.ContentFilter, "content filter"), (ChatFinishReason.ToolCalls, "calls a tool") })
        {
            var response = ScriptedChat.Says(Stages.Good(stage));
            response.FinishReason = ended;
            Stages.Says(await Assert.ThrowsAsync<ModelOutputException>(() => Stages.AskAsync(stage, response)), stage, reason);
        }

        var refusal = new ChatResponse(new ChatMessage(ChatRole.Assistant, [new TextContent(Stages.Good(stage)), new ErrorContent(Private)]));
        var refused = await Assert.ThrowsAsync<ModelOutputException>(() => Stages.AskAsync(stage, refusal));
        Stages.Says(refused, stage, "refused");
        Assert.DoesNotContain("doctor", refused.ToString(), StringComparison.Ordinal);
        Stages.Says(await Assert.ThrowsAsync<ModelOutputException>(() => Stages.AskAsync(stage, new ChatResponse())), stage, "empty");
        Stages.Says(await Assert.ThrowsAsync<ModelOutputException>(() => Stages.AskAsync(stage, new ScriptedChat((_, _, _) => Task.FromResult<ChatResponse>(null!), Stages.Model))), stage, "none");
    }

    [Theory]
    [MemberData(nameof(Each))]
    public async Task No_more_than_a_few_words_of_an_answer_get_into_the_error(string stage)
    {
        foreach (var answer in new[] { Private, $$"""{"{{Private}}":1}""", Stages.Good(stage).Replace(":[", $":[\"{Private}\",", StringComparison.Ordinal).Replace("update", Private, StringComparison.Ordinal) })
        {
            var refused = (await Assert.ThrowsAsync<ModelOutputException>(() => Stages.AskAsync(stage, answer))).ToString();
            Assert.DoesNotContain("lump she found", refused, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Each))]
    public async Task A_question_is_one_call_with_the_schema_and_the_producer_names_the_model(string stage)
    {
        var chat = new ScriptedChat(Stages.Good(stage), Stages.Model);
        await Stages.AskAsync(stage, chat);
        Assert.Equal([ChatRole.System, ChatRole.User], Assert.Single(chat.Prompts).Select(message => message.Role));
        var format = Assert.IsType<ChatResponseFormatJson>(chat.Options!.ResponseFormat);
        Assert.Equal(stage, format.SchemaName);
        Assert.Equal("object", format.Schema!.Value.GetProperty("type").GetString());
        IDerivationStage[] stages = [new ChatSegmenter(chat), new ChatExtractor(chat), new ChatLinker(chat), new ChatOperationPolicy(chat)];
        Assert.All(stages, made => Assert.Equal(new ProducerVersion("chat:scripted-1", 1), made.Producer));
    }

    [Theory]
    [MemberData(nameof(Each))]
    public async Task A_call_ends_when_it_is_cancelled_also_if_the_client_does_not_listen(string stage)
    {
        using var cancel = new CancellationTokenSource();
        var asked = Stages.AskUntilAsync(stage, new ScriptedChat((_, _, _) => new TaskCompletionSource<ChatResponse>().Task, Stages.Model), cancel.Token);
        Assert.False(asked.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.WaitAsync(TimeSpan.FromSeconds(10), Stages.Stop));
    }

    [Theory]
    [MemberData(nameof(Each))]
    public async Task What_the_client_throws_is_passed_on_and_nothing_is_repeated(string stage)
    {
        var chat = new ScriptedChat((_, _, _) => throw new HttpRequestException("no route"), Stages.Model);
        await Assert.ThrowsAsync<HttpRequestException>(() => Stages.AskAsync(stage, chat));
        Assert.Single(chat.Prompts);
    }

    [Fact]
    public void A_client_that_is_no_model_or_does_not_say_which_is_refused()
    {
        Assert.Contains("does not say its model id", Assert.Throws<InvalidOperationException>(() => new ChatExtractor(new ScriptedChat("{}"))).Message, StringComparison.Ordinal);
        using var quoting = new ExtractiveChatClient();
        Assert.Contains("UseChatClient", Assert.Throws<InvalidOperationException>(() => new ChatExtractor(quoting)).Message, StringComparison.Ordinal);
    }

    private static TheoryData<string, string, string> Matrix(params (string Answer, string Reason)[] cases)
    {
        var data = new TheoryData<string, string, string>();
        foreach (var stage in Stages.Names)
        {
            foreach (var (answer, reason) in cases)
                data.Add(stage, answer, reason);
        }

        return data;
    }
}
