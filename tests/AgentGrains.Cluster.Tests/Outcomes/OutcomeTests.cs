using System.Text;
using AgentGrains.Cluster.Tests.Storage;
using Xunit;

namespace AgentGrains.Cluster.Tests.Outcomes;

/// <summary>What came of recalls is kept, teaches its own tenant only, and can be switched off, rolled back and erased.</summary>
public sealed class OutcomeTests
{
    [Fact]
    public async Task Outcomes_that_favour_one_channel_make_recall_better_on_questions_that_were_never_reported()
    {
        await using var cluster = await MemoryCluster.StartAsync(learns: true, configure: grains => grains.ConfigureOutcomes(options => options.TrainEvery = 1_000));
        var (memory, tenant) = (cluster.Memory.Scope(OutcomeWorld.Ann), cluster.Memory.Tenant("acme"));
        await OutcomeWorld.RememberAsync(memory, 180);
        var before = await OutcomeWorld.FirstAsync(memory, 130, 180);
        Assert.True(before < 0.2, $"{before}: the shipped weights do it already.");
        await OutcomeWorld.ReportAsync(memory, 0, 130);

        var ranking = await tenant.TrainRankingAsync();
        Assert.Equal((1, TrialVerdict.Adopted), (ranking.Version, ranking.LastTrial!.Verdict));
        Assert.True(Assert.Single(ranking.Adjustments, channel => channel.Channel == "time").Score > 0.3);
        await memory.RecallAsync("a recall that hears of it");
        await HeardAsync(cluster);
        Assert.True(await OutcomeWorld.FirstAsync(memory, 130, 180) > 0.8);

        Assert.Equal(0, (await tenant.RollbackRankingAsync()).Version);
        await HeardAsync(cluster);
        Assert.Equal(before, await OutcomeWorld.FirstAsync(memory, 130, 180));
        Assert.Equal(2, (await tenant.TrainRankingAsync()).Version);   // a version is never given out twice
    }

