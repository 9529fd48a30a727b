using System.Collections.Immutable;
using AgentGrains.Benchmarks.Growth;
using AgentGrains.Benchmarks.Search;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AgentGrains.Cluster.Tests.Memory.Chapters;

/// <summary>A scope that grows under load over many chapters, on two silos (<c>BENCH growth</c> is the big one), and whether what checks it sees anything.</summary>
public sealed class GrowthTests
{
    [Theory, InlineData(1), InlineData(2)]
    public async Task A_scope_grows_over_chapters_under_load_and_ranks_as_one_grain_does(int seed)
    {
        await using var split = await ChapterCluster.StartAsync(2, records: 80);
        await using var whole = await MemoryCluster.StartAsync(silo: host => host.Services.Configure<MemoryOptions>(options => options.ChapterRecords = 0));
        var corpus = new SearchCorpus(600, seed);
        var run = new GrowthRun(split.Memory, whole.Memory, corpus.Drafts, [.. corpus.Queries.Take(30)], seed);
        foreach (var size in new[] { 100, 350, 600 })
        {
            await run.GrowAsync(size, writers: 4, readers: 2, most: 9, disturb: () => ForgetSomeAsync(split, run.Scope));
            await run.CompareAsync();
        }

        Assert.Equal(new GrowthFaults { Partial = run.History.Faults.Partial }, run.History.Faults);
        Assert.Equal((600, 90, 90), (run.History.Acknowledged, run.Ranks.Asked, run.Ranks.Same));
        Assert.Contains(split.Storage.Records.Keys, key => key.Grain == Chapter(run.Scope, 5));
    }

    [Fact]
    public void What_checks_the_growth_sees_each_fault()
    {
        ImmutableArray<MemoryDraft> drafts = [.. Enumerable.Range(0, 4).Select(ChapterCluster.Turn)];
        ImmutableArray<MemoryReceipt> receipts = [.. Enumerable.Range(1, 4).Select(n => new MemoryReceipt(IdOf(n), n, $"w{n}"))];
        List<MemoryRecord> good = [.. drafts.Zip(receipts, (draft, receipt) => RecordOf(draft, receipt))];
        Assert.Equal(0, FaultsOf(good).Total);
        Assert.Equal(1, FaultsOf([.. good[..3]]).Lost);
        Assert.True(FaultsOf([.. good, good[3] with { Id = IdOf(9), Sequence = 9 }]) is { Doubled: 1, Unacknowledged: 1 });
        Assert.Equal(1, FaultsOf([.. good[..3], good[3] with { Text = "Turn 3: the kettle" }]).Torn);
        Assert.Equal(1, FaultsOf([.. good[..3], good[3] with { Provenance = Provenance.Unknown }]).Torn);
        Assert.True(FaultsOf([good[1], good[0], .. good[2..]]) is { Reordered: 1, Torn: 1 });   // which also tears the first call
        Assert.True(FaultsOf([good[0], good[2], good[1], good[3]]).Torn > 0);

        var history = HistoryOf();
        history.Acknowledge([drafts[0]], [receipts[0] with { Sequence = 7 }]);
        Assert.Equal(1, history.Faults.Doubled);
        history.CheckRecall(IdOf(1), new RecallResult { Evidence = [], Context = "", Tokens = 0 });
        Assert.Equal(1, history.Faults.Unfound);

        GrowthHistory HistoryOf()
        {
            var made = new GrowthHistory(drafts);
            made.Acknowledge(drafts[..2], receipts[..2]);
            made.Acknowledge(drafts[2..], receipts[2..]);
            return made;
        }

        GrowthFaults FaultsOf(List<MemoryRecord> listed)
        {
            var made = HistoryOf();
            made.CheckEnd(listed);
            return made.Faults;
        }
    }

    // In the middle of it all the front door and two chapters go away and come back from storage.
    private static async Task ForgetSomeAsync(MemoryCluster cluster, Scope scope)
    {
        for (var round = 0; round < 3; round++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(60), TimeProvider.System);
            foreach (var chapter in new[] { 0, 1, 2 + round })
                await cluster.Silos.DeactivateAsync(Chapter(scope, chapter));
        }
    }

    private static GrainId Chapter(Scope scope, int chapter) => GrainId.Create("episodic-memory", Engine.Records.Chapters.Key(scope, chapter));

    private static MemoryId IdOf(int n) => MemoryId.Create(MemoryType.Episodic, DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(n), n, 5);

    private static MemoryRecord RecordOf(MemoryDraft draft, MemoryReceipt receipt) => new()
    {
        Id = receipt.Id,
        Sequence = receipt.Sequence,
        Text = draft.Text,
        Provenance = Provenance.Unknown with { Actor = draft.Actor, Session = draft.Session },
    };
}
