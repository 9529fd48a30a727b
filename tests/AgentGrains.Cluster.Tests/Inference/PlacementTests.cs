using System.Collections.Concurrent;
using System.Diagnostics;
using AgentGrains.Hosting;
using AgentGrains.Runtime.Inference;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;
using Xunit;

namespace AgentGrains.Cluster.Tests.Inference;

/// <summary>Two silos, one with a device: it does all the work, and when it dies the other one does.</summary>
public sealed class PlacementTests : IDisposable
{
    private readonly SimulatedDevice _gpu = new();
    private readonly SimulatedDevice _cpu = new(perTextMs: 0.2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_work_is_done_where_the_accelerator_is_and_elsewhere_within_two_seconds_of_its_death()
    {
        // What must hold always is asserted in every trial; the two seconds, which a machine busy with something else can take from it, in the best of three.
        var (firstHere, slowest) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var trial = 0; trial < 3 && !(firstHere < 2000 && slowest < 2000); trial++)
            (firstHere, slowest) = await KillAsync();
        Assert.True(firstHere < 2000 && slowest < 2000, $"first {firstHere} ms, slowest {slowest} ms");
    }

    [Fact]
    public async Task Without_the_required_accelerator_nothing_is_embedded_and_recall_goes_on_by_words()
    {
        await using var cluster = await MemoryCluster.StartAsync(
            configure: grains => grains.UseEmbedder(_ => _cpu).ConfigureInference(options => options.AcceleratorRequired = true),
            silo: host => host.UseAccelerator("cpu"));
        var memory = cluster.Memory.Scope("acme", "user:ann");
        await memory.RememberAsync("The oleander on the balcony needs water.");
        var recall = await memory.RecallAsync("Who waters the oleander?");
        Assert.Single(recall.Evidence);
        Assert.Contains(RecallRemark.Degraded, recall.Flags);
        Assert.Empty(_cpu.Texts);
    }

