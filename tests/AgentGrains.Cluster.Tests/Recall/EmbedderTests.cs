using Microsoft.Extensions.AI;
using Xunit;

namespace AgentGrains.Cluster.Tests.Recall;

/// <summary>An embedding model is an option: whatever it does, what was said is remembered and found by its words.</summary>
public sealed class EmbedderTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    [Theory]
    [InlineData("NaN")]
    [InlineData("wrong dimension")]
    [InlineData("wrong count")]
    [InlineData("throws")]
    public async Task A_model_that_answers_badly_stores_nothing_and_recall_goes_on_by_words(string fault)
    {
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => grains.UseEmbedder(_ => new FaultyEmbedder(fault)));
        var memory = cluster.Memory.Scope(Ann);
        await memory.RememberAsync("The oleander on the balcony needs water.", actor: "Ann");
        await memory.RememberAsync("Parcels go to the bakery next door.", actor: "Ann");

        var recall = await memory.RecallAsync("Who waters the oleander?");

        Assert.Equal("The oleander on the balcony needs water.", recall.Evidence[0].Record.Text);
        Assert.Contains(RecallRemark.Degraded, recall.Flags);
        await foreach (var record in memory.ListAsync())
            Assert.Null(record.Vector);
    }

    [Fact]
    public async Task Vectors_too_small_to_be_stored_leave_the_journal_readable()
    {
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => grains.UseEmbedder(_ => new FaultyEmbedder("tiny")));
        await cluster.Memory.Scope(Ann).RememberAsync("The oleander on the balcony needs water.");
        await WaitAsync(cluster, record => record.Vector is not null);
        await cluster.ForgetActivationsAsync(Ann);

        Assert.Single((await cluster.Memory.Scope(Ann).RecallAsync("oleander")).Evidence);
        await cluster.Memory.Scope(Ann).RememberAsync("Parcels go to the bakery next door.");
    }

    [Fact]
    public async Task A_model_that_changed_its_dimension_and_not_its_id_leaves_the_journal_readable()
    {
        var storage = new Storage.SharedStorage();
        await using (var first = await MemoryCluster.StartAsync(storage: storage, configure: grains => grains.UseEmbedder(_ => new FaultyEmbedder("none"))))
        {
            await first.Memory.Scope(Ann).RememberAsync("The oleander on the balcony needs water.");
            await WaitAsync(first, record => record.Vector is { Dimension: 4 });
        }

        await using var second = await MemoryCluster.StartAsync(storage: storage, configure: grains => grains.UseEmbedder(_ => new FaultyEmbedder("three dimensions", 3)));
        await second.Memory.Scope(Ann).RememberAsync("Parcels go to the bakery next door.");
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);   // the backlog must have had its chance
        await second.ForgetActivationsAsync(Ann);
        var recall = await second.Memory.Scope(Ann).RecallAsync("parcels");

        Assert.Equal("Parcels go to the bakery next door.", recall.Evidence[0].Record.Text);
        Assert.Contains(RecallRemark.Degraded, recall.Flags);
        Assert.Null((await second.Memory.Scope(Ann).ListAsync().ToListAsync())[1].Vector);
    }

    [Fact]
    public async Task Vectors_are_stored_survive_a_restart_and_are_made_again_by_another_model()
    {
        var storage = new Storage.SharedStorage();
        await using (var first = await MemoryCluster.StartAsync(storage: storage, configure: grains => grains.UseHashingEmbedder(64)))
        {
            await first.Memory.Scope(Ann).RememberAsync("The oleander on the balcony needs water.");
            Assert.Equal("hashing-v1-64", await ModelAsync(first, 64));
            await first.ForgetActivationsAsync(Ann);
            Assert.Equal("hashing-v1-64", await ModelAsync(first, 64));
        }

        await using var second = await MemoryCluster.StartAsync(storage: storage, configure: grains => grains.UseHashingEmbedder(128));
        Assert.Equal("hashing-v1-128", await ModelAsync(second, 128));
        Assert.Single((await second.Memory.Scope(Ann).RecallAsync("oleander")).Evidence);
    }

    [Fact]
    public async Task A_change_of_the_model_goes_on_where_it_was_cut_short_and_words_find_meanwhile()
    {
        const int Records = 200;
        var storage = new Storage.SharedStorage();
        await using (var first = await MemoryCluster.StartAsync(storage: storage, configure: grains => grains.UseHashingEmbedder(64)))
        {
            await first.Memory.Scope(Ann).RememberAsync([.. Enumerable.Range(0, Records).Select(n => new MemoryDraft { Text = $"Shelf {n} holds the jars of number {n * 7}.", Actor = "Ann" })]);
            await UntilAsync(first, 64, Records);
        }

        int done;
        await using (var second = await MemoryCluster.StartAsync(storage: storage, configure: grains => grains.UseEmbedder(_ => new LimitedEmbedder(100))))
        {
            await UntilAsync(second, 8, 1);
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);   // the next batch must have had its chance
            done = await UntilAsync(second, 8, 1);
            Assert.InRange(done, 1, 100);
            var recall = await second.Memory.Scope(Ann).RecallAsync($"Which shelf holds the jars of number {(Records - 1) * 7}?");
            Assert.Equal($"Shelf {Records - 1} holds the jars of number {(Records - 1) * 7}.", recall.Evidence[0].Record.Text);
            Assert.Contains(RecallRemark.Degraded, recall.Flags);
        }

        var rest = new LimitedEmbedder(int.MaxValue);
        await using var third = await MemoryCluster.StartAsync(storage: storage, configure: grains => grains.UseEmbedder(_ => rest));
        await UntilAsync(third, 8, Records);
        Assert.Equal(Records - done, rest.Texts);
    }

    [Fact]
    public async Task A_text_without_direction_is_asked_for_once()
    {
        var embedder = new FaultyEmbedder("zero");
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => grains.UseEmbedder(_ => embedder));
        await cluster.Memory.Scope(Ann).RememberAsync("…");
        await WaitAsync(cluster, record => record.Vector is { Dimension: 0 });

        Assert.Equal(1, embedder.Calls);
    }

    private static async Task<string> ModelAsync(MemoryCluster cluster, int dimension)
    {
        var record = await WaitAsync(cluster, record => record.Vector?.Dimension == dimension);
        return record.Vector!.Model[(record.Vector.Model.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }

    private static async Task<MemoryRecord> WaitAsync(MemoryCluster cluster, Func<MemoryRecord, bool> wanted)
    {
        for (var tries = 0; ; tries++)
        {
            var record = await cluster.Memory.Scope(Ann).ListAsync().SingleAsync();
            if (wanted(record))
                return record;
            Assert.True(tries < 100, "The record did not get its vector within ten seconds.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    // How many have a vector of so many components, once there are enough.
    private static async Task<int> UntilAsync(MemoryCluster cluster, int dimension, int least)
    {
        for (var tries = 0; ; tries++)
        {
            var count = await cluster.Memory.Scope(Ann).ListAsync().CountAsync(record => record.Vector?.Dimension == dimension);
            if (count >= least)
                return count;
            Assert.True(tries < 100, $"{count} of {least} records have their vector after ten seconds.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    /// <summary>Is away after so many texts.</summary>
    private sealed class LimitedEmbedder(int most) : IEmbeddingGenerator<string, Embedding<float>>
    {
        private readonly EmbeddingGeneratorMetadata _metadata = new("test", null, "limited", 8);
        private int _texts;

        public int Texts => _texts;

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            List<string> texts = [.. values];
            return Interlocked.Add(ref _texts, texts.Count) > most
                ? throw new HttpRequestException("The model is away.")
                : Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => new Embedding<float>(Enumerable.Range(0, 8).Select(at => at == text.Length % 8 ? 1f : 0).ToArray()))));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata : null;

        public void Dispose()
        {
        }
    }

    private sealed class FaultyEmbedder(string fault, int dimension = 4) : IEmbeddingGenerator<string, Embedding<float>>
    {
        private readonly EmbeddingGeneratorMetadata _metadata = new("test", null, "faulty", dimension);
        private int _calls;

        public int Calls => _calls;

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _calls);
            var vectors = values.Select(_ => new Embedding<float>(fault switch
            {
                "NaN" => [1, float.NaN, 0, 0],
                "wrong dimension" => [1, 2],
                "tiny" => [float.Epsilon, 0, 0, 0],
                "three dimensions" => [1, 0, 0],
                "zero" => [0, 0, 0, 0],
                _ => new float[] { 1, 0, 0, 0 },
            })).ToList();
            return fault == "throws"
                ? throw new HttpRequestException("The model is away.")
                : Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(fault == "wrong count" ? [] : vectors));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata : null;

        public void Dispose()
        {
        }
    }
}
