using System.Numerics.Tensors;
using System.Text.Json;
using AgentGrains.Benchmarks.Embedding;
using AgentGrains.Inference.Batching;
using AgentGrains.Inference.Pool;
using AgentGrains.Onnx;
using Microsoft.Extensions.AI;
using Xunit;

namespace AgentGrains.Tests.Inference.Onnx;

/// <summary>A transformer of random weights: what is tested is everything around a model.</summary>
public sealed class OnnxTests : IClassFixture<OnnxTests.Model>
{
    private readonly OnnxModelOptions _options;

    public OnnxTests(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _options = new OnnxModelOptions { Folder = model.Folder };
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_vector_does_not_depend_on_the_batch_and_the_pool_changes_nothing()
    {
        using var generator = new OnnxEmbeddingGenerator(_options);
        var texts = new Sentences(3).Take(120);
        var alone = new List<float[]>();
        foreach (var text in texts)
            alone.Add((await generator.GenerateAsync([text], cancellationToken: Cancel))[0].Vector.ToArray());
        var together = (await generator.GenerateAsync(texts, cancellationToken: Cancel)).Select(vector => vector.Vector.ToArray()).ToList();
        var pool = new EmbeddingPool(generator, new InferencePoolOptions { CacheBytes = 0 }, new CountingInferenceBudget(), TimeProvider.System);
        var pooled = await Task.WhenAll(texts.Select(text => Task.Run(async () => (await pool.EmbedAsync(new PoolCall("acme"), [text], Cancel))[0], Cancel)));

        for (var i = 0; i < texts.Length; i++)
        {
            Assert.InRange(Off(alone[i], together[i]), 0, 1e-5);
            Assert.InRange(Off(alone[i], pooled[i]), 0, 1e-5);
            Assert.Equal(1, TensorPrimitives.Norm<float>(alone[i]), 1e-4);
        }

        Assert.True(Off(alone[0], alone[1]) > 0.01, "Every text has the same vector: the test has lost its teeth.");
    }

    [Fact]
    public async Task Mean_and_first_token_and_int8_are_spaces_of_their_own()
    {
        using var mean = new OnnxEmbeddingGenerator(_options);
        using var first = new OnnxEmbeddingGenerator(_options with { Pooling = Pooling.Cls });
        using var int8 = new OnnxEmbeddingGenerator(_options with { PreferInt8 = true });
        Assert.Equal(3, new[] { mean, first, int8 }.Select(IdOf).Distinct().Count());
        var (a, b, c) = (await EmbedAsync(mean), await EmbedAsync(first), await EmbedAsync(int8));
        Assert.True(Off(a, b) > 0.01);
        Assert.InRange(TensorPrimitives.CosineSimilarity<float>(a, c), 0.98f, 0.999999f);
    }

    [Fact]
    public async Task Long_texts_are_cut_and_empty_ones_have_a_vector()
    {
        using var generator = new OnnxEmbeddingGenerator(_options with { MaxTokens = 16 });
        var made = await generator.GenerateAsync([string.Join(' ', Enumerable.Repeat("garden", 400)), string.Join(' ', Enumerable.Repeat("garden", 14)), ""], cancellationToken: Cancel);
        Assert.InRange(Off(made[0].Vector.ToArray(), made[1].Vector.ToArray()), 0, 1e-5);
        Assert.All(made[2].Vector.ToArray(), component => Assert.True(float.IsFinite(component)));
    }

    [Fact]
    public async Task Without_the_device_it_is_said_and_the_processor_does_it_unless_the_device_is_required()
    {
        var required = Assert.Throws<InvalidOperationException>(() => new OnnxEmbeddingGenerator(_options with { Device = OnnxDevice.Cuda }));
        Assert.Contains("-p:Cuda=true", required.Message, StringComparison.Ordinal);
        using var fallen = new OnnxEmbeddingGenerator(_options with { Device = OnnxDevice.CudaOrCpu });
        using var plain = new OnnxEmbeddingGenerator(_options);
        Assert.False(fallen.IsOnDevice);
        Assert.Equal(IdOf(plain), IdOf(fallen));
        Assert.Equal(await EmbedAsync(plain), await EmbedAsync(fallen));
    }

    [Fact]
    public async Task A_tokenizer_json_reads_as_the_vocabulary_does()
    {
        using var plain = new OnnxEmbeddingGenerator(_options);
        var folder = Directory.CreateTempSubdirectory("agentgrains-onnx-").FullName;
        try
        {
            File.Copy(Path.Combine(_options.Folder, "model.onnx"), Path.Combine(folder, "model.onnx"));
            Assert.Throws<FileNotFoundException>(() => new OnnxEmbeddingGenerator(new OnnxModelOptions { Folder = folder }));
            var tokens = File.ReadAllLines(Path.Combine(_options.Folder, "vocab.txt"));
            Write("WordPiece");
            using var other = new OnnxEmbeddingGenerator(new OnnxModelOptions { Folder = folder });
            Assert.Equal(await EmbedAsync(plain), await EmbedAsync(other));
            Write("Unigram");
            Assert.Throws<InvalidDataException>(() => new OnnxEmbeddingGenerator(new OnnxModelOptions { Folder = folder }));

            void Write(string type) => File.WriteAllText(
                Path.Combine(folder, "tokenizer.json"),
                JsonSerializer.Serialize(new { model = new { type, vocab = tokens.Select((token, id) => (token, id)).ToDictionary(pair => pair.token, pair => pair.id) } }));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_reranker_reads_query_and_document_together()
    {
        using var reranker = new OnnxReranker(_options);
        string[] documents = ["The oleander needs water.", "The train leaves at noon.", "A garden."];
        var together = await reranker.ScoreAsync("Who waters the oleander?", documents, Cancel);
        for (var i = 0; i < documents.Length; i++)
            Assert.Equal((await reranker.ScoreAsync("Who waters the oleander?", [documents[i]], Cancel))[0], together[i], 1e-4);
        Assert.NotEqual(together[0], (await reranker.ScoreAsync("When does the train leave?", documents, Cancel))[0]);
    }

    [Fact]
    public void Padding_of_real_turns_is_cut_by_two_fifths_and_more()
    {
        var data = Environment.GetEnvironmentVariable("AGENTGRAINS_DATA") is { Length: > 0 } given ? given : Path.Combine(Architecture.Repository.Root, "..", "shared", "data");
        var (file, tokenizer) = (Path.Combine(data, "locomo", "locomo-dev.json"), Path.Combine(data, "..", "models", "potion-base-2M"));
        Assert.SkipUnless(File.Exists(file) && Directory.Exists(tokenizer), $"{file} or {tokenizer} is not there; set AGENTGRAINS_DATA to the folder that holds locomo/, beside models/.");
        var pieces = OnnxFolder.ReadTokenizer(tokenizer);
        using var conversations = JsonDocument.Parse(File.ReadAllBytes(file));
        var turns = conversations.RootElement.EnumerateArray()
            .SelectMany(sample => sample.GetProperty("conversation").EnumerateObject()).Where(part => part.Value.ValueKind == JsonValueKind.Array)
            .SelectMany(session => session.Value.EnumerateArray()).Select(turn => turn.GetProperty("text").GetString()!)
            .Select(text => (Estimate: LengthBuckets.EstimateTokens(text), Tokens: pieces.EncodeToIds(text).Count)).ToList();

        var plain = turns.Chunk(64).Sum(batch => batch.Length * batch.Max(turn => turn.Tokens));
        // 256 callers, each with one turn at a time.
        var (queue, padded, useful, next) = (new BatchQueue(new InferencePoolOptions(), 1), 0, 0, 0);
        while (next < turns.Count || queue.Count > 0)
        {
            for (; next < turns.Count && queue.Count < 256; next++)
                queue.Add(new Turn(turns[next].Estimate, turns[next].Tokens), TimeSpan.FromMilliseconds(next));
            var batch = queue.Take(TimeSpan.FromMilliseconds(next), isPatient: false)!;
            padded += batch.Items.Count * batch.Items.Max(item => ((Turn)item).Tokens);
            useful += batch.Items.Sum(item => ((Turn)item).Tokens);
            queue.End(batch, TimeSpan.FromMilliseconds(next) + TimeSpan.FromMicroseconds(200 + 20 * batch.PaddedTokens), succeeded: true);
        }

        var (before, after) = (1 - useful / (double)plain, 1 - useful / (double)padded);
        TestContext.Current.TestOutputHelper?.WriteLine($"{turns.Count} turns: padding {before:0.000} in order of arrival, {after:0.000} by length; padded tokens {plain - useful} and {padded - useful}");
        Assert.True(padded - useful <= 0.6 * (plain - useful), $"{padded - useful} of {plain - useful}");
    }

    private static string IdOf(OnnxEmbeddingGenerator generator) => ((EmbeddingGeneratorMetadata)generator.GetService(typeof(EmbeddingGeneratorMetadata))!).DefaultModelId!;

    private static async Task<float[]> EmbedAsync(OnnxEmbeddingGenerator generator) =>
        (await generator.GenerateAsync(["The oleander on the balcony needs water."], cancellationToken: Cancel))[0].Vector.ToArray();

    private static double Off(float[] a, float[] b) => a.Zip(b, static (x, y) => Math.Abs((double)x - y)).Max();

    private sealed class Turn(int estimate, int tokens) : BatchItem("acme", false, estimate, TimeSpan.MaxValue)
    {
        public int Tokens { get; } = tokens;
    }

    /// <summary>The model's folder.</summary>
    public sealed class Model : IDisposable
    {
        public Model() => RandomEncoder.Write(Folder, layers: 2, width: 64);

        public string Folder { get; } = Directory.CreateTempSubdirectory("agentgrains-encoder-").FullName;

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
