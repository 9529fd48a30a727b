using AgentGrains.Cluster.Tests.Storage;
using AgentGrains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using static AgentGrains.Cluster.Tests.Vectors.Offload.OffloadTurns;

namespace AgentGrains.Cluster.Tests.Vectors.Offload;

/// <summary>Clusters whose memories keep their vectors in a store, or, to compare with, in themselves.</summary>
internal static class OffloadCluster
{
    /// <summary>Starts silos; without a store, memories scan their own vectors.</summary>
    public static Task<MemoryCluster> StartAsync(
        IVectorStore? store, Action<VectorStoreOptions>? options = null, SharedStorage? storage = null, short silos = 1, int chapters = 0, Action<AgentGrainsBuilder>? configure = null) =>
        MemoryCluster.StartAsync(
            silos, storage, silo: host =>
            {
                host.Services.Configure<MemoryOptions>(memory => memory.ChapterRecords = chapters);
                host.UseInMemoryReminderService();
            },
            configure: grains =>
            {
                grains.UseEmbedder(static _ => new MeaningEmbedder()).ConfigureVectors(static vectors => vectors.OriginalBits = 32);
                if (store is not null)
                {
                    grains.UseVectorStore(_ => store, set =>
                    {
                        (set.RestAfterFailure, set.BatchSize) = (TimeSpan.FromMilliseconds(20), 7);
                        options?.Invoke(set);
                    });
                }

                configure?.Invoke(grains);
            });

    public static async Task<List<MemoryId>> TellAsync(this MemoryCluster cluster, int first, int count, Scope? scope = null)
    {
        var ids = new List<MemoryId>();
        for (var n = first; n < first + count; n++)
            ids.Add((await cluster.Memory.Scope(scope ?? Ann).RememberAsync(Turn(n))).Id);
        return ids;
    }

    /// <summary>Waits until every record has its vector, and the store as many.</summary>
    public static async Task FollowedAsync(this MemoryCluster cluster, FaultyVectorStore? store, int vectors, Scope? scope = null)
    {
        TenantContext.Set((scope ?? Ann).Tenant);
        var log = cluster.Grains.GetGrain<IEpisodicMemoryGrain>((scope ?? Ann).Key);
        await UntilAsync(async () => (await log.GetStatusAsync(CancellationToken.None)).MissingVectors == 0
            && (store is null || (await store.AllAsync(new VectorOwner(scope ?? Ann, MemoryType.Episodic))).Length == vectors), $"{vectors} vectors were not followed");
    }

    /// <summary>Tells a new scope so many turns, and waits until the store holds the vectors of them all.</summary>
    public static async Task<List<MemoryId>> TellFollowedAsync(this MemoryCluster cluster, FaultyVectorStore store, int first, int count, Scope? scope = null)
    {
        var ids = await cluster.TellAsync(first, count, scope);
        await cluster.FollowedAsync(store, count, scope);
        return ids;
    }

    /// <summary>What a recall finds, with what the meaning channel says of it, in words that can be compared.</summary>
    public static async Task<List<string>> FindAsync(this MemoryCluster cluster, string question, Action<RecallResult>? look = null, Scope? scope = null)
    {
        var found = await cluster.Memory.RecallAsync((scope ?? Ann).Tenant, new RecallRequest { Query = question, Scopes = [scope ?? Ann], Limit = 12 });
        look?.Invoke(found);
        return [.. found.Evidence.Select(item => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{item.Record.Text} {item.Score:F4} {Meaning(item):F4}"))];
    }

    public static double Meaning(Evidence item) => item.Channels.FirstOrDefault(static channel => channel.Channel == "dense").Score;
}
