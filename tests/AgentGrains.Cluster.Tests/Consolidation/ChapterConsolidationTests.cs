using AgentGrains.Cluster.Tests.Memory.Chapters;
using AgentGrains.Engine.Records;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static AgentGrains.Cluster.Tests.Consolidation.ConsolidationRuns;

namespace AgentGrains.Cluster.Tests.Consolidation;

/// <summary>Runs over a log of several chapters: each is tidied, what two of them say alike is found, and each is undone.</summary>
public sealed class ChapterConsolidationTests
{
    private const string Said = "Clara feeds the 2 cats of Mrs Duarte while we are in Lisbon.";
    private static readonly DateTimeOffset At = new(2026, 5, 4, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Every_chapter_is_tidied_twins_between_chapters_rest_and_a_rollback_restores_each()
    {
        await using var cluster = await StartAsync();
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        await FillAsync(memory);
        Assert.True(cluster.Storage.Holds(3), "The log has too few chapters.");
        var before = await BytesAsync(memory);

        var run = await RunAsync(memory);
        Assert.Equal((ConsolidationStatus.Done, 2, 0, 4), (run.Status, run.Twins, run.Refused, run.Condensed));
        var changes = await memory.Consolidation.ReadChangesAsync(run.Id).ToListAsync();
        Assert.Equal(6, changes.Count);
        var first = (await memory.ListAsync().ToListAsync()).First(record => record.Text == Said);
        Assert.Equal([1, 3], changes.Where(change => change.Kind == ConsolidationKind.Twin).Select(change => ChapterOf(change.Id)));
        Assert.All(changes.Where(change => change.Kind == ConsolidationKind.Twin), change => Assert.Equal(first.Id, change.For));
        Assert.Equal([0, 1, 2, 3], changes.Where(change => change.Kind == ConsolidationKind.Condense).Select(change => ChapterOf(change.Id)));
        await AssertAnsweredAsync(memory);

        await cluster.ForgetChaptersAsync(4);
        Assert.Equal(changes, await memory.Consolidation.ReadChangesAsync(run.Id).ToListAsync());
        Assert.Equal(6, await memory.Consolidation.RollBackAsync(run.Id));
        Assert.Equal(before, await BytesAsync(memory));
        await cluster.ForgetChaptersAsync(4);
        Assert.Equal(before, await BytesAsync(memory));
        Assert.Equal(0, await memory.Consolidation.RollBackAsync(run.Id));
    }

    [Fact]
    public async Task What_would_stand_in_another_chapter_is_asked_again_before_the_step_is_taken()
    {
        MemoryId? twin = null;
        MemoryCluster? cluster = null;
        await using var running = cluster = await StartAsync(new Meddler(async () => Assert.True(await cluster!.Memory.Scope(ChapterCluster.Ann).ForgetAsync(twin!.Value))));
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        await FillAsync(memory);
        twin = (await memory.ListAsync().ToListAsync()).First(record => record.Text == Said).Id;

        var run = await RunAsync(memory);
        Assert.Contains("its twin does not stand", run.Fault, StringComparison.Ordinal);
        Assert.Equal((1, 1), (run.Twins, run.Refused));   // the one of the last chapter rests for the one of the second, which stays
        await AssertAnsweredAsync(memory);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Storage_that_fails_at_any_write_leaves_a_run_that_ends_once_and_can_be_undone(bool beforeCommit)
    {
        for (var failAt = 0; ; failAt++)
        {
            await using var cluster = await StartAsync();
            var memory = cluster.Memory.Scope(ChapterCluster.Ann);
            await FillAsync(memory);
            var before = await BytesAsync(memory);
            var failed = cluster.Storage.Faults.FailWrite(failAt, beforeCommit);

            var run = await RunAsync(memory);
            Assert.Equal((2, 4), (run.Twins, run.Condensed));
            Assert.Single(await memory.Consolidation.ListAsync());
            await AssertAnsweredAsync(memory);
            cluster.Storage.Faults.RefusesState = null;
            Assert.Equal(6, await memory.Consolidation.RollBackAsync(run.Id));
            Assert.Equal(before, await BytesAsync(memory));
            if (!failed())
            {
                Assert.True(failAt > 8, "A run of so few writes tests little.");
                return;
            }
        }
    }

    [Fact]
    public async Task A_rollback_that_storage_cuts_short_goes_on_where_it_was()
    {
        await using var cluster = await StartAsync();
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        await FillAsync(memory);
        var before = await BytesAsync(memory);
        var run = await RunAsync(memory);
        var writes = 0;
        cluster.Storage.Faults.RefusesState = _ => Interlocked.Increment(ref writes) == 3;
        Assert.InRange(await memory.Consolidation.RollBackAsync(run.Id), 1, 5);   // the client asks again, and is told of the rest
        Assert.Equal(before, await BytesAsync(memory));
    }

    private static int ChapterOf(MemoryId id) => Enumerable.Range(0, 9).First(chapter => Chapters.Fingerprint(ChapterCluster.Ann, chapter) == Chapters.FingerprintOf(id));

    private static Task<MemoryCluster> StartAsync(ICondenser? condenser = null) => ChapterCluster.StartAsync(silo: host =>
    {
        host.Services.Configure<ConsolidationOptions>(options => (options.RestAfter, options.BatchRecords, options.LeastInformation, options.NoteTokens) = (TimeSpan.Zero, 3, 0, 0));
        if (condenser is not null)
            host.Services.AddSingleton(condenser);
    });

    // Four chapters of five: each has a text to condense, and the first, second and last say the same.
    private static async Task FillAsync(IScopedMemory memory)
    {
        for (var chapter = 0; chapter < 4; chapter++)
        {
            await memory.TellAsync(chapter * 10, 3);
            await memory.RememberAsync(Draft(chapter == 2 ? "The greenhouse of the north wing was built in 1903." : Said));
            await memory.RememberAsync(Draft($"Hey there! So good to see you here again. The ferry number {chapter} to the island leaves at 1{chapter}:40 from the new pier. That is just great, really so great!"));
        }

        static MemoryDraft Draft(string text) => new() { Text = text, Actor = "Ann", Session = "s1", OccurredAt = At };
    }

    private static async Task AssertAnsweredAsync(IScopedMemory memory)
    {
        foreach (var (question, answer) in new[] { ("Who feeds the cats of Mrs Duarte?", "Clara"), ("When does the ferry number 2 leave?", "12:40") })
        {
            for (var tries = 0; !(await memory.RecallAsync(question)).Context.Contains(answer, StringComparison.Ordinal); tries++)
                Assert.True(tries < 20, question);   // an activation that failed reads storage again
        }
    }

    // Acts between the plan of a page and its steps, at the second page with long texts: the second chapter's last, whose twin is in the first.
    private sealed class Meddler(Func<Task> meddle) : ICondenser
    {
        private int _pages;

        public async ValueTask<IReadOnlyList<string?>> CondenseAsync(IReadOnlyList<MemoryRecord> records, IReadOnlyList<string?> gists, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _pages) == 2)
                await meddle();
            return [.. records.Select(_ => (string?)null)];
        }
    }
}
