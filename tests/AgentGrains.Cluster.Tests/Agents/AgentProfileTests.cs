using AgentGrains.Cluster.Tests.Storage;
using Xunit;

namespace AgentGrains.Cluster.Tests.Agents;

/// <summary>A profile that could not run is refused when it is set, with the field and the option to raise.</summary>
public sealed class AgentProfileTests
{
    private static readonly Scope Own = Scope.Agent("acme", "helper");

    private static readonly List<(string Field, string Said, AgentProfile Profile)> Bad =
    [
        ("recallLimit", "RecallOptions.MaxLimit", Profile() with { RecallLimit = 1_001 }),
        ("recallLimit", "RecallOptions.MaxLimit", Profile() with { RecallLimit = 0 }),
        ("recallTokens", "RecallOptions.MaxTokenBudget", Profile() with { RecallTokens = 1_000_001 }),
        ("recallTokens", "RecallOptions.MaxTokenBudget", Profile() with { RecallTokens = -1 }),
        ("reads", "missing", Profile() with { Reads = default }),
        ("reads", "missing", Profile() with { Reads = [Own, null!] }),
        ("reads", "twice", Profile() with { Reads = [Own, Own] }),
        ("reads", "RecallOptions.MaxScopes", Profile() with { Reads = [.. Enumerable.Range(0, 33).Select(i => Scope.User("acme", $"u{i}"))] }),
        ("reads", "another tenant", Profile() with { Reads = [Scope.User("other", "ann")] }),
        ("writes", "another tenant", Profile() with { Writes = Scope.User("other", "ann") }),
        ("persona", "missing", Profile() with { Persona = null! }),
    ];

    [Fact]
    public async Task A_bad_profile_is_refused_with_its_field_and_the_agent_stays_as_it_was()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        TenantContext.Set("acme");
        var agent = cluster.Grains.GetGrain<IAgentGrain>("acme/helper");
        await agent.ConfigureAsync(Profile() with { Persona = "As it was." }, default);
        foreach (var (field, said, profile) in Bad)
        {
            var refused = await Assert.ThrowsAsync<InvalidMemoryException>(async () => await agent.ConfigureAsync(profile, default));
            Assert.Equal(field, refused.Field);
            Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal("As it was.", (await agent.GetProfileAsync(default)).Persona);
    }

    [Fact]
    public async Task A_profile_set_under_higher_limits_runs_within_todays()
    {
        var storage = new SharedStorage();
        await using (var before = await MemoryCluster.StartAsync(storage: storage))
            await before.Memory.Agent("acme", "helper").ConfigureAsync(Profile() with { RecallLimit = 900, RecallTokens = 900_000 });

        await using var today = await MemoryCluster.StartAsync(storage: storage, configure: grains => grains.ConfigureRecall(recall =>
        {
            recall.MaxLimit = 2;
            recall.MaxTokenBudget = 100;
        }));
        foreach (var number in Enumerable.Range(0, 5))
            await today.Memory.Scope(Own).RememberAsync($"Oleander {number} flowers.");
        Assert.Equal(2, (await today.Memory.Agent("acme", "helper").RunAsync("monday", "Which oleander did I say flowers?")).Evidence.Length);
    }

    [Fact]
    public async Task An_agent_that_reads_nothing_and_writes_nothing_still_answers()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var agent = cluster.Memory.Agent("acme", "helper");
        await agent.ConfigureAsync(new AgentProfile { Reads = [] });
        var reply = await agent.RunAsync("monday", "Which oleander flowers?");
        Assert.Empty(reply.Evidence);
        Assert.Empty(reply.Receipts);
        Assert.NotEmpty(reply.Text);
    }

    private static AgentProfile Profile() => new() { Reads = [Own], Writes = Own };
}
