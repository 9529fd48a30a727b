using AgentGrains.Inference.Embedding;
using Microsoft.Extensions.AI;
using Xunit;

namespace AgentGrains.Cluster.Tests.Recall;

/// <summary>A cheap model drafts, the strong one is asked where the draft is not sure: recall finds the same with far fewer of its calls.</summary>
public sealed class CascadeRecallTests
{
    private const int Learning = 250;
    private const int Counted = 150;

    private static readonly string[] Things = ["ferry", "harbour", "library", "bakery", "tower", "garden", "market", "bridge", "school", "mill"];
    private static readonly string[] Doings = ["opens", "closes", "was painted", "was repaired", "is visited", "was sold", "floods", "is guarded"];
    private static readonly string[] Times = ["on Monday", "in spring", "every winter", "at noon", "after the storm", "before dawn"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Most_questions_do_without_the_strong_model_and_find_what_it_finds()
    {
        var strong = new Counting();
        await using var cluster = await StartAsync(strong);
        await using var alone = await MemoryCluster.StartAsync(configure: static grains => grains.UseEmbedder(static _ => new Counting()));
        await FillAsync(cluster, "acme");
        await FillAsync(alone, "acme");
        for (var n = 0; n < Learning; n++)
            await RecallAsync(cluster, "acme", n);
        var before = strong.Calls;
        var (found, foundAlone) = (0, 0);
        for (var n = Learning; n < Learning + Counted; n++)
        {
            found += await FindsAsync(cluster, "acme", n) ? 1 : 0;
            foundAlone += await FindsAsync(alone, "acme", n) ? 1 : 0;
        }

        var asked = strong.Calls - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{asked} of {Counted} asked the strong model; {found} found what they were about, {foundAlone} with it alone");
        Assert.InRange(asked, 1, 0.6 * Counted);
        Assert.True(foundAlone >= 0.7 * Counted, $"{foundAlone}: the questions have lost their answers.");
        Assert.True(found >= foundAlone - 0.01 * Counted, $"{found} of {foundAlone}");
    }

    [Fact]
    public async Task A_tenant_learns_nothing_from_another_and_a_strong_model_that_is_away_is_missed_only_where_nothing_was_learned()
    {
        var strong = new Counting();
        await using var cluster = await StartAsync(strong);
        await FillAsync(cluster, "acme");
        await FillAsync(cluster, "globex");
        for (var n = 0; n < Learning; n++)
            await RecallAsync(cluster, "acme", n);
        var before = strong.Calls;
        await RecallAsync(cluster, "globex", 1);
        Assert.Equal(before + 1, strong.Calls);
        strong.IsAway = true;
        var (learned, cold) = (0, 0);
        for (var n = Learning; n < Learning + 40; n++)
        {
            learned += await HasDenseAsync(cluster, "acme", n) ? 1 : 0;
            cold += await HasDenseAsync(cluster, "globex", n) ? 1 : 0;
        }

        Assert.Equal((40, 0), (learned, cold));
    }

    [Fact]
    public async Task A_draft_that_fails_leaves_the_strong_model()
    {
        var strong = new Counting();
        await using var cluster = await StartAsync(strong, new Counting { IsAway = true });
        await FillAsync(cluster, "acme");
        var before = strong.Calls;
        Assert.True(await HasDenseAsync(cluster, "acme", 1));
        Assert.Equal(before + 1, strong.Calls);
    }

    private static Task<MemoryCluster> StartAsync(Counting strong, IEmbeddingGenerator<string, Embedding<float>>? draft = null) =>
        MemoryCluster.StartAsync(configure: grains => grains.UseEmbedder(_ => strong).UseEmbeddingCascade(
            _ => draft ?? new HashingEmbeddingGenerator(96), static cascade => cascade.PeakPerSecond = 100_000).ConfigureInference(static pool => pool.CacheBytes = 0));

    private static async Task FillAsync(MemoryCluster cluster, string tenant)
    {
        var scope = cluster.Memory.Scope(Ann(tenant));
        await scope.RememberAsync(
            [.. from thing in Things from doing in Doings from time in Times select new MemoryDraft { Text = $"The {thing} {doing} {time}." }], Token);
        // Records are embedded in the background, a batch at a time; the last ones are the last to be found by a vector.
        for (var attempt = 0; !await HasDenseAsync(cluster, tenant, attempt) && attempt < 200; attempt++)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Token);
    }

    private static Scope Ann(string tenant) => Scope.User(tenant, "ann");

    private static async Task<bool> FindsAsync(MemoryCluster cluster, string tenant, int number)
    {
        var found = await RecallAsync(cluster, tenant, number);
        return found.Evidence.Any(item => item.Record.Text == Question(number).Answer);
    }

    // The stamp of a search with a vector, whosever it was.
    private static async Task<bool> HasDenseAsync(MemoryCluster cluster, string tenant, int number) =>
        (await RecallAsync(cluster, tenant, number)).Evidence.Any(static item => item.Channels.Any(static channel => channel.Channel == "dense"));

    private static async Task<RecallResult> RecallAsync(MemoryCluster cluster, string tenant, int number) =>
        await cluster.Memory.RecallAsync(tenant, new RecallRequest { Query = Question(number).Query, Scopes = [Ann(tenant)], Limit = 10 }, Token);

    private static (string Query, string Answer) Question(int number)
    {
        var random = new Random(number);
        var (thing, doing, time) = (Things[random.Next(10)], Doings[random.Next(8)], Times[random.Next(6)]);
        return ($"{thing} {number} {doing} {time} {Things[random.Next(10)]}", $"The {thing} {doing} {time}.");
    }

    private sealed class Counting : DelegatingEmbeddingGenerator<string, Embedding<float>>
    {
        private int _calls;

        public Counting()
            : base(new HashingEmbeddingGenerator(256))
        {
        }

        public int Calls => _calls;

        public bool IsAway { get; set; }

        public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            if (IsAway)
                throw new HttpRequestException("The model is away.");
            if (values.Count() == 1)
                Interlocked.Increment(ref _calls);
            return base.GenerateAsync(values, options, cancellationToken);
        }
    }
}
