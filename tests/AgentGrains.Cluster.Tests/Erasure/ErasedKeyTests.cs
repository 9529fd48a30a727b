using AgentGrains.Engine.Importing;
using Xunit;

namespace AgentGrains.Cluster.Tests.Erasure;

/// <summary>A retry that comes after the erasure brings nothing back, and an import leaves out what was erased and says so.</summary>
public sealed class ErasedKeyTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("I live in Quixotopia.")]
    [InlineData("Yes, sure.")]   // of which no sentence could be refused
    public async Task A_write_with_the_key_of_an_erased_record_is_refused_until_its_tombstone_is_lifted(string text)
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var draft = new MemoryDraft { Text = text, Key = "call-17" };
        var said = await memory.RememberAsync(draft, Token);
        await memory.RememberAsync(new MemoryDraft { Text = "Tea is hot.", Key = "call-18" }, Token);
        await memory.EraseRecordsAsync([said.Id], Token);
        for (var time = 0; time < 2; time++)
        {
            foreach (var retry in new[] { draft, draft with { Text = "Something else that was never said before." } })
            {
                var refused = await Assert.ThrowsAsync<MemoryRejectedException>(async () => await memory.RememberAsync(retry, Token));
                Assert.Equal((GuardSignal.Erased, said.Id.ToString()), (refused.Reasons[0].Signal, refused.Reasons[0].Detail));
            }

            await cluster.ForgetActivationsAsync(Ann);
        }

        // The key stands there as little as the text; in another memory it is another key, and other keys are as they were.
        Assert.DoesNotContain(cluster.Storage.Records.Values, record => System.Text.Encoding.UTF8.GetString(record.Payload).Contains("call-17", StringComparison.Ordinal));
        await memory.RememberAsync(new MemoryDraft { Text = "Ann likes tea.", Key = "call-17", Kind = MemoryKind.Belief }, Token);
        Assert.Equal(2, (await memory.RememberAsync(new MemoryDraft { Text = "Tea is hot.", Key = "call-18" }, Token)).Sequence);
        Assert.Equal(1, await memory.LiftTombstonesAsync([said.Id], Token));
        Assert.NotEqual(said.Id, (await memory.RememberAsync(draft, Token)).Id);
    }

    [Fact]
    public async Task An_import_leaves_out_what_was_erased_reports_it_and_brings_the_rest_once()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var drafts = ChatExport.Read(string.Join("\n\n", Enumerable.Range(0, 150).Select(n => n is 3 or 70 or 71 ? $"Ann: The code of safe number{n} is {n * 1111}." : $"Ann: Turn {n} tells of the weather in town{n}.")), owner: "Ann");
        Assert.Equal(150, drafts.Length);
        var first = await memory.ImportAsync(drafts, Token);
        Assert.Equal((150, 0), (first.Remembered, first.Erased.Length));
        var secrets = await memory.ListAsync(Token).Where(record => record.Text.Contains("safe", StringComparison.Ordinal)).Select(record => record.Id).ToListAsync(Token);
        await memory.EraseRecordsAsync([.. secrets], Token);

        var second = await memory.ImportAsync(drafts, Token);
        Assert.Equal(147, second.Remembered);
        Assert.Equal([3, 70, 71], second.Erased.Select(left => left.Item));
        Assert.Equal(secrets.Select(id => id.ToString()), second.Erased.Select(left => secrets.Select(id => id.ToString()).Single(id => left.Reason.Contains(id, StringComparison.Ordinal))));
        Assert.NotNull(second.Watermark);
        Assert.Equal(147, await memory.ListAsync(Token).CountAsync(Token));

        // Into a new memory, what is refused for another reason is no matter of erasure.
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.ImportAsync([new MemoryDraft { Text = "" }], Token));
    }
}
