using Xunit;

namespace AgentGrains.Cluster.Tests.Recall;

/// <summary>A memory that does not answer costs a recall its own records and the deadline, no more.</summary>
public sealed class PartialTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");
    private static readonly Scope Team = Scope.Team("acme", "garden");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_memory_whose_storage_hangs_or_fails_is_left_out_flagged_and_comes_back(bool hangs)
    {
        var deadline = TimeSpan.FromMilliseconds(400);
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => grains.ConfigureRecall(recall => recall.MemoryDeadline = deadline));
        await cluster.Memory.Scope(Ann).RememberAsync("The oleander needs water.");
        await cluster.Memory.Scope(Ann).RememberAsync(new MemoryDraft { Text = "The oleander is poisonous.", Kind = MemoryKind.Belief });
        await cluster.Memory.Scope(Team).RememberAsync("The oleander belongs to the team.");
        await cluster.ForgetActivationsAsync(Ann);
        var storage = new TaskCompletionSource();
        cluster.Storage.Faults.ReadsWait = grain => grain != GrainId.Create("episodic-memory", Ann.Key) ? Task.CompletedTask
            : hangs ? storage.Task : Task.FromException(new IOException("The disk is away."));

        var request = new RecallRequest { Query = "oleander", Scopes = [Ann, Team] };
        var started = TimeProvider.System.GetTimestamp();
        var partial = await cluster.Memory.RecallAsync("acme", request);

        Assert.Equal([RecallRemark.Partial], partial.Flags);
        Assert.Equal(
            ["The oleander belongs to the team.", "The oleander is poisonous."],
            partial.Evidence.Select(item => item.Record.Text).Order(StringComparer.Ordinal));
        if (hangs)
            Assert.True(TimeProvider.System.GetElapsedTime(started) >= deadline / 2);   // and less than the call's own timeout, or it would have thrown

        cluster.Storage.Faults.ReadsWait = null;
        storage.SetResult();
        for (var tries = 0; tries < 50 && !partial.Flags.IsEmpty; tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            partial = await cluster.Memory.RecallAsync("acme", request);
        }

        Assert.Empty(partial.Flags);
        Assert.Equal(3, partial.Evidence.Length);
    }

    [Fact]
    public async Task A_scope_without_a_name_is_refused()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        TenantContext.Set("acme");
        var refused = await Assert.ThrowsAsync<InvalidMemoryException>(async () =>
            await cluster.Grains.GetGrain<IRecallGrain>("acme").RecallAsync(new RecallRequest { Query = "oleander", Scopes = [Ann, null!] }, default));
        Assert.Equal("scopes", refused.Field);
    }
}
