using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static AgentGrains.Cluster.Tests.Consolidation.ConsolidationRuns;

namespace AgentGrains.Cluster.Tests.Consolidation;

/// <summary>Runs that are staged: canaries see them, nobody else does; promoted they are what a run at once would have been, dropped they never were.</summary>
public sealed class StagedRunTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");
    private static readonly ConsolidationCanary Monday = new(["monday"]);

    [Fact]
    public async Task Only_canaries_see_a_staged_run_and_promoted_it_is_a_run_as_any_other()
    {
        await using var cluster = await StartAsync();
        var (memory, other) = (cluster.Memory.Scope(Ann), cluster.Memory.Scope(Scope.User("acme", "bob")));
        await FillAsync(memory);
        await FillAsync(other);
        var before = await BytesAsync(memory);
        var atOnce = await RunAsync(other);

        await memory.Consolidation.StageAsync(Monday);
        var staged = await EndAsync(memory);
        Assert.Equal((ConsolidationStatus.Staged, Counts(atOnce)), (staged.Status, Counts(staged)));
        Assert.Equal(before, await BytesAsync(memory));
        var proposed = await memory.Consolidation.ReadChangesAsync(staged.Id).ToListAsync();
        Assert.Equal(staged.Condensed + staged.Twins + staged.Uninformative, proposed.Count);

        await cluster.ForgetActivationsAsync(Ann);   // it is durable
        var (asEver, asCanary) = (await AskAsync(cluster, "sunday"), await AskAsync(cluster, "monday"));
        Assert.Empty(asEver.Canaries);
        Assert.Equal(["user:ann/" + staged.Id], asCanary.Canaries);
        Assert.Equal(await AskedAsync(cluster, null), Shown(asEver));
        var resting = proposed.Where(change => change.Kind != ConsolidationKind.Condense).Select(change => change.Id).ToHashSet();
        Assert.Contains(asEver.Evidence, item => resting.Contains(item.Record.Id));
        Assert.DoesNotContain(asCanary.Evidence, item => resting.Contains(item.Record.Id));
        Assert.Contains(asCanary.Evidence, item => item.Record.Gist is not null);
        Assert.True(asCanary.Tokens < asEver.Tokens, $"{asCanary.Tokens} {asEver.Tokens}");

        await memory.Consolidation.PromoteAsync(staged.Id, "ops");
        await memory.Consolidation.PromoteAsync(staged.Id, "ops");
        var promoted = await EndAsync(memory);
        Assert.Equal((ConsolidationStatus.Done, "ops", Counts(atOnce), 0), (promoted.Status, promoted.ApprovedBy, Counts(promoted), promoted.Refused));
        Assert.Equal(Shown(asCanary).Order(), (await AskedAsync(cluster, "sunday")).Order());   // what was tried is what everybody gets, though ranks may swap
        Assert.Equal(proposed.OrderBy(change => change.Id), (await memory.Consolidation.ReadChangesAsync(staged.Id).ToListAsync()).OrderBy(change => change.Id));

        Assert.Equal(proposed.Count, await memory.Consolidation.RollBackAsync(staged.Id));
        Assert.Equal(before, await BytesAsync(memory));
        Assert.True((await memory.Audit.VerifyAsync()).IsIntact);
    }

    [Fact]
    public async Task A_dropped_run_never_was_and_while_one_is_staged_no_other_begins()
    {
        await using var cluster = await StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        await FillAsync(memory);
        var before = await BytesAsync(memory);
        await memory.Consolidation.StageAsync(Monday);
        var staged = await EndAsync(memory);
        Assert.Contains("promote or drop it first", (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.Consolidation.StartAsync())).Message, StringComparison.Ordinal);
        Assert.Contains("Drop it", (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.Consolidation.RollBackAsync(staged.Id))).Message, StringComparison.Ordinal);
        TenantContext.Set("acme");
        for (var reminders = 0; reminders < 3; reminders++)
            await cluster.Grains.GetGrain<IConsolidationGrain>(Ann.Key).AsReference<IRemindable>().ReceiveReminder("consolidate", default);
        Assert.Single(await memory.Consolidation.ListAsync());

        Assert.Equal(ConsolidationStatus.Dropped, (await memory.Consolidation.DropAsync(staged.Id, "not now")).Status);
        Assert.Equal(ConsolidationStatus.Dropped, (await memory.Consolidation.DropAsync(staged.Id)).Status);
        await cluster.ForgetActivationsAsync(Ann);
        Assert.Equal(before, await BytesAsync(memory));
        Assert.Empty((await AskAsync(cluster, "monday")).Canaries);
        Assert.Equal(await AskedAsync(cluster, null), await AskedAsync(cluster, "monday"));
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.Consolidation.PromoteAsync(staged.Id));
        var said = await memory.Audit.ReadAsync(MemoryType.Episodic).Where(entry => entry.Operation.Kind == OperationKind.Stage).ToListAsync();
        Assert.Equal("dropped: not now", said[^1].Operation.Reason);
        Assert.Equal(ConsolidationStatus.Done, (await RunAsync(memory)).Status);
    }

    [Fact]
    public async Task A_staged_run_that_finds_nothing_to_do_is_done_and_keeps_no_other_from_beginning()
    {
        await using var cluster = await StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        await FillAsync(memory);
        await RunAsync(memory);
        var before = await BytesAsync(memory);
        await memory.Consolidation.StageAsync(Monday);
        var nothing = await EndAsync(memory);
        Assert.Equal((ConsolidationStatus.Done, null, (0, 0, 0)), (nothing.Status, nothing.StagedAt, Counts(nothing)));
        Assert.NotNull(nothing.FinishedAt);
        Assert.Empty((await AskAsync(cluster, "monday")).Canaries);
        Assert.Equal(before, await BytesAsync(memory));
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.Consolidation.PromoteAsync(nothing.Id));
        Assert.Equal("c3", (await memory.Consolidation.StartAsync()).Id);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Storage_that_fails_at_any_write_of_staging_and_promotion_leaves_one_whole_run(bool beforeCommit)
    {
        var expected = default((int, int, int)?);
        for (var failAt = 0; ; failAt++)
        {
            await using var cluster = await StartAsync();
            var memory = cluster.Memory.Scope(Ann);
            await FillAsync(memory);
            var before = await BytesAsync(memory);
            var failed = cluster.Storage.Faults.FailWrite(failAt, beforeCommit);

            var staged = await UntilAsync(memory, ConsolidationStatus.Staged, async () => await memory.Consolidation.StageAsync(Monday));
            Assert.Equal(before, await BytesAsync(memory));
            Assert.Equal(staged.Condensed + staged.Twins + staged.Uninformative, await memory.Consolidation.ReadChangesAsync(staged.Id).CountAsync());
            var run = await UntilAsync(memory, ConsolidationStatus.Done, async () => await memory.Consolidation.PromoteAsync(staged.Id));
            await AssertAnsweredAsync(memory);
            Assert.Single(await memory.Consolidation.ListAsync());
            expected ??= Counts(run);
            Assert.Equal(expected, Counts(run));
            await memory.Consolidation.RollBackAsync(run.Id);
            Assert.Equal(before, await BytesAsync(memory));
            if (!failed())
            {
                Assert.True(failAt > 6, "A run of so few writes tests little.");
                return;
            }
        }
    }

    [Fact]
    public async Task What_changed_since_it_was_staged_is_refused_at_promotion_and_what_was_erased_is_in_no_step()
    {
        await using var cluster = await StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        await FillAsync(memory);
        await memory.Consolidation.StageAsync(Monday);
        var staged = await EndAsync(memory);
        var condensed = (await memory.Consolidation.ReadChangesAsync(staged.Id).ToListAsync()).Where(change => change.Kind == ConsolidationKind.Condense).ToList();
        await memory.ForgetAsync(condensed[0].Id);
        await memory.EraseRecordsAsync([condensed[1].Id]);
        var steps = await memory.Audit.ReadAsync(MemoryType.Episodic).Where(entry => entry.Operation.Kind == OperationKind.Stage).ToListAsync();
        Assert.DoesNotContain(steps, entry => entry.Operation.Gist == condensed[1].Gist || entry.Operation.Target == condensed[1].Id);
        await memory.Consolidation.PromoteAsync(staged.Id);
        var promoted = await EndAsync(memory);
        Assert.Equal((staged.Condensed - 2, 1), (promoted.Condensed, promoted.Refused));
    }

    [Fact]
    public async Task A_log_of_several_chapters_is_staged_and_promoted_as_one_run()
    {
        await using var cluster = await StartAsync(chapter: 30);
        var memory = cluster.Memory.Scope(Ann);
        await FillAsync(memory);
        await memory.RememberAsync("The new pier has a lamp.", actor: "Ann");
        var before = await BytesAsync(memory);
        await memory.Consolidation.StageAsync(Monday);
        var staged = await EndAsync(memory);
        var proposed = await memory.Consolidation.ReadChangesAsync(staged.Id).ToListAsync();
        var resting = proposed.Where(change => change.Kind != ConsolidationKind.Condense).Select(change => change.Id).ToHashSet();
        var (asEver, asCanary) = (await AskAsync(cluster, null), await AskAsync(cluster, "monday"));
        Assert.NotEmpty(asCanary.Canaries);
        Assert.Contains(asEver.Evidence, item => resting.Contains(item.Record.Id));
        Assert.DoesNotContain(asCanary.Evidence, item => resting.Contains(item.Record.Id));
        Assert.Contains(asCanary.Evidence, item => item.Record.Gist is not null);
        await memory.Consolidation.PromoteAsync(staged.Id);
        var promoted = await EndAsync(memory);
        Assert.Equal((ConsolidationStatus.Done, Counts(staged)), (promoted.Status, Counts(promoted)));
        Assert.Equal(proposed.Count, await memory.Consolidation.RollBackAsync(staged.Id));
        Assert.Equal(before, await BytesAsync(memory));
    }

    // The list says it a moment before the work on the run has ended, here while its last write waits.
    [Theory, InlineData("promote"), InlineData("drop"), InlineData("roll back")]
    public async Task What_the_list_calls_staged_or_done_is_taken_at_its_word(string what)
    {
        await using var cluster = await StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        await FillAsync(memory);
        var before = await BytesAsync(memory);
        using var writes = new SemaphoreSlim(0);
        var (waiting, released) = (0, 0);
        cluster.Storage.Faults.WritesWait = grain =>
        {
            if (grain.Type.ToString() != "consolidation")
                return Task.CompletedTask;
            Interlocked.Increment(ref waiting);
            return writes.WaitAsync();
        };
        var beginning = what == "roll back" ? memory.Consolidation.StartAsync().AsTask() : memory.Consolidation.StageAsync(Monday).AsTask();
        var run = default(ConsolidationRun);
        while (run is not { Status: ConsolidationStatus.Staged or ConsolidationStatus.Done })
        {
            await OneWaitsAsync();
            run = released == 0 ? null : (await memory.Consolidation.ListAsync())[0];
            if (run is null or { Status: ConsolidationStatus.Running })
                writes.Release(released++ < 1_000 ? 1 : throw new InvalidOperationException("The run does not end."));
        }

        await beginning;
        Task asked = what switch
        {
            "promote" => memory.Consolidation.PromoteAsync(run.Id).AsTask(),
            "drop" => memory.Consolidation.DropAsync(run.Id).AsTask(),
            _ => memory.Consolidation.RollBackAsync(run.Id).AsTask(),
        };
        await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.False(asked.IsCompleted, "It was answered before the work on the run had ended.");
        Assert.Equal(run, (await memory.Consolidation.ListAsync())[0]);
        writes.Release(1_000);
        await asked;
        Assert.Equal(what switch { "promote" => ConsolidationStatus.Done, "drop" => ConsolidationStatus.Dropped, _ => ConsolidationStatus.RolledBack }, (await EndAsync(memory)).Status);
        if (what != "promote")
            Assert.Equal(before, await BytesAsync(memory));

        async Task OneWaitsAsync()
        {
            for (var tries = 0; Volatile.Read(ref waiting) == released; tries++)
            {
                Assert.True(tries < 1_000, "The run does not go on.");
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }

    private static Task<MemoryCluster> StartAsync(int chapter = 1_000) => MemoryCluster.StartAsync(
        configure: grains => grains.ConfigureConsolidation(options => (options.RestAfter, options.BatchRecords, options.NoteTokens) = (TimeSpan.Zero, 20, 0)),
        silo: host => host.Services.Configure<MemoryOptions>(options => options.ChapterRecords = chapter));

    private static Task<ConsolidationRun> EndAsync(IScopedMemory memory) => UntilAsync(memory, null, static () => Task.CompletedTask);

    // Asks again, and asks how far it is, until the run is where it should be; by default, until it does not go on.
    private static async Task<ConsolidationRun> UntilAsync(IScopedMemory memory, ConsolidationStatus? status, Func<Task> ask)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await ask();
                if ((await memory.Consolidation.ListAsync()) is [var run, ..] && (status is null ? run.Status != ConsolidationStatus.Running : run.Status == status))
                    return run;
            }
            catch (WriteUncertainException)
            {
            }

            Assert.True(tries < 400, "The run does not end.");
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static ValueTask<RecallResult> AskAsync(MemoryCluster cluster, string? session) => cluster.Memory.RecallAsync(
        "acme", new RecallRequest { Query = "Clara feeds the cats, the spare key, so great and lovely", Scopes = [Ann], Limit = 50, ForSession = session });

    private static async Task<IEnumerable<string>> AskedAsync(MemoryCluster cluster, string? session) => Shown(await AskAsync(cluster, session));

    private static List<string> Shown(RecallResult found) => [.. found.Evidence.Select(item => $"{item.Record.Id} {item.Record.Gist ?? item.Record.Text}")];

    private static (int, int, int) Counts(ConsolidationRun run) => (run.Condensed, run.Twins, run.Uninformative);
}
