using AgentGrains.Inference.Pool;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AgentGrains.Cluster.Tests.Inference;

/// <summary>The pool as memory meets it: a bad text, a spent budget, a changed model.</summary>
public sealed class PoolTests : IDisposable
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    private readonly SimulatedDevice _device = new(overheadMs: 1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_that_the_model_always_refuses_keeps_no_other_from_its_vector()
    {
        _device.Refused.Add("refused always");
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => grains.UseEmbedder(_ => _device));
        var texts = Enumerable.Range(0, 80).Select(n => n == 7 ? "refused always" : $"turn number {n}");
        await cluster.Memory.Scope(Ann).RememberAsync([.. texts.Select(text => new MemoryDraft { Text = text })], Cancel);

        await UntilAsync(async () => (await ListAsync(cluster)).Count(record => record.Vector is not null) == 79);
        Assert.Equal("refused always", Assert.Single(await ListAsync(cluster), record => record.Vector is null).Text);

        var asked = _device.Batches.Count;
        await cluster.Memory.Scope(Ann).RememberAsync("one more turn", cancellationToken: Cancel);
        await UntilAsync(async () => (await ListAsync(cluster)).Count(record => record.Vector is not null) == 80);
        Assert.InRange(_device.Batches.Count - asked, 1, 2);   // the refused text is left alone
    }

    [Fact]
    public async Task A_tenant_that_has_spent_its_budget_recalls_by_words_and_another_goes_on()
    {
        var budget = new CountingInferenceBudget((tenant, kind) => tenant == "poor" && kind == InferenceKind.Embedding ? 10 : null);
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => grains.UseEmbedder(_ => _device).UseInferenceBudget(_ => budget));
        foreach (var tenant in new[] { "poor", "rich" })
        {
            var memory = cluster.Memory.Scope(tenant, "user:ann");
            await memory.RememberAsync("The oleander on the balcony needs water every day.", cancellationToken: Cancel);
            var recall = await memory.RecallAsync("Who waters the oleander on the balcony?", cancellationToken: Cancel);
            Assert.Single(recall.Evidence);
            Assert.Equal(tenant == "poor", recall.Flags.Contains(RecallRemark.Degraded));
        }

        Assert.InRange(budget.Spent("poor", InferenceKind.Embedding), 0, 10);
        Assert.True(budget.Spent("rich", InferenceKind.Embedding) > 10);
    }

    [Fact]
    public async Task A_model_is_changed_while_it_serves_and_every_record_is_embedded_again()
    {
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => grains.UseEmbedder(_ => _device));
        var memory = cluster.Memory.Scope(Ann);
        await memory.RememberAsync([.. Enumerable.Range(0, 100).Select(n => new MemoryDraft { Text = $"The oleander has {n} leaves." })], Cancel);
        await UntilAsync(async () => (await ListAsync(cluster)).All(record => record.Vector?.Model == "test:simulated"));
        var services = cluster.Silos.GetSiloServiceProvider(cluster.Silos.Silos[0].SiloAddress);
        var models = services.GetRequiredService<IEmbeddingModels>();

        var stop = false;
        var asking = Task.Run(
            async () =>
            {
                var asked = 0;
                for (; !Volatile.Read(ref stop); asked++)
                {
                    var recall = await memory.RecallAsync($"How many leaves has the oleander? {asked}", cancellationToken: Cancel);
                    Assert.NotEmpty(recall.Evidence);
                    Assert.Empty(recall.Flags);
                }

                return asked;
            },
            Cancel);
        Assert.Equal("test:next", await models.ChangeAsync(new SimulatedDevice("next", overheadMs: 1), Cancel));
        await UntilAsync(async () => (await ListAsync(cluster)).All(record => record.Vector?.Model == "test:next"));
        Volatile.Write(ref stop, true);
        Assert.True(await asking > 0);
        Assert.Equal("test:next", models.CurrentId);
    }

    [Fact]
    public async Task A_model_that_answers_badly_never_takes_the_place_of_one_that_serves()
    {
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => grains.UseEmbedder(_ => _device));
        var services = cluster.Silos.GetSiloServiceProvider(cluster.Silos.Silos[0].SiloAddress);
        var models = services.GetRequiredService<IEmbeddingModels>();
        var bad = new SimulatedDevice("bad");
        bad.Refused.Add("Warm up.");
        await Assert.ThrowsAsync<ModelBackendException>(() => models.ChangeAsync(bad, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => models.ChangeAsync(new SimulatedDevice(), Cancel));
        Assert.Equal("test:simulated", models.CurrentId);
        var made = await services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>().GenerateAsync(["still here"], cancellationToken: Cancel);
        Assert.Equal(SimulatedDevice.VectorOf("still here"), made[0].Vector.ToArray());
    }

    public void Dispose() => _device.Dispose();

    private static async Task<List<MemoryRecord>> ListAsync(MemoryCluster cluster) => await cluster.Memory.Scope(Ann).ListAsync().ToListAsync(Cancel);

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var tries = 0; !await isSo(); tries++)
        {
            Assert.True(tries < 150, "It did not come to be within fifteen seconds.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancel);
        }
    }
}
