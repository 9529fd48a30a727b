using AgentGrains.Inference.Batching;
using AgentGrains.Inference.Pool;
using Microsoft.Extensions.AI;
using Xunit;

namespace AgentGrains.Tests.Inference.Pool;

/// <summary>What the pool keeps, and for whom.</summary>
public sealed class EmbeddingPoolTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_is_embedded_once_for_a_tenant_and_again_for_another()
    {
        using var backend = new Counting();
        var budget = new CountingInferenceBudget();
        await using var pool = new EmbeddingPool(backend, new InferencePoolOptions(), budget, TimeProvider.System);
        for (var times = 0; times < 3; times++)
            Assert.Equal(5, (await pool.EmbedAsync(new PoolCall("acme"), ["hello"], Cancel))[0][1]);
        Assert.Equal(1, backend.Texts);
        var spent = budget.Spent("acme", InferenceKind.Embedding);
        Assert.True(spent > 0);

        await pool.EmbedAsync(new PoolCall("globex"), ["hello"], Cancel);
        Assert.Equal(2, backend.Texts);
        Assert.Equal((spent, spent), (budget.Spent("acme", InferenceKind.Embedding), budget.Spent("globex", InferenceKind.Embedding)));
    }

    [Fact]
    public void The_cache_keeps_to_its_bytes_and_gives_up_what_was_not_used()
    {
        var cache = new VectorCache(2000);
        for (var key = 0; key < 100; key++)
        {
            cache.Put((UInt128)key, new float[64]);
            Assert.True(cache.TryGet(0, out _), $"What is used was given up after {key}.");
            Assert.InRange(cache.Held, 1, 2000);
        }

        Assert.False(cache.TryGet(50, out _));
        Assert.True(cache.TryGet(99, out _));
    }

    [Fact]
    public async Task A_budget_refuses_what_is_too_much_and_charges_nothing_for_it()
    {
        var budget = new CountingInferenceBudget((tenant, _) => tenant == "poor" ? 10 : null);
        await budget.SpendAsync("poor", InferenceKind.Embedding, 8, Cancel);
        var refused = await Assert.ThrowsAsync<LimitExceededException>(async () => await budget.SpendAsync("poor", InferenceKind.Embedding, 3, Cancel));
        Assert.Equal(10, refused.Value);
        await budget.SpendAsync("poor", InferenceKind.Embedding, 2, Cancel);
        await budget.SpendAsync("poor", InferenceKind.Chat, 9, Cancel);
        await budget.SpendAsync("rich", InferenceKind.Embedding, 1_000, Cancel);
        Assert.Equal(10, budget.Spent("poor", InferenceKind.Embedding));

        budget.Settle("poor", InferenceKind.Embedding, -4);
        await budget.SpendAsync("poor", InferenceKind.Embedding, 4, Cancel);
        Assert.Equal(10, budget.Spent("poor", InferenceKind.Embedding));
    }

    private sealed class Counting : IEmbeddingGenerator<string, Embedding<float>>
    {
        private readonly EmbeddingGeneratorMetadata _metadata = new("test", null, "counting", 2);

        public int Texts { get; private set; }

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            var made = new GeneratedEmbeddings<Embedding<float>>(values.Select(value => new Embedding<float>(new float[] { 1, value.Length })));
            Texts += made.Count;
            return Task.FromResult(made);
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata : null;

        public void Dispose()
        {
        }
    }
}
