using Xunit;

namespace AgentGrains.Cluster.Tests.Memory.Chapters;

/// <summary>A log in chapters that hears itself writes nothing, whichever chapter said it and whichever is open.</summary>
public sealed class ChapterEchoTests
{
    private const string Flat = "Ann moved to Lisbon in May, the flat looks over the river.";

    [Theory, InlineData(5), InlineData(0)]
    public async Task What_a_recall_returned_of_any_chapter_is_not_written_again(int records)
    {
        await using var cluster = await ChapterCluster.StartAsync(records: records);
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        var said = await memory.RememberAsync(new MemoryDraft { Text = Flat, Key = "flat", Actor = "Ann" });
        await memory.TellAsync(0, 13);
        Assert.Equal(said.Id, (await memory.RecallAsync("Where is the flat that Ann moved to?")).Evidence[0].Record.Id);
        await memory.TellAsync(13, 6);   // another chapter is open now
        var echo = await memory.RememberAsync(new MemoryDraft { Text = Flat, Key = "again", Actor = "parrot" });
        Assert.Equal((WriteDisposition.Echo, said.Id, said.Sequence, said.Watermark), (echo.Disposition, echo.Id, echo.Sequence, echo.Watermark));
        Assert.Equal(20, (await memory.ListAsync().ToListAsync()).Count);

        // Who said it may say it again, three times; what was forgotten is repeated by nobody.
        for (var n = 0; n < 4; n++)
        {
            var own = await memory.RememberAsync(new MemoryDraft { Text = Flat, Key = $"own-{n}", Actor = "Ann" });
            Assert.Equal(n < 3 ? WriteDisposition.Stored : WriteDisposition.Echo, own.Disposition);
            if (n < 3)
                await memory.ForgetAsync(own.Id);
        }

        await memory.ForgetAsync(said.Id);
        Assert.Equal(WriteDisposition.Stored, (await memory.RememberAsync(new MemoryDraft { Text = Flat, Key = "news", Actor = "parrot" })).Disposition);
    }

    [Theory, InlineData(5), InlineData(0)]
    public async Task What_does_not_stand_any_more_is_repeated_by_nobody(int records)
    {
        await using var cluster = await ChapterCluster.StartAsync(records: records);
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        var said = await memory.RememberAsync(new MemoryDraft { Text = Flat, Key = "flat", Actor = "Ann" });
        await memory.TellAsync(0, 13);
        Assert.Equal(said.Id, (await memory.RecallAsync("Where is the flat that Ann moved to?")).Evidence[0].Record.Id);
        await memory.RememberAsync(new MemoryDraft { Text = "Ann moved to Porto in June, the house has a garden.", Key = "house", Actor = "Ann", Supersedes = said.Id });
        var news = await memory.RememberAsync(new MemoryDraft { Text = Flat, Key = "news", Actor = "parrot" });
        Assert.Equal(WriteDisposition.Stored, news.Disposition);
        Assert.NotEqual(said.Id, news.Id);
    }
}
