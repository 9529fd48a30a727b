using AgentGrains.Cluster.Tests.Agents;
using AgentGrains.Inference.Consolidation;
using AgentGrains.Tests.Engine;
using Xunit;

namespace AgentGrains.Tests.Inference.Consolidation;

public sealed class ChatCondenserTests
{
    private static readonly MemoryRecord[] Texts = [Records.Turn("Hey! I moved to Lisbon on 3 March.", "Ann"), Records.Turn("Lovely! Rex came along, thank you.", "Ann")];

    [Fact]
    public async Task Gists_are_taken_by_number_and_what_is_left_out_is_left_to_the_rules() => Assert.Equal(
        [null, "Rex came along."], await AskAsync("""{"gists":[{"turn":2,"gist":"Rex came along."}]}"""));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"gists":null}""")]
    [InlineData("""{"gists":[{"turn":2,"gist":"Rex ca""")]
    [InlineData("""{"gists":[{"turn":3,"gist":"Rex came along."}]}""")]
    [InlineData("""{"gists":[{"turn":0,"gist":"Rex came along."}]}""")]
    [InlineData("""{"gists":[{"turn":1,"gist":"a"},{"turn":1,"gist":"b"}]}""")]
    [InlineData("""{"gists":[{"turn":"1","gist":"a"}]}""")]
    [InlineData("Sure! Here are the gists you asked for.")]
    public Task An_answer_that_is_not_what_was_asked_for_is_refused(string answer) => Assert.ThrowsAsync<ModelOutputException>(() => AskAsync(answer));

    private static async Task<IReadOnlyList<string?>> AskAsync(string answer) =>
        await new ChatCondenser(new ScriptedChat(answer, "scripted-1")).CondenseAsync(Texts, [null, null], TestContext.Current.CancellationToken);
}
