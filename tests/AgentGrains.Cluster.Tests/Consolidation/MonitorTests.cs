using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;
using static AgentGrains.Cluster.Tests.Consolidation.ConsolidationRuns;

namespace AgentGrains.Cluster.Tests.Consolidation;

/// <summary>Staged and promoted runs on trial: what makes recall worse is undone by itself and says why; noise is not.</summary>
public sealed class MonitorTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    [Fact]
    public async Task A_staged_run_whose_canaries_fail_more_often_is_dropped_by_itself_and_the_audit_says_why()
    {
        await using var cluster = await StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        await FillAsync(memory);
        var staged = await StageAsync(memory);
        for (var n = 0; n < 30 && (await memory.Consolidation.ListAsync())[0].Status == ConsolidationStatus.Staged; n++)
        {
            await AskAsync(cluster, "monday", success: false);
            await AskAsync(cluster, "sunday", success: true);
        }

        var dropped = await UntilAsync(memory, ConsolidationStatus.Dropped);
        Assert.Contains("reported recalls without success", dropped.Breach, StringComparison.Ordinal);
        Assert.True(dropped.Watch is { Canary: { Reports: > 5, Failures: > 5 }, Baseline: { Reports: > 5, Failures: 0 } }, $"{dropped.Watch}");
        var closed = (await memory.Audit.ReadAsync(MemoryType.Episodic).ToListAsync()).Last(entry => entry.Operation.Kind == OperationKind.Stage);
        Assert.Contains($"dropped by its monitor: {dropped.Breach}", closed.Operation.Reason, StringComparison.Ordinal);
        Assert.Empty((await AskAsync(cluster, "monday", null)).Canaries);
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.Consolidation.PromoteAsync(staged.Id));
    }

    [Fact]
    public async Task A_promoted_run_that_made_recall_worse_is_rolled_back_to_the_byte_also_after_a_restart()
    {
        await using var cluster = await StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        await FillAsync(memory);
        var before = await BytesAsync(memory);
        var staged = await StageAsync(memory);
        for (var n = 0; n < 25; n++)
            await AskAsync(cluster, n % 5 == 0 ? "monday" : "sunday", success: true);
        await memory.Consolidation.PromoteAsync(staged.Id, "ops");
        Assert.Equal("ops", (await UntilAsync(memory, ConsolidationStatus.Done)).ApprovedBy);
        Assert.NotEqual(before, await BytesAsync(memory));
        await cluster.ForgetActivationsAsync(Ann);
        await cluster.Silos.DeactivateAsync(GrainId.Create("consolidation", Ann.Key));
        for (var n = 0; n < 40 && (await memory.Consolidation.ListAsync())[0].Status == ConsolidationStatus.Done; n++)
            await AskAsync(cluster, "sunday", success: false);
        var undone = await UntilAsync(memory, ConsolidationStatus.RolledBack);
        Assert.Contains("without success", undone.Breach, StringComparison.Ordinal);
        Assert.Equal(before, await BytesAsync(memory));
        var closed = (await memory.Audit.ReadAsync(MemoryType.Episodic).ToListAsync()).Last(entry => entry.Operation.Kind == OperationKind.Stage);
        Assert.Contains($"is undone: {undone.Breach}", closed.Operation.Reason, StringComparison.Ordinal);
        Assert.True((await memory.Audit.VerifyAsync()).IsIntact);
    }

    [Fact]
    public async Task Equal_sessions_leave_a_run_staged_and_time_ends_its_trial()
    {
        var clock = new MovableClock();
        await using var cluster = await StartAsync(clock);
        var memory = cluster.Memory.Scope(Ann);
        await FillAsync(memory);
        var staged = await StageAsync(memory);
        var random = new Random(7);
        for (var n = 0; n < 80; n++)
            await AskAsync(cluster, n % 2 == 0 ? "monday" : "sunday", success: random.Next(2) == 0);
        var run = (await memory.Consolidation.ListAsync())[0];
        Assert.Equal((ConsolidationStatus.Staged, null), (run.Status, run.Breach));
        Assert.True(run.Watch.Canary.Reports > 30 && run.Watch.Baseline.Reports > 30, $"{run.Watch}");

        await memory.Consolidation.PromoteAsync(staged.Id);
        await UntilAsync(memory, ConsolidationStatus.Done);
        clock.Advance(TimeSpan.FromDays(8));
        await RemindAsync(cluster);
        var last = (await memory.Audit.ReadAsync(MemoryType.Episodic).ToListAsync()).Last(entry => entry.Operation.Kind == OperationKind.Stage);
        Assert.Equal("watched long enough", last.Operation.Reason);

        await memory.RememberAsync(new MemoryDraft { Text = "So glad, that is lovely!", Actor = "Bob", Session = "s1", OccurredAt = clock.GetUtcNow() });
        var second = await StageAsync(memory);
        clock.Advance(TimeSpan.FromDays(15));
        await RemindAsync(cluster);
        Assert.Equal((second.Id, ConsolidationStatus.Dropped), ((await memory.Consolidation.ListAsync())[0].Id, (await memory.Consolidation.ListAsync())[0].Status));
    }

    [Fact]
    public async Task A_run_that_would_lay_too_much_to_rest_is_dropped_before_anybody_sees_it()
    {
        await using var cluster = await StartAsync(configure: options => options.MostResting = 0.01);
        var memory = cluster.Memory.Scope(Ann);
        await FillAsync(memory);
        await memory.Consolidation.StageAsync(new ConsolidationCanary(["monday"]));
        var dropped = await UntilAsync(memory, ConsolidationStatus.Dropped);
        Assert.Contains("MostResting", dropped.Breach, StringComparison.Ordinal);
        Assert.Empty((await AskAsync(cluster, "monday", null)).Canaries);
    }

    private static Task<MemoryCluster> StartAsync(TimeProvider? clock = null, Action<ConsolidationOptions>? configure = null) => MemoryCluster.StartAsync(
        configure: grains =>
        {
            grains.ConfigureConsolidation(options =>
            {
                (options.RestAfter, options.BatchRecords, options.NoteTokens) = (TimeSpan.Zero, 20, 0);
                configure?.Invoke(options);
            });
            grains.Services.Replace(ServiceDescriptor.Singleton(clock ?? TimeProvider.System));
        },
        learns: true);

    private static async Task<ConsolidationRun> StageAsync(IScopedMemory memory)
    {
        await memory.Consolidation.StageAsync(new ConsolidationCanary(["monday"]));
        return await UntilAsync(memory, ConsolidationStatus.Staged);
    }

    private static async Task RemindAsync(MemoryCluster cluster)
    {
        TenantContext.Set("acme");
        await cluster.Grains.GetGrain<IConsolidationGrain>(Ann.Key).AsReference<IRemindable>().ReceiveReminder("consolidate", default);
    }

    private static async Task<RecallResult> AskAsync(MemoryCluster cluster, string session, bool? success)
    {
        var found = await cluster.Memory.RecallAsync("acme", new RecallRequest { Query = "Where is the spare key?", Scopes = [Ann], Limit = 5, ForSession = session });
        if (success is { } went)
            Assert.Equal(ReportStatus.Recorded, await cluster.Memory.ReportOutcomeAsync("acme", new RecallOutcome { RecallId = found.RecallId, Success = went }));
        return found;
    }

    private static async Task<ConsolidationRun> UntilAsync(IScopedMemory memory, ConsolidationStatus status)
    {
        for (var tries = 0; ; tries++)
        {
            var run = (await memory.Consolidation.ListAsync())[0];
            if (run.Status == status)
                return run;
            Assert.True(tries < 200, $"{run}");
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
