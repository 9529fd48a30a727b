using Xunit;

namespace AgentGrains.Cluster.Tests.Recall;

/// <summary>A recall that asks for nonsense is refused with the field that is wrong.</summary>
public sealed class RequestTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    private static readonly List<(string Field, RecallRequest Request)> Bad =
    [
        ("limit", Ask() with { Limit = 0 }),
        ("limit", Ask() with { Limit = -1 }),
        ("limit", Ask() with { Limit = 1001 }),
        ("tokenBudget", Ask() with { TokenBudget = 0 }),
        ("query", Ask() with { Query = "  " }),
        ("query", Ask() with { Query = new string('x', 9000) }),
        ("query", Ask() with { Query = "lone \ud800 surrogate" }),
        ("scopes", Ask() with { Scopes = [] }),
        ("scopes", Ask() with { Scopes = [Ann, Ann] }),
        ("kinds", Ask() with { Kinds = [(MemoryKind)99] }),
        ("filter.to", Ask() with { Filter = new RecallFilter { From = DateTimeOffset.UnixEpoch, To = DateTimeOffset.UnixEpoch } }),
    ];

    [Fact]
    public async Task A_bad_request_is_refused_with_its_field()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        foreach (var (field, request) in Bad)
        {
            var refused = await Assert.ThrowsAsync<InvalidMemoryException>(async () => await cluster.Memory.RecallAsync("acme", request));
            Assert.Equal(field, refused.Field);
        }
    }

    [Fact]
    public async Task A_scope_of_another_tenant_is_refused()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        await Assert.ThrowsAsync<TenantMismatchException>(
            async () => await cluster.Memory.RecallAsync("acme", Ask() with { Scopes = [Scope.User("other", "ann")] }));
    }

    [Fact]
    public async Task Filters_and_several_scopes_narrow_and_widen()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var team = Scope.Team("acme", "garden");
        var early = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await cluster.Memory.Scope(Ann).RememberAsync(
        [
            new MemoryDraft { Text = "The oleander needs water.", Actor = "Ann", Session = "one", OccurredAt = early, Metadata = [new MetadataEntry("room", "balcony")] },
            new MemoryDraft { Text = "The oleander flowers.", Actor = "Ben", Session = "two", OccurredAt = early.AddDays(9) },
            new MemoryDraft { Text = "The oleander is poisonous.", Kind = MemoryKind.Belief, OccurredAt = early },
        ]);
        await cluster.Memory.Scope(team).RememberAsync("The oleander belongs to the garden team.");

        Assert.Equal(3, await CountAsync(Ask()));
        Assert.Equal(1, await CountAsync(Ask() with { Kinds = [MemoryKind.Belief] }));
        Assert.Equal(1, await CountAsync(Ask() with { Filter = new RecallFilter { Session = "two" } }));
        Assert.Equal(1, await CountAsync(Ask() with { Filter = new RecallFilter { Actor = "Ann" } }));
        Assert.Equal(1, await CountAsync(Ask() with { Filter = new RecallFilter { From = early.AddDays(1) } }));
        Assert.Equal(2, await CountAsync(Ask() with { Filter = new RecallFilter { To = early.AddDays(1) } }));
        Assert.Equal(1, await CountAsync(Ask() with { Filter = new RecallFilter { Metadata = [new MetadataEntry("room", "balcony")] } }));
        Assert.Equal(4, await CountAsync(Ask() with { Scopes = [Ann, team] }));

        async Task<int> CountAsync(RecallRequest request) => (await cluster.Memory.RecallAsync("acme", request)).Evidence.Length;
    }

    [Fact]
    public async Task A_context_keeps_its_budget_and_says_what_it_left_out()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        for (var n = 0; n < 20; n++)
            await cluster.Memory.Scope(Ann).RememberAsync($"Oleander number {n} stands on the long balcony behind the kitchen.");

        var recall = await cluster.Memory.RecallAsync("acme", Ask() with { Limit = 20, TokenBudget = 100 });

        Assert.InRange(recall.Tokens, 1, 100);
        Assert.Equal(20, recall.Evidence.Length);
        Assert.Contains(RecallRemark.Truncated, recall.Flags);
    }

    private static RecallRequest Ask() => new() { Query = "oleander", Scopes = [Ann] };
}
