using AgentGrains.Runtime.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace AgentGrains.Cluster.Tests.Forgetting;

/// <summary>Memories fade by the clock and come back when they are needed, through grains, storage and restarts.</summary>
public sealed class ForgettingTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    [Fact]
    public async Task A_memory_fades_survives_a_restart_and_comes_back_whole()
    {
        var clock = new MovableClock();
        await using var cluster = await StartAsync(clock);
        var memory = cluster.Memory.Scope(Ann);
        var id = (await memory.RememberAsync("The oleander on the balcony needs water.", actor: "Ann")).Id;
        var vector = (await WaitAsync(memory, id, record => record.Vector is not null)).Vector!;

        var bits = new List<int>();
        foreach (var days in new[] { 25, 40, 100 })
        {
            clock.Advance(TimeSpan.FromDays(days));
            Assert.Equal(1, (await RetierAsync(cluster)).Changed);
            await cluster.ForgetActivationsAsync(Ann);
            bits.Add((await memory.GetAsync(id))!.Vector!.Bits);
        }

        Assert.Equal([8, 4, 0], bits);
        Assert.Empty((await memory.RecallAsync("oleander")).Evidence);

        Assert.Equal(1, await memory.ReinforceAsync([id]));
        Assert.Equal(0, await memory.ReinforceAsync([id]));
        await cluster.ForgetActivationsAsync(Ann);
        var back = (await memory.GetAsync(id))!;
        Assert.Equal((MemoryZone.Active, 1), (back.Life.Zone, back.Life.AccessCount));
        Assert.Equal(vector.Bytes.AsEnumerable(), back.Vector!.Bytes);
        Assert.Single((await memory.RecallAsync("oleander")).Evidence);
    }

    [Fact]
    public async Task A_deep_recall_brings_back_what_it_finds()
    {
        var clock = new MovableClock();
        await using var cluster = await StartAsync(clock);
        var memory = cluster.Memory.Scope(Ann);
        var id = (await memory.RememberAsync("The oleander on the balcony needs water.", actor: "Ann")).Id;
        await memory.RememberAsync("Parcels go to the bakery next door.", actor: "Ann");
        clock.Advance(TimeSpan.FromDays(365));
        Assert.Equal(2, (await RetierAsync(cluster)).Archived);
        var request = new RecallRequest { Query = "oleander", Scopes = [Ann] };
        Assert.Empty((await cluster.Memory.RecallAsync("acme", request)).Evidence);
        Assert.Single((await cluster.Memory.RecallAsync("acme", request with { AsOf = clock.GetUtcNow().AddDays(-300) })).Evidence);

        Assert.Equal(id, Assert.Single((await cluster.Memory.RecallAsync("acme", request with { Deep = true })).Evidence).Record.Id);
        await WaitAsync(memory, id, record => record.Life.Zone == MemoryZone.Active);
        Assert.Equal(id, Assert.Single((await cluster.Memory.RecallAsync("acme", request)).Evidence).Record.Id);
    }

    [Fact]
    public async Task An_expired_memory_is_gone_at_once_for_every_reader_and_then_from_the_records()
    {
        var clock = new MovableClock();
        await using var cluster = await StartAsync(clock);
        var memory = cluster.Memory.Scope(Ann);
        var until = clock.GetUtcNow().AddHours(1);
        var id = (await memory.RememberAsync(new MemoryDraft { Text = "The code of the door is 4711.", ExpiresAt = until })).Id;
        await memory.RememberAsync(new MemoryDraft { Text = "The budget is 900 euros.", Kind = MemoryKind.Belief, Slot = new Slot("Ann", "budget", "900 euros"), ExpiresAt = until, Pinned = true });
        Assert.Contains((await memory.RecallAsync("code of the door")).Evidence, evidence => evidence.Record.Id == id);
        Assert.Single((await memory.ResolveAsync([new FormField { Name = "budget" }])).Fields[0].Values);

        clock.Advance(TimeSpan.FromHours(1));
        var recall = await memory.RecallAsync("code of the door");
        Assert.Empty(recall.Evidence);
        Assert.Empty(recall.Standing.Persona);
        Assert.Empty((await memory.ResolveAsync([new FormField { Name = "budget" }])).Fields[0].Values);
        Assert.Empty(await memory.ListAsync().ToListAsync());
        Assert.Null(await memory.GetAsync(id));

        Assert.Equal(1, (await RetierAsync(cluster)).Expired);
        Assert.Equal(0, (await RetierAsync(cluster)).Expired);
        Assert.Contains(await memory.ExportAsync().ToListAsync(), operation => operation.Kind == OperationKind.Delete && operation.Target == id);
    }

    [Fact]
    public async Task Reinforcing_many_is_one_commit()
    {
        var clock = new MovableClock();
        await using var cluster = await StartAsync(clock);
        var memory = cluster.Memory.Scope(Ann);
        var receipts = await memory.RememberAsync([.. Enumerable.Range(0, 20).Select(i => new MemoryDraft { Text = $"Turn {i}" })]);
        await WaitAsync(memory, receipts[^1].Id, record => record.Vector is not null);
        var (heads, writes) = (0, 0);
        cluster.Storage.Faults.RefusesState = state =>
        {
            Interlocked.Increment(ref writes);
            if (state == "journal")
                Interlocked.Increment(ref heads);
            return false;
        };

        Assert.Equal(20, await memory.ReinforceAsync([.. receipts.Select(receipt => receipt.Id)]));
        Assert.InRange(heads, 1, 2);   // a commit is one head; a second is written when a new segment is begun
        var after = writes;
        await memory.RecallAsync("turn");
        Assert.Equal(after, writes);
    }

    private static Task<MemoryCluster> StartAsync(MovableClock clock) => MemoryCluster.StartAsync(configure: grains =>
    {
        grains.UseHashingEmbedder(64).ConfigureVectors(options => options.OriginalBits = 32).ConfigureForgetting(options => options.UnitDays = 30);
        grains.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
    });

    private static async Task<RetierReport> RetierAsync(MemoryCluster cluster)
    {
        TenantContext.Set("acme");
        return await cluster.Grains.GetGrain<IEpisodicMemoryGrain>(Ann.Key).AsReference<IMemoryMaintenance>().RetierAsync(CancellationToken.None);
    }

    private static async Task<MemoryRecord> WaitAsync(IScopedMemory memory, MemoryId id, Func<MemoryRecord, bool> wanted)
    {
        for (var tries = 0; ; tries++)
        {
            if (await memory.GetAsync(id) is { } record && wanted(record))
                return record;
            Assert.True(tries < 100, "Nothing happened within ten seconds.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
