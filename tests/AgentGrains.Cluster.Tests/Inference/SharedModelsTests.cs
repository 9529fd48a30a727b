using System.Collections.Concurrent;
using AgentGrains.Hosting;
using AgentGrains.Inference.Pool;
using AgentGrains.Runtime.Inference;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;
using Xunit;

namespace AgentGrains.Cluster.Tests.Inference;

/// <summary>Two silos, one with a device: rerankers and chat models are asked there, and when it dies the other silo's are, with no call lost.</summary>
public sealed class SharedModelsTests
{
    private readonly Models _gpu = new(true);
    private readonly Models _cpu = new(false);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reranking_and_chat_are_done_where_the_accelerator_is_and_elsewhere_after_its_death()
    {
        await using var cluster = await StartAsync();
        var silos = cluster.Silos.ToDictionary(silo => cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<Models>().IsGpu);
        var services = cluster.GetSiloServiceProvider(silos[false].SiloAddress);
        var (reranker, chat) = (services.GetRequiredService<IReranker>(), services.GetRequiredService<IChatClient>());
        for (var tries = 0; _gpu.Reranker.Queries.IsEmpty; tries++)
        {
            Assert.True(tries < 300, "Another silo's device was not found.");
            await RerankAsync(reranker, "warm", "warm");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancel);
        }

        var warm = _cpu.Reranker.Queries.Count;
        var answered = new ConcurrentDictionary<string, int>();
        var stop = false;
        var callers = Enumerable.Range(0, 8).Select(caller => Task.Run(
            async () =>
            {
                for (var n = 0; !Volatile.Read(ref stop); n++)
                {
                    await RerankAsync(reranker, $"tenant-{caller % 2}", $"query {caller} {n}");
                    answered.AddOrUpdate($"query {caller} {n}", 1, static (_, times) => times + 1);
                    await AskAsync(chat, $"tenant-{caller % 2}", $"chat {caller} {n}");
                    answered.AddOrUpdate($"chat {caller} {n}", 1, static (_, times) => times + 1);
                }

                return true;
            },
            Cancel)).ToList();
        await UntilAsync(() => answered.Count > 200);
        Assert.Equal(warm, _cpu.Reranker.Queries.Count);
        Assert.Empty(_cpu.Chat.Asked);
        // Charged where it was done, to whose call it was.
        Assert.All(["tenant-0", "tenant-1"], tenant => Assert.True(_gpu.Budget.Spent(tenant, InferenceKind.Rerank) > 0));
        Assert.Equal(0, _gpu.Budget.Spent(PoolTenant.Host, InferenceKind.Rerank));

        await cluster.KillSiloAsync(silos[true]);
        await UntilAsync(() => _cpu.Reranker.Queries.Count > warm + 50 && _cpu.Chat.Asked.Count > 50);
        Volatile.Write(ref stop, true);
        Assert.All(await Task.WhenAll(callers), Assert.True);   // every call was answered, and rightly
        Assert.All(answered.Values, times => Assert.Equal(1, times));
    }

    [Fact]
    public async Task A_reranker_and_a_chat_answer_no_call_without_a_tenant_and_none_for_another_model()
    {
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => _cpu.Use(grains));
        var documents = new PooledDocuments("query", ["a", "bb"], TimeSpan.FromSeconds(5));
        var asked = ChatPacking.TryPack([new ChatMessage(ChatRole.User, "hello")], null, TimeSpan.FromSeconds(5))!;
        RequestContext.Clear();
        await Assert.ThrowsAsync<TenantMismatchException>(async () => await cluster.Grains.GetGrain<IRerankPoolGrain>("test:reranker").ScoreAsync(documents, Cancel));
        await Assert.ThrowsAsync<TenantMismatchException>(async () => await cluster.Grains.GetGrain<IChatPoolGrain>("test:chat").AnswerAsync(asked, Cancel));
        TenantContext.Set("acme");
        var scores = await cluster.Grains.GetGrain<IRerankPoolGrain>("test:reranker").ScoreAsync(documents, Cancel);
        Assert.Equal([SimulatedReranker.ScoreOf("query", "a"), SimulatedReranker.ScoreOf("query", "bb")], scores);
        var answer = ChatPacking.Unpack(await cluster.Grains.GetGrain<IChatPoolGrain>("test:chat").AnswerAsync(asked, Cancel));
        Assert.Equal((SimulatedChat.AnswerTo("hello"), 5), (answer.Text, answer.Usage?.TotalTokenCount));
        Assert.Equal(BackendFault.Unreachable, (await Assert.ThrowsAsync<ModelBackendException>(
            async () => await cluster.Grains.GetGrain<IRerankPoolGrain>("test:other").ScoreAsync(documents, Cancel))).Fault);
        Assert.Equal(BackendFault.Unreachable, (await Assert.ThrowsAsync<ModelBackendException>(
            async () => await cluster.Grains.GetGrain<IChatPoolGrain>("test:other").AnswerAsync(asked, Cancel))).Fault);
    }

    [Fact]
    public async Task A_streamed_answer_comes_through_the_pool_in_its_pieces()
    {
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => _cpu.Use(grains));
        TenantContext.Set("acme");
        var chat = cluster.Silos.GetSiloServiceProvider(cluster.Silos.Silos[0].SiloAddress).GetRequiredService<IChatClient>();
        var pieces = await chat.GetStreamingResponseAsync("one two three", cancellationToken: Cancel).Select(update => update.Text).ToListAsync(Cancel);
        Assert.Equal(["You ", "asked: ", "one ", "two ", "three "], pieces);
    }

    private static async Task RerankAsync(IReranker reranker, string tenant, string query)
    {
        TenantContext.Set(tenant);
        string[] documents = [query + " a", query + " two"];
        Assert.Equal(documents.Select(document => SimulatedReranker.ScoreOf(query, document)), await reranker.ScoreAsync(query, documents, Cancel));
    }

    private static async Task AskAsync(IChatClient chat, string tenant, string text)
    {
        TenantContext.Set(tenant);
        Assert.Equal(SimulatedChat.AnswerTo(text), (await chat.GetResponseAsync(text, cancellationToken: Cancel)).Text);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (var tries = 0; !isSo(); tries++)
        {
            Assert.True(tries < 600, "It did not come to be within a minute.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancel);
        }
    }

    private async Task<InProcessTestCluster> StartAsync()
    {
        var configured = 0;
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, host) =>
        {
            var models = Interlocked.Increment(ref configured) == 1 ? _gpu : _cpu;
            host.AddMemoryGrainStorageAsDefault();
            host.Services.AddSingleton(models);
            host.UseAccelerator(models.IsGpu ? "gpu" : "cpu").AddAgentGrains(grains => models.Use(grains));
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

    private sealed class Models(bool isGpu)
    {
        public bool IsGpu => isGpu;

        public SimulatedReranker Reranker { get; } = new();

        public SimulatedChat Chat { get; } = new();

        public CountingInferenceBudget Budget { get; } = new();

        public void Use(AgentGrainsBuilder grains) => grains.UseReranker(_ => Reranker).UseChatClient(_ => Chat).UseInferenceBudget(_ => Budget);
    }
}
