using AgentGrains.Cluster.Tests.Agents;
using AgentGrains.Inference.Consolidation;
using AgentGrains.Tests.Engine;
using Xunit;

namespace AgentGrains.Tests.Inference.Consolidation;

public sealed class ChatNoteWriterTests
{
    private static readonly MemoryRecord[] Episodes = [Records.Turn("I moved to Lisbon on 3 March.", "Ann"), Records.Turn("Rex came along.", "Ann")];

    [Fact]
    public async Task The_note_is_what_the_model_wrote() => Assert.Equal("Ann moved to Lisbon with Rex.", await AskAsync("""{"note":"Ann moved to Lisbon with Rex."}"""));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"note":null}""")]
    [InlineData("""{"note":" "}""")]
    [InlineData("""{"note":"Ann moved to Lis""")]
    [InlineData("""{"note":["Ann"]}""")]
    [InlineData("Ann moved to Lisbon with Rex.")]
    public Task An_answer_that_is_not_what_was_asked_for_is_refused(string answer) => Assert.ThrowsAsync<ModelOutputException>(() => AskAsync(answer));

    private static async Task<string?> AskAsync(string answer) =>
        await new ChatNoteWriter(new ScriptedChat(answer, "scripted-1")).WriteAsync(Episodes, "Ann: I moved to Lisbon on 3 March.", 60, TestContext.Current.CancellationToken);
}
