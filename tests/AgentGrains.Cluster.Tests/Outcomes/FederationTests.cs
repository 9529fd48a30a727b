using System.Text;
using AgentGrains.Cluster.Tests.Encryption;
using AgentGrains.Runtime.Outcomes;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AgentGrains.Cluster.Tests.Outcomes;

/// <summary>Tenants that take part begin from what the others learnt; nothing but weights leaves a tenant, and only while it wants that.</summary>
public sealed class FederationTests
{
    [Fact]
    public async Task A_tenant_that_takes_part_learns_from_fewer_reports_and_nothing_but_weights_is_shared()
    {
        await using var cluster = await MemoryCluster.StartAsync(
            learns: true, configure: grains => grains.ConfigureOutcomes(options => (options.TrainEvery, options.LeastFederated) = (1_000, 2)));
        foreach (var tenant in new[] { "acme", "globex" })
        {
            var memory = cluster.Memory.Scope(tenant, "user:ann");
            await memory.RememberAsync("The canary sings at dawn.");
            await LearnAsync(cluster, tenant, 130);
            Assert.Equal((1, false), await RankingAsync(cluster, tenant));
            Assert.True((await cluster.Memory.Tenant(tenant).SetRankingFederatedAsync(true)).IsFederated);
        }

        // Sixty reports are too few for a tenant alone, and for one that takes no part.
        await LearnAsync(cluster, "initech", 60);
        Assert.Equal((0, false), await RankingAsync(cluster, "initech"));
        await cluster.Memory.Tenant("initech").SetRankingFederatedAsync(true);
        Assert.Equal(TrialVerdict.Adopted, (await cluster.Memory.Tenant("initech").TrainRankingAsync()).LastTrial!.Verdict);

        var shared = Shared(cluster);
        Assert.NotEmpty(shared);
        foreach (var secret in new[] { "canary", "dawn", "user:ann", "acme", "globex", "initech" })
            Assert.DoesNotContain(shared, record => record.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0);
        await cluster.Silos.DeactivateAsync(GrainId.Create("outcomes", "initech"));
        Assert.Equal((1, true), await RankingAsync(cluster, "initech"));   // and so it stays
    }

    [Fact]
    public async Task What_was_rolled_back_or_withdrawn_teaches_nobody()
    {
        await using var cluster = await MemoryCluster.StartAsync(
            learns: true, configure: grains => grains.ConfigureOutcomes(options => (options.TrainEvery, options.LeastFederated) = (1_000, 2)));
        foreach (var tenant in new[] { "acme", "globex" })
        {
            await LearnAsync(cluster, tenant, 130);
            await cluster.Memory.Tenant(tenant).SetRankingFederatedAsync(true);
        }

        await LearnAsync(cluster, "initech", 60);
        await cluster.Memory.Tenant("initech").SetRankingFederatedAsync(true);
        await cluster.Memory.Tenant("acme").RollbackRankingAsync();
        Assert.Equal(TrialVerdict.TooFewReports, (await cluster.Memory.Tenant("initech").TrainRankingAsync()).LastTrial!.Verdict);
        await cluster.Memory.Tenant("acme").TrainRankingAsync();
        Assert.False((await cluster.Memory.Tenant("globex").SetRankingFederatedAsync(false)).IsFederated);
        Assert.Equal(TrialVerdict.TooFewReports, (await cluster.Memory.Tenant("initech").TrainRankingAsync()).LastTrial!.Verdict);
        await cluster.Memory.Tenant("globex").SetRankingFederatedAsync(true);
        Assert.Equal(TrialVerdict.Adopted, (await cluster.Memory.Tenant("initech").TrainRankingAsync()).LastTrial!.Verdict);
    }