    [Fact]
    public async Task A_pool_answers_no_call_without_a_tenant_and_none_for_another_model()
    {
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => grains.UseEmbedder(_ => _cpu));
        var asked = new PooledTexts(["hello"], false, TimeSpan.FromSeconds(5));
        RequestContext.Clear();
        await Assert.ThrowsAsync<TenantMismatchException>(async () => await cluster.Grains.GetGrain<IEmbeddingPoolGrain>("test:simulated").EmbedAsync(asked, Cancel));
        TenantContext.Set("acme");
        var packed = await cluster.Grains.GetGrain<IEmbeddingPoolGrain>("test:simulated").EmbedAsync(asked, Cancel);
        Assert.Equal(SimulatedDevice.VectorOf("hello"), VectorPacking.Unpack(packed, 1)[0]);
        var other = await Assert.ThrowsAsync<ModelBackendException>(async () => await cluster.Grains.GetGrain<IEmbeddingPoolGrain>("test:other").EmbedAsync(asked, Cancel));
        Assert.Equal(BackendFault.Unreachable, other.Fault);
    }

    [Fact]
    public void Every_grain_belongs_to_a_tenant_or_is_a_model_or_an_average_that_all_share()
    {
        var shared =
            from assembly in new[] { typeof(ITenantOwned).Assembly, typeof(IModelPool).Assembly }
            from type in assembly.GetTypes()
            where type.IsInterface && typeof(IAddressable).IsAssignableFrom(type) && type != typeof(ITenantOwned) && !typeof(ITenantOwned).IsAssignableFrom(type)
            select type.Name;
        // A model keeps nothing of anybody, a federation only weights, a directory only names (decisions 10, 23 and 25); a new name here needs a reason as good.
        Assert.Equal(["IChatPoolGrain", "IEmbeddingPoolGrain", "IModelPool", "IRankingFederation", "IRerankPoolGrain", "ITenantDirectory"], shared.Order());
    }

    public void Dispose()
    {
        _gpu.Dispose();
        _cpu.Dispose();
    }

    private async Task<(double FirstHereMs, double SlowestMs)> KillAsync()
    {
        _gpu.Texts.Clear();
        await using var cluster = await StartAsync();
        var cpu = ServicesOf(cluster, _cpu);
        var generator = cpu.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        await UntilAsync(async () =>
        {
            await EmbedAsync(generator, "acme", $"warm {_gpu.Texts.Count} {_cpu.Texts.Count}");
            return !_gpu.Texts.IsEmpty;
        });
        _cpu.Texts.Clear();
        _gpu.Batches.Clear();

        var answered = new ConcurrentBag<(string Text, double AskedMs, double AnsweredMs)>();
        var started = Stopwatch.GetTimestamp();
        var killedAt = double.PositiveInfinity;
        var stop = false;
        var callers = Enumerable.Range(0, 32).Select(caller => Task.Run(
            async () =>
            {
                for (var n = 0; !Volatile.Read(ref stop); n++)
                {
                    var (text, asked) = ($"caller {caller} asks {n}", Ms(started));
                    Assert.Equal(SimulatedDevice.VectorOf(text), await EmbedAsync(generator, $"tenant-{caller % 4}", text));
                    answered.Add((text, asked, Ms(started)));
                }
            },
            Cancel)).ToList();
        await PassAsync(TimeSpan.FromSeconds(2));
        Assert.Empty(_cpu.Texts);
        var batches = _gpu.Batches.ToList();
        Assert.True(batches.Average() > 2, $"Batches of {batches.Average():0.0}: the callers of another silo were not batched together.");

        killedAt = Ms(started);
        await cluster.KillSiloAsync(cluster.Silos.Single(silo => cluster.GetSiloServiceProvider(silo.SiloAddress) != cpu));
        await PassAsync(TimeSpan.FromSeconds(5));
        Volatile.Write(ref stop, true);
        await Task.WhenAll(callers);

        var slowest = answered.Where(request => request.AnsweredMs > killedAt).Max(request => request.AnsweredMs - request.AskedMs);
        var firstHere = answered.Where(request => request.AskedMs > killedAt).Min(request => request.AnsweredMs) - killedAt;
        TestContext.Current.TestOutputHelper?.WriteLine($"{answered.Count} answered, mean batch {batches.Average():0.0}; after the kill the first answer came in {firstHere:0} ms, the slowest took {slowest:0} ms");
        Assert.Equal(answered.Count, answered.Select(request => request.Text).Distinct().Count());
        Assert.Contains(answered, request => request.AskedMs > killedAt + 2000);
        return (firstHere, slowest);
    }

    private static IServiceProvider ServicesOf(InProcessTestCluster cluster, SimulatedDevice device) => cluster.Silos
        .Select(silo => cluster.GetSiloServiceProvider(silo.SiloAddress))
        .Single(services => services.GetRequiredService<EmbeddingModels>().Current.Backend.GetService(typeof(SimulatedDevice)) == device);

    private static double Ms(long started) => Stopwatch.GetElapsedTime(started).TotalMilliseconds;

    private static async Task<float[]> EmbedAsync(IEmbeddingGenerator<string, Embedding<float>> generator, string tenant, string text)
    {
        TenantContext.Set(tenant);
        return (await generator.GenerateAsync([text], cancellationToken: Cancel))[0].Vector.ToArray();
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var tries = 0; !await isSo(); tries++)
        {
            Assert.True(tries < 100, "It did not come to be within ten seconds.");
            await PassAsync(TimeSpan.FromMilliseconds(100));
        }
    }

    private static Task PassAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, Cancel);

    private async Task<InProcessTestCluster> StartAsync()
    {
        var configured = 0;
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, host) =>
        {
            var hasDevice = Interlocked.Increment(ref configured) == 1;
            host.AddMemoryGrainStorageAsDefault();
            host.UseAccelerator(hasDevice ? "gpu" : "cpu").AddAgentGrains(grains => grains.UseEmbedder(_ => hasDevice ? _gpu : _cpu));
            host.Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromSeconds(1);
                options.NumMissedProbesLimit = 2;
                options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            });
            host.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5));
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}
