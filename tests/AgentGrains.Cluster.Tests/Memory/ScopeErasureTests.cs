using System.Text;
using AgentGrains.Cluster.Tests.Memory.Chapters;
using Xunit;

namespace AgentGrains.Cluster.Tests.Memory;

/// <summary>An erased scope leaves no byte of its texts, and is free for use.</summary>
public sealed class ScopeErasureTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    [Fact]
    public async Task No_stored_byte_of_an_erased_scope_is_left_and_the_scope_is_usable_again()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        await FillAsync(cluster, Ann);
        await cluster.Memory.Scope("acme", "user:bob").RememberAsync("bob stays");
        await cluster.Memory.Scope(Ann).EraseAsync();
        await AssertErasedAsync(cluster);
        Assert.Single(await cluster.Memory.Scope("acme", "user:bob").ListAsync().ToListAsync());
        Assert.Equal(1, (await cluster.Memory.Scope(Ann).RememberAsync("hello again")).Sequence);
        await cluster.ForgetActivationsAsync(Ann);
        Assert.Equal("hello again", Assert.Single(await cluster.Memory.Scope(Ann).ListAsync().ToListAsync()).Text);
    }

    [Theory]
    [InlineData("journal")]
    [InlineData("journal-000002")]
    [InlineData("scope")]
    [InlineData("tenant")]
    public async Task An_erasure_that_storage_interrupts_is_finished_later(string state)
    {
        await using var cluster = await MemoryCluster.StartAsync();
        await FillAsync(cluster, Ann);
        cluster.Storage.Faults.RefusesState = name => name == state || (state == "tenant" && name != "scope" && !name.StartsWith("journal-", StringComparison.Ordinal));
        await Assert.ThrowsAnyAsync<Exception>(async () => await cluster.Memory.Scope(Ann).EraseAsync());
        cluster.Storage.Faults.RefusesState = null;
        await cluster.Memory.Scope(Ann).EraseAsync();
        await AssertErasedAsync(cluster);
        await cluster.Memory.Scope(Ann).RememberAsync("hello again");
    }

    [Fact]
    public async Task An_interrupted_erasure_goes_on_by_itself_when_the_scope_is_next_used()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        await FillAsync(cluster, Ann);
        cluster.Storage.Faults.RefusesState = name => name == "journal-000002";
        await Assert.ThrowsAsync<WriteUncertainException>(async () => await cluster.Memory.Scope(Ann).EraseAsync());
        cluster.Storage.Faults.RefusesState = null;
        await cluster.ForgetActivationsAsync(Ann);

        // Refused with a retryable error while the erasure goes on, which the client rides out.
        Assert.Equal(1, (await cluster.Memory.Scope(Ann).RememberAsync("hello again")).Sequence);
        Assert.DoesNotContain(cluster.Storage.Records.Values, HoldsCanary);
        Assert.Equal("hello again", Assert.Single(await cluster.Memory.Scope(Ann).ListAsync().ToListAsync()).Text);
    }

    [Fact]
    public async Task An_erasure_that_takes_longer_than_its_caller_can_wait_says_that_it_goes_on_and_is_finished_by_itself()
    {
        await using var cluster = await ChapterCluster.StartAsync();
        await cluster.Memory.Scope(Ann).TellAsync(0, 10 * ChapterCluster.Records);
        cluster.Storage.Faults.WritesWait = static grain =>
            grain.Type.ToString() == "episodic-memory" ? Task.Delay(TimeSpan.FromSeconds(0.4), TimeProvider.System, CancellationToken.None) : Task.CompletedTask;

        TenantContext.Set(Ann.Tenant);
        var scope = cluster.Grains.GetGrain<IUserScopeGrain>(Ann.Key);
        var told = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Assert.ThrowsAsync<WriteUncertainException>(async () => await scope.EraseAsync(TestContext.Current.CancellationToken))));
        Assert.All(told, static uncertain => Assert.Contains("It goes on and is finished by itself", uncertain.Message, StringComparison.Ordinal));
        for (var tries = 0; cluster.Storage.Records.Keys.Any(static key => key.Grain.Key.ToString()!.StartsWith(Ann.Key, StringComparison.Ordinal)); tries++)
        {
            Assert.True(tries < 900, "Nobody finished the erasure.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        cluster.Storage.Faults.WritesWait = null;
        Assert.Equal(1, (await cluster.Memory.Scope(Ann).RememberAsync("hello again")).Sequence);
    }

    private static async Task FillAsync(MemoryCluster cluster, Scope scope)
    {
        foreach (var kind in new[] { MemoryKind.Turn, MemoryKind.Belief, MemoryKind.Lesson })
        {
            var drafts = Enumerable.Range(0, 300).Select(i => new MemoryDraft { Text = $"canary {i} {new string('x', 200)}", Kind = kind });
            await cluster.Memory.Scope(scope).RememberAsync([.. drafts]);
            await cluster.Memory.Scope(scope).RememberAsync(new MemoryDraft { Text = "the last canary", Kind = kind });
        }

        Assert.Contains(cluster.Storage.Records.Values, HoldsCanary);
        Assert.Contains(cluster.Storage.Records.Keys, key => key.State == "journal-000002");
    }

    private static async Task AssertErasedAsync(MemoryCluster cluster)
    {
        Assert.DoesNotContain(cluster.Storage.Records.Values, HoldsCanary);
        Assert.DoesNotContain(cluster.Storage.Records.Keys, key => key.Grain.Key.ToString() == Ann.Key);
        Assert.Empty(await cluster.Memory.Scope(Ann).ListAsync().ToListAsync());
        Assert.Empty((await cluster.Memory.Scope(Ann).RecallAsync("canary")).Evidence);
    }

    private static bool HoldsCanary((string ETag, byte[] Payload) record) => record.Payload.AsSpan().IndexOf(Encoding.UTF8.GetBytes("canary")) >= 0;
}