    [Fact]
    public async Task A_tenant_whose_key_was_destroyed_teaches_nobody_and_never_again()
    {
        using var keys = new KeyFolder().Write("k1");
        await using var cluster = await MemoryCluster.StartAsync(learns: true, configure: grains =>
        {
            grains.UseEncryption(keys.Configure);
            grains.ConfigureOutcomes(options => (options.TrainEvery, options.LeastFederated) = (1_000, 2));
        });
        foreach (var name in new[] { "acme", "globex" })
        {
            await LearnAsync(cluster, name, 130);
            await cluster.Memory.Tenant(name).SetRankingFederatedAsync(true);
        }

        var tenant = cluster.Memory.Tenant("acme");
        await tenant.DestroyKeyAsync();
        await LearnAsync(cluster, "initech", 60);
        await cluster.Memory.Tenant("initech").SetRankingFederatedAsync(true);
        Assert.Equal(TrialVerdict.TooFewReports, (await cluster.Memory.Tenant("initech").TrainRankingAsync()).LastTrial!.Verdict);

        // What its outcomes still know in RAM is shared no more, by whatever way.
        TenantContext.Set("acme");
        var outcomes = cluster.Grains.GetGrain<IOutcomeGrain>("acme");
        foreach (var share in (Func<Task>[])[async () => await outcomes.TrainAsync(default), async () => await outcomes.SetFederatedAsync(true, default)])
        {
            try
            {
                TenantContext.Set("acme");
                await share();
            }
            catch (TenantKeyException)
            {
                // Nothing can be read or written any more.
            }

            Assert.Equal(TrialVerdict.TooFewReports, (await cluster.Memory.Tenant("initech").TrainRankingAsync()).LastTrial!.Verdict);
        }
    }

    [Fact]
    public async Task An_erased_tenant_teaches_nobody_not_even_what_it_learns_while_it_goes()
    {
        var (started, refused) = (default(MemoryCluster), false);
        await using var cluster = started = await MemoryCluster.StartAsync(
            learns: true, configure: grains => grains.ConfigureOutcomes(options => (options.TrainEvery, options.LeastFederated) = (1_000, 2)),
            silo: host => host.AddOutgoingGrainCallFilter(async call =>
            {
                await call.Invoke();
                if (call.InterfaceMethod.Name != nameof(IRankingFederation.WithdrawAsync) || call.SourceId is not { } source || source.Type.ToString() != "tenant-erasure")
                    return;
                try
                {
                    await started!.Silos.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>().GetGrain<IOutcomeGrain>("acme").TrainAsync(default);
                }
                catch (WriteUncertainException)
                {
                    refused = true;   // the tenant is closed
                }
            }));
        foreach (var name in new[] { "acme", "globex" })
        {
            await LearnAsync(cluster, name, 130);
            await cluster.Memory.Tenant(name).SetRankingFederatedAsync(true);
        }

        await LearnAsync(cluster, "initech", 60);
        await cluster.Memory.Tenant("initech").SetRankingFederatedAsync(true);
        await cluster.Memory.Tenant("acme").EraseAsync();
        Assert.False(refused);   // or it could not have shared, whatever the order
        Assert.Equal(TrialVerdict.TooFewReports, (await cluster.Memory.Tenant("initech").TrainRankingAsync()).LastTrial!.Verdict);
    }

    [Fact]
    public async Task Training_goes_on_alone_while_what_is_shared_cannot_be_read()
    {
        var storage = new Storage.SharedStorage();
        storage.Faults.ReadsWait = static grain => grain.Type.ToString() == "ranking-federation" ? Task.FromException(new IOException("The disk is away.")) : Task.CompletedTask;
        await using var cluster = await MemoryCluster.StartAsync(storage: storage, learns: true, configure: grains => grains.ConfigureOutcomes(options => options.TrainEvery = 1_000));
        await cluster.Memory.Tenant("acme").SetRankingFederatedAsync(true);
        await LearnAsync(cluster, "acme", 130);
        Assert.Equal((1, true), await RankingAsync(cluster, "acme"));
        Assert.Empty(Shared(cluster));
        storage.Faults.ReadsWait = null;
        await cluster.Memory.Tenant("acme").TrainRankingAsync();
        Assert.Single(Shared(cluster));   // the next training has made up for it
    }

    private static async Task LearnAsync(MemoryCluster cluster, string tenant, int reports)
    {
        var memory = cluster.Memory.Scope(tenant, "user:ann");
        await OutcomeWorld.RememberAsync(memory, reports);
        await OutcomeWorld.ReportAsync(memory, 0, reports);
        await cluster.Memory.Tenant(tenant).TrainRankingAsync();
    }

    private static async Task<(int Version, bool IsFederated)> RankingAsync(MemoryCluster cluster, string tenant)
    {
        var ranking = await cluster.Memory.Tenant(tenant).GetRankingAsync();
        return (ranking.Version, ranking.IsFederated);
    }

    private static List<byte[]> Shared(MemoryCluster cluster) =>
        [.. cluster.Storage.Records.Where(record => record.Key.Grain.Type.ToString() == "ranking-federation").Select(record => record.Value.Payload)];
}
