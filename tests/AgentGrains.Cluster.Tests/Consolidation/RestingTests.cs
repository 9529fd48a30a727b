using AgentGrains.Cluster.Tests.Memory.Chapters;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static AgentGrains.Cluster.Tests.Consolidation.ConsolidationRuns;

namespace AgentGrains.Cluster.Tests.Consolidation;

/// <summary>What rests because another record says the same is found again when that one is gone, wherever it is.</summary>
public sealed class RestingTests
{
    private const string Said = "Clara feeds the two grey cats at seven every evening.";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(false, false), InlineData(false, true), InlineData(true, false), InlineData(true, true)]
    public async Task A_twin_is_found_again_when_what_stood_for_it_is_forgotten_or_erased(bool isErased, bool inAnotherChapter)
    {
        await using var cluster = await StartAsync(inAnotherChapter ? ChapterCluster.Records : 20_000);
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        var stands = await memory.RememberAsync(new MemoryDraft { Text = Said, Key = "one" }, Token);
        await memory.TellAsync(0, 6);
        var rests = await memory.RememberAsync(new MemoryDraft { Text = Said, Key = "two" }, Token);
        Assert.Equal(1, (await RunAsync(memory)).Twins);
        Assert.Equal([stands.Id], await FoundAsync(memory));
        Assert.True((await memory.GetAsync(rests.Id, cancellationToken: Token))!.Life.Rests);

        if (isErased)
            await memory.EraseRecordsAsync([stands.Id], Token);
        else
            await memory.ForgetAsync(stands.Id, cancellationToken: Token);

        for (var time = 0; time < 2; time++)
        {
            Assert.Equal([rests.Id], await FoundAsync(memory));
            await cluster.ForgetChaptersAsync(3);
        }

        Assert.True((await memory.Audit.VerifyAsync(cancellationToken: Token)).IsIntact);
    }

    [Fact]
    public async Task A_record_that_is_replaced_wakes_nothing()
    {
        await using var cluster = await StartAsync(20_000);
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        var one = await memory.RememberAsync(new MemoryDraft { Text = Said, Key = "one" }, Token);
        var two = await memory.RememberAsync(new MemoryDraft { Text = Said, Key = "two" }, Token);
        Assert.Equal(1, (await RunAsync(memory)).Twins);
        var after = await memory.RememberAsync(new MemoryDraft { Text = "Dan feeds the two grey cats at eight now.", Supersedes = one.Id }, Token);

        Assert.Equal([after.Id], await FoundAsync(memory));
        Assert.True((await memory.GetAsync(two.Id, cancellationToken: Token))!.Life.Rests);
    }

    private static async Task<List<MemoryId>> FoundAsync(IScopedMemory memory) =>
        [.. (await memory.RecallAsync("Who feeds the grey cats?", cancellationToken: Token)).Evidence.Where(item => item.Record.Text.Contains("cats", StringComparison.Ordinal)).Select(item => item.Record.Id)];

    private static Task<MemoryCluster> StartAsync(int chapterRecords) => ChapterCluster.StartAsync(records: chapterRecords, silo: static host =>
    {
        host.UseInMemoryReminderService();
        host.Services.Configure<ConsolidationOptions>(static options => (options.RestAfter, options.LeastInformation, options.NoteTokens) = (TimeSpan.Zero, 0, 0));
    });
}
