using AgentGrains.Cluster.Tests.Consolidation;
using AgentGrains.Runtime.Governance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace AgentGrains.Cluster.Tests.Governance;

/// <summary>A tenant's rules through grains and storage: durable, versioned, enforced, told.</summary>
public sealed class GovernanceTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");
    private readonly MovableClock _clock = new();

    [Fact]
    public async Task Rules_are_durable_versioned_and_told_and_a_stale_or_invalid_change_is_refused()
    {
        await using var cluster = await StartAsync();
        var tenant = cluster.Memory.Tenant("acme");
        Assert.Equal(0, (await tenant.GetRulesAsync()).Version);
        var first = new GovernanceRules { Retention = [new RetentionRule(MemoryKind.Turn, 30)] };
        Assert.Equal(1, (await tenant.SetRulesAsync(first, "ann", "a month is enough")).Version);
        Assert.Equal(1, (await tenant.SetRulesAsync(first, "ann", "a month is enough")).Version);   // asked again
        var stale = await Assert.ThrowsAsync<InvalidMemoryException>(async () => await tenant.SetRulesAsync(new GovernanceRules(), "bob"));
        Assert.Contains("set them again with version 1", stale.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await tenant.SetRulesAsync(new GovernanceRules { Version = 1, Retention = [new RetentionRule(MemoryKind.Turn, 0)] }));
        Assert.Equal(2, (await tenant.SetRulesAsync(new GovernanceRules { Version = 1 }, "bob")).Version);

        await cluster.Silos.DeactivateAsync(GrainId.Create("governance", "acme"));
        Assert.Equal((2, 0), ((await tenant.GetRulesAsync()).Version, (await tenant.GetRulesAsync()).Retention.Length));
        var history = await tenant.ReadRulesHistoryAsync().ToListAsync();
        Assert.Equal([(1, "ann", "a month is enough", 1), (2, "bob", null, 0)], history.Select(change => (change.Rules.Version, change.By, change.Reason, change.Rules.Retention.Length)));
        Assert.Equal(0, (await cluster.Memory.Tenant("globex").GetRulesAsync()).Version);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Storage_that_fails_at_a_change_leaves_one_version_or_the_other_and_never_two(bool beforeCommit)
    {
        await using var cluster = await StartAsync();
        var tenant = cluster.Memory.Tenant("acme");
        await tenant.SetRulesAsync(new GovernanceRules { Retention = [new RetentionRule(MemoryKind.Turn, 30)] });
        cluster.Storage.Faults.FailNextWrite(before: beforeCommit);
        Assert.Equal(2, (await tenant.SetRulesAsync(new GovernanceRules { Version = 1, Retention = [new RetentionRule(MemoryKind.Turn, 10)] }, "ann")).Version);
        Assert.Equal([30, 10], (await tenant.ReadRulesHistoryAsync().ToListAsync()).Select(change => change.Rules.Retention[0].Days));
    }

    [Fact]
    public async Task What_the_rules_hold_is_held_and_what_they_keep_for_a_month_is_gone_after_it()
    {
        await using var cluster = await StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var old = await memory.RememberAsync("The old ferry left at noon.", actor: "Ann");
        var pinned = await memory.RememberAsync(new MemoryDraft { Text = "Ann is allergic to nuts.", Pinned = true });
        await cluster.Memory.Tenant("acme").SetRulesAsync(new GovernanceRules
        {
            Retention = [new RetentionRule(MemoryKind.Turn, 30)],
            Quarantine = [new QuarantineRule("web:*", null)],
        });
        Refresh(cluster);
        _clock.Advance(TimeSpan.FromDays(20));
        var young = await memory.RememberAsync("The new ferry leaves at 17:40.", actor: "Ann");
        Assert.InRange((await memory.GetAsync(young.Id))!.ExpiresAt!.Value, _clock.GetUtcNow().AddDays(29), _clock.GetUtcNow().AddDays(30));
        await memory.RememberAsync(new MemoryDraft { Text = "The ferry is free on Mondays.", Source = "web:forum" });
        var held = Assert.Single(await memory.Quarantine.ListAsync().ToListAsync());
        Assert.Contains("rule 1 of quarantine", held.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain((await memory.RecallAsync("ferry Mondays")).Evidence, item => item.Record.Text.Contains("Mondays", StringComparison.Ordinal));

        _clock.Advance(TimeSpan.FromDays(11));
        await RunAsync(memory);
        Assert.Null(await memory.GetAsync(old.Id));
        Assert.NotNull(await memory.GetAsync(pinned.Id));
        Assert.NotNull(await memory.GetAsync(young.Id));
        var forgotten = (await memory.Audit.ReadAsync(MemoryType.Episodic).ToListAsync()).Single(entry => entry.Operation is { Kind: OperationKind.Delete } operation && operation.Target == old.Id);
        Assert.Contains("rules say (version 1)", forgotten.Operation.Reason, StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromDays(20));
        Assert.Null(await memory.GetAsync(young.Id));
    }

    [Fact]
    public async Task Runs_are_staged_approved_or_forbidden_and_touch_only_what_the_rules_let_them()
    {
        await using var cluster = await StartAsync();
        var (memory, tenant) = (cluster.Memory.Scope(Ann), cluster.Memory.Tenant("acme"));
        await ConsolidationRuns.FillAsync(memory);
        await tenant.SetRulesAsync(new GovernanceRules { Consolidation = new() { Mode = ConsolidationMode.Stage, CanaryPercent = 100, Approvers = ["ops"] } });
        Refresh(cluster);
        Assert.Contains("staged only", (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.Consolidation.StartAsync())).Message, StringComparison.Ordinal);
        TenantContext.Set("acme");
        for (var reminders = 0; reminders < 2; reminders++)
            await cluster.Grains.GetGrain<IConsolidationGrain>(Ann.Key).AsReference<IRemindable>().ReceiveReminder("consolidate", default);
        var staged = await UntilAsync(memory, ConsolidationStatus.Staged);
        Assert.Equal(100, staged.Canary!.Percent);
        var refused = await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.Consolidation.PromoteAsync(staged.Id, "bob"));
        Assert.Contains("Have one of them promote it", refused.Message, StringComparison.Ordinal);
        Assert.Equal(ConsolidationStatus.Staged, (await memory.Consolidation.ListAsync())[0].Status);

        // A rule that came after it was staged holds at promotion.
        await tenant.SetRulesAsync(new GovernanceRules { Version = 1, Consolidation = new() { Mode = ConsolidationMode.Stage, CanaryPercent = 1, Untouched = [MemoryKind.Turn], PromoteAfterDays = 2 } });
        Refresh(cluster);
        _clock.Advance(TimeSpan.FromDays(3));
        await cluster.Grains.GetGrain<IConsolidationGrain>(Ann.Key).AsReference<IRemindable>().ReceiveReminder("consolidate", default);
        var promoted = await UntilAsync(memory, ConsolidationStatus.Done);
        Assert.Equal(("rules, version 2", 0, 0), (promoted.ApprovedBy, promoted.Condensed, promoted.Twins));
        Assert.Contains("leave records of its kind as they are", promoted.Fault, StringComparison.Ordinal);

        await tenant.SetRulesAsync(new GovernanceRules { Version = 2, Consolidation = new() { Untouched = [MemoryKind.Turn] } });
        Refresh(cluster);
        var touched = await RunAsync(memory);
        Assert.Equal((0, 0, 0, 0), (touched.Condensed, touched.Twins, touched.Uninformative, touched.Refused));
        await tenant.SetRulesAsync(new GovernanceRules { Version = 3, Consolidation = new() { Mode = ConsolidationMode.Off } });
        Refresh(cluster);
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.Consolidation.StartAsync());
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.Consolidation.StageAsync(new ConsolidationCanary(["x"])));
    }

    private Task<MemoryCluster> StartAsync() => MemoryCluster.StartAsync(configure: grains =>
    {
        grains.ConfigureConsolidation(options => (options.RestAfter, options.NoteTokens) = (TimeSpan.Zero, 0));
        grains.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock));
    });

    // What the refresh period does on its own.
    private static void Refresh(MemoryCluster cluster)
    {
        foreach (var silo in cluster.Silos.Silos)
            silo.ServiceProvider.GetRequiredService<TenantRules>().Forget("acme");
    }

    private static async Task<ConsolidationRun> RunAsync(IScopedMemory memory)
    {
        await memory.Consolidation.StartAsync();
        return await UntilAsync(memory, ConsolidationStatus.Done);
    }

    private static async Task<ConsolidationRun> UntilAsync(IScopedMemory memory, ConsolidationStatus status)
    {
        for (var tries = 0; ; tries++)
        {
            if ((await memory.Consolidation.ListAsync()) is [var run, ..] && run.Status == status)
                return run;
            Assert.True(tries < 200, $"{(await memory.Consolidation.ListAsync()).FirstOrDefault()}");
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
