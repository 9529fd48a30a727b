using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AgentGrains.Cluster.Tests.Memory.Chapters;

/// <summary>Recall over chapters, on two silos, is what a log in one grain answers; also right after what was said, forgotten, replaced or erased.</summary>
public sealed class ChapterRankTests
{
    private static readonly string[] Things = ["kettle", "lamp", "violin", "garden", "bicycle", "letter", "harbour"];
    private static readonly string[] Deeds = ["whistled in", "was sold near", "stood behind", "was painted for", "went back to"];
    private static readonly string[] Places = ["Lisbon", "the kitchen", "Aurora", "the old mill", "Porto"];

    [Theory, InlineData(false), InlineData(true)]
    public async Task Recall_over_chapters_answers_as_one_grain_does(bool embeds)
    {
        await using var one = await StartAsync(0, embeds);
        await using var split = await StartAsync(30, embeds);
        var (memory, inChapters) = (one.Memory.Scope(ChapterCluster.Ann), split.Memory.Scope(ChapterCluster.Ann));
        var (ids, splitIds) = (new List<MemoryId>(), new List<MemoryId>());
        for (var n = 0; n < 200; n++)
        {
            ids.Add((await memory.RememberAsync(Turn(n))).Id);
            splitIds.Add((await inChapters.RememberAsync(Turn(n))).Id);
            if (n % 50 == 49)
                await RequireSameAsync(n);
        }

        Assert.True(split.Storage.Holds(6));
        foreach (var n in new[] { 3, 31, 64, 199 })
        {
            Assert.True(await memory.ForgetAsync(ids[n]) && await inChapters.ForgetAsync(splitIds[n]));
            ids.Add((await memory.RememberAsync(Turn(ids.Count) with { Supersedes = ids[n + 1 < 200 ? n + 1 : n - 1] })).Id);
            splitIds.Add((await inChapters.RememberAsync(Turn(splitIds.Count) with { Supersedes = splitIds[n + 1 < 200 ? n + 1 : n - 1] })).Id);
        }

        await RequireSameAsync(1);
        await split.ForgetChaptersAsync(7);
        await RequireSameAsync(2);
        await memory.EraseAsync();
        await inChapters.EraseAsync();
        Assert.Empty((await inChapters.RecallAsync("Where is the kettle?")).Evidence);

        async Task RequireSameAsync(int round)
        {
            if (embeds)
                await Task.WhenAll(WaitForVectorsAsync(one), WaitForVectorsAsync(split));
            for (var n = 0; n < 15; n++)
            {
                var question = $"{(n % 3 == 0 ? "Which" : "What")} {Things[(n + round) % 7]} {Deeds[n % 5]} {Places[(n + round) % 5]} with Ann?";
                foreach (var profile in Enum.GetValues<RecallProfile>())
                    Assert.Equal(await FindAsync(one, ids, question, profile), await FindAsync(split, splitIds, question, profile));
            }
        }
    }

    private static Task<MemoryCluster> StartAsync(int records, bool embeds) => MemoryCluster.StartAsync(
        2, configure: grains =>
        {
            if (embeds)
                grains.UseHashingEmbedder(64);
        }, silo: host => host.Services.Configure<MemoryOptions>(options => options.ChapterRecords = records).Configure<GuardOptions>(options => options.EchoRecords = 0));   // echoes are looked for in one chapter

    private static async Task<string> FindAsync(MemoryCluster cluster, List<MemoryId> ids, string question, RecallProfile profile)
    {
        TenantContext.Set("acme");
        var request = new RecallRequest { Query = question, Scopes = [ChapterCluster.Ann], Limit = 10, Profile = profile, Kinds = [MemoryKind.Turn] };
        var found = await cluster.Grains.GetGrain<IRecallGrain>("acme").RecallAsync(request, CancellationToken.None);
        return string.Join(' ', [.. found.Evidence.Select(item => FormattableString.Invariant($"{ids.IndexOf(item.Record.Id)}:{item.Score:R}")), .. found.Flags]);
    }

    private static async Task WaitForVectorsAsync(MemoryCluster cluster)
    {
        TenantContext.Set("acme");
        for (var tries = 0; tries < 600; tries++)
        {
            if ((await cluster.Grains.GetGrain<IEpisodicMemoryGrain>(ChapterCluster.Ann.Key).GetStatusAsync(CancellationToken.None)).MissingVectors == 0)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.Fail("Vectors are still missing after 30 s.");
    }

    private static MemoryDraft Turn(int n) => new()
    {
        Text = $"The {Things[n * 5 % 7]} {Deeds[n * 3 % 5]} {Places[n * 7 % 5]} on day {n % 13}, said {(n % 4 == 0 ? "who?" : "nobody.")}",
        Key = $"turn-{n}",
        Actor = n % 2 == 0 ? "Ann" : "Bob",
        Session = $"s{n / 17}",
        OccurredAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(n),
        CanonicalName = n % 11 == 0 ? Places[n % 5] : null,
    };
}
