using AgentGrains.Cluster.Tests.Storage;
using AgentGrains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AgentGrains.Cluster.Tests.Vectors.Offload;

/// <summary>Clusters whose memories keep their vectors in a store, or, to compare with, in themselves.</summary>
internal static class OffloadCluster
{
    public static readonly Scope Ann = Scope.User("acme", "ann");
    public static readonly VectorOwner Log = new(Ann, MemoryType.Episodic);

    private static readonly string[] Things = ["kettle", "lamp", "violin", "garden", "bicycle", "letter", "harbour"];
    private static readonly string[] Others = ["teapot", "lantern", "fiddle", "orchard", "bike", "envelope", "port"];
    private static readonly string[] Deeds = ["whistled in", "was sold near", "stood behind", "was painted for", "went back to"];
    private static readonly string[] Places = ["Lisbon", "the kitchen", "Aurora", "the old mill", "Porto"];

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

    public static MemoryDraft Turn(int n) => new()
    {
        Text = $"The {Things[n % 7]} {Deeds[n % 5]} {Places[n * 3 % 5]}, number {n}.",
        Key = $"turn-{n}",
        Session = $"s{n / 10}",
        OccurredAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(n),
    };

    /// <summary>A question that shares no word with what answers it.</summary>
    public static string Question(int n) => Others[n % 7] + "?";

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

    public static async Task UntilAsync(Func<Task<bool>> holds, string orElse)
    {
        for (var tries = 0; !await holds(); tries++)
        {
            Assert.True(tries < 300, orElse);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
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
