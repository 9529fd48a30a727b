using Xunit;

namespace AgentGrains.Cluster.Tests.Memory.Chapters;

/// <summary>What comes to a chapter after derivation has passed it is derived from all the same.</summary>
public sealed class LateTurnsTests
{
    private static readonly string[] Cities = ["Oslo", "Rome", "Lima", "Cairo", "Lyon", "Turin", "Porto", "Quito", "Delhi", "Perth", "Bonn", "Riga"];

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_is_released_in_a_passed_chapter_is_derived_from(bool restarts)
    {
        await using var cluster = await ChapterCluster.StartAsync(derives: true, grains: grains => grains.UseWritePolicy(_ => new Doubting("Rome", "Porto")));
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        var receipts = new List<MemoryReceipt>();
        foreach (var city in Cities)
            receipts.Add(await memory.RememberAsync(new MemoryDraft { Text = $"I visited {city}.", Key = city, Actor = "Ann", Source = "chat" }));
        await FollowAsync(cluster, receipts[^1]);
        var said = receipts.Select(receipt => receipt.Id).ToHashSet();
        MemoryId[] held = [receipts[1].Id, receipts[6].Id];   // of the first chapter and of the second
        Assert.Equal(said.Except(held).ToHashSet(), await SourcesAsync(memory));
        foreach (var id in held)
            Assert.True(await memory.Quarantine.ReleaseAsync(id));
        if (restarts)
            await cluster.ForgetChaptersAsync(3);
        for (var tries = 0; tries < 400 && !said.SetEquals(await SourcesAsync(memory)); tries++)
        {
            await FollowAsync(cluster, receipts[^1]);
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.Equal(said, await SourcesAsync(memory));
        Assert.Equal(Cities.Length, await memory.ListAsync().CountAsync(record => record.Provenance.Producer is not null));   // and nothing is derived twice
    }

    private static async Task FollowAsync(MemoryCluster cluster, MemoryReceipt last)
    {
        TenantContext.Set("acme");
        await cluster.Grains.GetGrain<IDerivationGrain>(ChapterCluster.Ann.Key).WaitAsync(last.Sequence, CancellationToken.None);
    }

    private static async Task<HashSet<MemoryId>> SourcesAsync(IScopedMemory memory) =>
        (await memory.ListAsync().Where(record => record.Provenance.Producer is not null).ToListAsync()).SelectMany(record => record.Provenance.DerivedFrom).ToHashSet();

    /// <summary>Holds what names a place that it doubts.</summary>
    private sealed class Doubting(params string[] places) : IWritePolicy
    {
        public ValueTask<PolicyVerdict> CheckAsync(Scope scope, MemoryDraft draft, CancellationToken cancellationToken) =>
            new(places.Any(place => draft.Text.Contains(place, StringComparison.Ordinal)) ? PolicyVerdict.Hold("was it so?") : PolicyVerdict.Accept);
    }
}
