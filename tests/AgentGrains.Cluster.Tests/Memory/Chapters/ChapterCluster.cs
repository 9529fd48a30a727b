using AgentGrains.Cluster.Tests.Storage;
using AgentGrains.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Cluster.Tests.Memory.Chapters;

/// <summary>A cluster whose logs go on in a new chapter after five records.</summary>
internal static class ChapterCluster
{
    public const int Records = 5;

    public static readonly Scope Ann = Scope.User("acme", "ann");

    public static Task<MemoryCluster> StartAsync(short silos = 1, SharedStorage? storage = null, int records = Records, bool derives = false, Action<ISiloBuilder>? silo = null,
        Action<AgentGrainsBuilder>? grains = null) =>
        MemoryCluster.StartAsync(silos, storage, grains, derives: derives, silo: host =>
        {
            host.Services.Configure<MemoryOptions>(options => options.ChapterRecords = records);
            silo?.Invoke(host);
        });

    /// <summary>Ends the activations of the first chapters, so that the next call reads storage.</summary>
    public static async Task ForgetChaptersAsync(this MemoryCluster cluster, int chapters)
    {
        await cluster.ForgetActivationsAsync(Ann);
        for (var chapter = 1; chapter < chapters; chapter++)
            await cluster.ForgetChapterAsync(chapter);
    }

    public static Task ForgetChapterAsync(this MemoryCluster cluster, int chapter) => cluster.Silos.DeactivateAsync(Id(chapter));

    /// <summary>The grain of a chapter.</summary>
    public static GrainId Id(int chapter) => GrainId.Create("episodic-memory", Engine.Records.Chapters.Key(Ann, chapter));

    public static bool Holds(this SharedStorage storage, int chapter) => storage.Records.Keys.Any(key => key.Grain == Id(chapter));

    /// <summary>Remembers numbered turns, one a call.</summary>
    public static async Task<List<MemoryReceipt>> TellAsync(this IScopedMemory memory, int first, int count)
    {
        var receipts = new List<MemoryReceipt>();
        for (var n = first; n < first + count; n++)
            receipts.Add(await memory.RememberAsync(Turn(n)));
        return receipts;
    }

    public static MemoryDraft Turn(int n) => new() { Text = $"Turn {n}: the kettle number{n} whistles in the kitchen", Key = $"turn-{n}", Actor = "Ann" };
}