    [Fact]
    public async Task Enough_reports_train_by_themselves()
    {
        await using var cluster = await MemoryCluster.StartAsync(learns: true, configure: grains => grains.ConfigureOutcomes(options => options.TrainEvery = 100));
        var memory = cluster.Memory.Scope(OutcomeWorld.Ann);
        await OutcomeWorld.RememberAsync(memory, 100);
        await OutcomeWorld.ReportAsync(memory, 0, 100);
        for (var tries = 0; (await cluster.Memory.Tenant("acme").GetRankingAsync()).Version == 0; tries++)
        {
            Assert.True(tries < 100, "Nothing was trained.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Random_and_hostile_reports_change_nothing()
    {
        await using var cluster = await MemoryCluster.StartAsync(learns: true);
        foreach (var (tenant, uses) in new (string, Func<RecallResult, MemoryId>)[]
        {
            ("random", recall => recall.Evidence[BitConverter.ToUInt16(Guid.Parse(recall.RecallId).ToByteArray(), 14) % recall.Evidence.Length].Record.Id),
            ("hostile", recall => recall.Evidence[^1].Record.Id),
        })
        {
            var memory = cluster.Memory.Scope(tenant, "user:ann");
            await OutcomeWorld.RememberAsync(memory, 140);
            var before = await OutcomeWorld.RankingAsync(memory, 120, 140);
            await OutcomeWorld.ReportAsync(memory, 0, 120, uses);
            var ranking = await cluster.Memory.Tenant(tenant).TrainRankingAsync();
            Assert.True(ranking is { Version: 0, Reports: 120, LastTrial.Verdict: TrialVerdict.NotBetter or TrialVerdict.Implausible }, $"{tenant}: {ranking}");
            Assert.Equal(before, await OutcomeWorld.RankingAsync(memory, 120, 140));
        }
    }

    [Fact]
    public async Task Off_means_the_shipped_ranking_to_the_last_bit_whatever_was_learnt()
    {
        var storage = new SharedStorage();
        (MemoryId, double)[] learnt, shipped;
        await using (var cluster = await MemoryCluster.StartAsync(storage: storage, learns: true))
        {
            var memory = cluster.Memory.Scope(OutcomeWorld.Ann);
            await OutcomeWorld.RememberAsync(memory, 130);
            shipped = [.. await OutcomeWorld.RankingAsync(memory, 100, 130)];
            await OutcomeWorld.ReportAsync(memory, 0, 130);
            Assert.Equal(1, (await cluster.Memory.Tenant("acme").TrainRankingAsync()).Version);
        }

        await using (var cluster = await MemoryCluster.StartAsync(storage: storage))
        {
            var memory = cluster.Memory.Scope(OutcomeWorld.Ann);
            Assert.Equal(shipped, await OutcomeWorld.RankingAsync(memory, 100, 130));
            Assert.Equal("", (await OutcomeWorld.AskAsync(memory, 100)).RecallId);
        }

        await using (var cluster = await MemoryCluster.StartAsync(storage: storage, learns: true))
        {
            // The first recall of a fresh silo knows already.
            learnt = [.. await OutcomeWorld.RankingAsync(cluster.Memory.Scope(OutcomeWorld.Ann), 100, 130)];
            Assert.NotEqual(shipped, learnt);
        }
    }

    [Fact]
    public async Task Where_what_lies_behind_the_cut_is_used_adaptive_recalls_become_longer_also_after_a_restart_and_until_it_is_switched_off_or_rolled_back()
    {
        var storage = new SharedStorage();
        int before, off;
        await using (var cluster = await MemoryCluster.StartAsync(storage: storage, learns: true, configure: grains => grains.ConfigureOutcomes(options => options.TrainEvery = 1_000)))
        {
            var memory = cluster.Memory.Scope(OutcomeWorld.Ann);
            await OutcomeWorld.RememberAsync(memory, 150);
            before = await OutcomeWorld.KeptAsync(cluster.Memory, 120);
            for (var topic = 0; topic < 120; topic++)
            {
                var recall = await OutcomeWorld.AskAsync(cluster.Memory, topic, adaptive: false);
                await memory.ReportOutcomeAsync(recall.RecallId, [recall.Evidence[0].Record.Id, recall.Evidence[7].Record.Id], true);
            }

            var ranking = await cluster.Memory.Tenant("acme").TrainRankingAsync();
            Assert.True(ranking is { Version: 1, LastCutTrial: { Verdict: TrialVerdict.Adopted, HeldOut: > 20 } }, $"{ranking}");
            Assert.True(ranking.Cut.Least > RecallCut.Shipped.Least || ranking.Cut.Decline > RecallCut.Shipped.Decline, $"{ranking.Cut}");
        }

        await using (var cluster = await MemoryCluster.StartAsync(storage: storage, learns: true, configure: grains => grains.ConfigureOutcomes(options => options.TuneCut = false)))
            off = await OutcomeWorld.KeptAsync(cluster.Memory, 120);

        await using (var cluster = await MemoryCluster.StartAsync(storage: storage, learns: true))
        {
            // The first recall of a fresh silo knows already.
            var on = await OutcomeWorld.KeptAsync(cluster.Memory, 120);
            Assert.True(on > 1.3 * off, $"{on} and {off}");
            var back = await cluster.Memory.Tenant("acme").RollbackRankingAsync();
            Assert.Equal((0, RecallCut.Shipped), (back.Version, back.Cut));
            await HeardAsync(cluster);
            Assert.Equal(before, await OutcomeWorld.KeptAsync(cluster.Memory, 120));
        }
    }

    [Fact]
    public async Task A_recall_can_be_reported_after_its_silo_was_killed_and_once_only()
    {
        await using var cluster = await MemoryCluster.StartAsync(silos: 2, learns: true);
        var memory = cluster.Memory.Scope(OutcomeWorld.Ann);
        await OutcomeWorld.RememberAsync(memory, 20);
        var recalls = new List<RecallResult>();
        for (var topic = 0; topic < 20; topic++)
            recalls.Add(await OutcomeWorld.AskAsync(memory, topic));
        for (var tries = 0; !IsWritten(cluster, 20); tries++)
        {
            Assert.True(tries < 200, "The recalls do not become durable.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        foreach (var silo in cluster.Silos.GetActiveSilos().ToList())
        {
            await cluster.Silos.StartAdditionalSiloAsync();
            await cluster.Silos.KillSiloAsync(silo);
        }

        foreach (var recall in recalls)
            Assert.Equal(ReportStatus.Recorded, await UntilAnsweredAsync(() => memory.ReportOutcomeAsync(recall.RecallId, [OutcomeWorld.Needed(recall)], true)));
        await cluster.Silos.DeactivateAsync(GrainId.Create("outcomes", "acme"));
        Assert.Equal(ReportStatus.Repeated, await memory.ReportOutcomeAsync(recalls[0].RecallId, [], false));
        Assert.Equal(20, (await cluster.Memory.Tenant("acme").GetRankingAsync()).Reports);
    }

    [Fact]
    public async Task Reports_survive_storage_that_fails_before_and_after_it_commits()
    {
        await using var cluster = await MemoryCluster.StartAsync(storage: new SharedStorage(new StorageFaults(7, rate: 0.1)), learns: true);
        var memory = cluster.Memory.Scope(OutcomeWorld.Ann);
        await OutcomeWorld.RememberAsync(memory, 60);
        for (var topic = 0; topic < 60; topic++)
        {
            var recall = await OutcomeWorld.AskAsync(memory, topic);
            for (var tries = 0; await UntilAnsweredAsync(() => memory.ReportOutcomeAsync(recall.RecallId, [OutcomeWorld.Needed(recall)], true)) == ReportStatus.Unknown; tries++)
            {
                // The recall is told of behind its caller's back, and failing storage delays that.
                Assert.True(tries < 50, $"{topic}: the recall never became known.");
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }

        Assert.True(cluster.Storage.Faults.Failures > 5, "The storage hardly failed.");
        await cluster.Silos.DeactivateAsync(GrainId.Create("outcomes", "acme"));
        Assert.Equal(60, (await UntilAnsweredAsync(() => cluster.Memory.Tenant("acme").GetRankingAsync())).Reports);
    }

    [Fact]
    public async Task A_recall_of_another_tenant_is_unknown_and_what_was_not_shown_cannot_have_been_used()
    {
        await using var cluster = await MemoryCluster.StartAsync(learns: true);
        var memory = cluster.Memory.Scope(OutcomeWorld.Ann);
        await OutcomeWorld.RememberAsync(memory, 10);
        await OutcomeWorld.RememberAsync(cluster.Memory.Scope("globex", "user:ann"), 10);
        var recall = await OutcomeWorld.AskAsync(memory, 1);
        Assert.Equal(ReportStatus.Unknown, await cluster.Memory.Scope("globex", "user:ann").ReportOutcomeAsync(recall.RecallId, [], true));
        var foreign = await OutcomeWorld.AskAsync(cluster.Memory.Scope("globex", "user:ann"), 1);
        var refused = await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.ReportOutcomeAsync(recall.RecallId, [foreign.Evidence[0].Record.Id], true));
        Assert.Equal("used", refused.Field);
        Assert.Equal("recallId", (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.ReportOutcomeAsync("the last one", [], true))).Field);
        Assert.Equal(ReportStatus.Recorded, await memory.ReportOutcomeAsync(recall.RecallId, [recall.Evidence[0].Record.Id], true));
    }

    [Fact]
    public async Task Recalls_are_dropped_oldest_first_and_a_precise_recall_has_no_name()
    {
        await using var cluster = await MemoryCluster.StartAsync(learns: true, configure: grains => grains.ConfigureOutcomes(options => (options.MaxRecalls, options.MinReports) = (30, 30)));
        var memory = cluster.Memory.Scope(OutcomeWorld.Ann);
        await OutcomeWorld.RememberAsync(memory, 40);
        var recalls = new List<string>();
        for (var topic = 0; topic < 40; topic++)
            recalls.Add((await OutcomeWorld.AskAsync(memory, topic)).RecallId);
        await HeardAsync(cluster);
        Assert.Equal(ReportStatus.Unknown, await memory.ReportOutcomeAsync(recalls[0], [], true));
        Assert.Equal(ReportStatus.Recorded, await memory.ReportOutcomeAsync(recalls[39], [], true));
        var precise = new RecallRequest { Query = "anything", Scopes = [OutcomeWorld.Ann], Profile = RecallProfile.Precise };
        Assert.Equal("", (await cluster.Memory.RecallAsync("acme", precise)).RecallId);
        Assert.Equal("", (await memory.RecallAsync("qqqq")).RecallId);
    }

    [Fact]
    public async Task An_erased_scope_leaves_no_recall_of_it()
    {
        await using var cluster = await MemoryCluster.StartAsync(learns: true);
        var (memory, other) = (cluster.Memory.Scope(OutcomeWorld.Ann), cluster.Memory.Scope("acme", "user:bob"));
        await OutcomeWorld.RememberAsync(memory, 20);
        await OutcomeWorld.RememberAsync(other, 20);
        await OutcomeWorld.ReportAsync(memory, 0, 20);
        await OutcomeWorld.ReportAsync(other, 0, 5);
        await memory.EraseAsync();
        var left = cluster.Storage.Records.Where(record => record.Key.Grain.Type.ToString()!.StartsWith("outcomes", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(left);
        Assert.DoesNotContain(left, record => record.Value.Payload.AsSpan().IndexOf(Encoding.UTF8.GetBytes("user:ann")) >= 0);
        Assert.Equal(5, (await cluster.Memory.Tenant("acme").GetRankingAsync()).Reports);
        await cluster.Silos.DeactivateAsync(GrainId.Create("outcomes", "acme"));
        Assert.Equal(5, (await cluster.Memory.Tenant("acme").GetRankingAsync()).Reports);
    }

    [Fact]
    public async Task A_recall_answers_though_outcomes_cannot_be_read_or_written()
    {
        var faults = new StorageFaults(0, 0) { ReadsWait = grain => grain.Type.ToString()!.StartsWith("outcomes", StringComparison.Ordinal) ? Task.FromException(new IOException("no")) : Task.CompletedTask };
        await using var cluster = await MemoryCluster.StartAsync(storage: new SharedStorage(faults), learns: true);
        var memory = cluster.Memory.Scope(OutcomeWorld.Ann);
        await OutcomeWorld.RememberAsync(memory, 5);
        Assert.NotEmpty((await OutcomeWorld.AskAsync(memory, 1)).Evidence);
    }

    // Each recall activation hears of a ranking with the answer to the recall it told of last.
    private static async Task HeardAsync(MemoryCluster cluster)
    {
        for (var call = 0; call < 8; call++)
        {
            await OutcomeWorld.AskAsync(cluster.Memory.Scope(OutcomeWorld.Ann), call);
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static bool IsWritten(MemoryCluster cluster, int recalls) =>
        cluster.Storage.Records.Where(record => record.Key.Grain == GrainId.Create("outcomes", "acme"))
            .Sum(record => Count(record.Value.Payload, Encoding.UTF8.GetBytes("user:ann"))) >= recalls;

    private static int Count(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> part)
    {
        var count = 0;
        for (int at; (at = bytes.IndexOf(part)) >= 0; bytes = bytes[(at + part.Length)..])
            count++;
        return count;
    }

    private static async Task<T> UntilAnsweredAsync<T>(Func<ValueTask<T>> call)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await call();
            }
            catch (Exception failure) when (tries < 30 && failure is not (Xunit.Sdk.XunitException or InvalidMemoryException))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }
}
