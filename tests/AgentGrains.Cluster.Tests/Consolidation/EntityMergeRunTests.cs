using Xunit;
using static AgentGrains.Cluster.Tests.Consolidation.ConsolidationRuns;

namespace AgentGrains.Cluster.Tests.Consolidation;

/// <summary>Two names that are one entity, through a run, a restart and a rollback.</summary>
public sealed class EntityMergeRunTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    [Fact]
    public async Task A_merge_is_a_new_version_that_is_found_by_both_names_and_undone_to_the_byte()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var said = await BelieveAsync(memory, "Bob", "full name", "Robert Smith");
        var allergy = await BelieveAsync(memory, "Bob", "allergy", "walnuts");
        await BelieveAsync(memory, "Robert Smith", "home city", "Lisbon");
        var before = await BytesAsync(memory);

        var run = await RunAsync(memory);
        Assert.Equal((1, 0), (run.Merged, run.Refused));
        var change = Assert.Single(await memory.Consolidation.ReadChangesAsync(run.Id).ToListAsync(), change => change.Kind == ConsolidationKind.Merged);
        Assert.Equal((allergy, said), (change.Id, change.For!.Value));
        await cluster.ForgetActivationsAsync(Ann);
        var merged = (await memory.GetAsync(allergy))!;
        Assert.Equal(("Robert Smith", 2, "The allergy of Bob is walnuts."), (merged.Slot!.Subject, merged.Lineage.Version, merged.Text));
        foreach (var name in new[] { "Bob", "Robert Smith" })
            Assert.Contains((await memory.RecallAsync($"What is {name} allergic to?")).Evidence, item => item.Record.Id == allergy);
        Assert.Equal(0, (await RunAsync(memory)).Merged);

        Assert.Equal(1, await memory.Consolidation.RollBackAsync(run.Id));
        Assert.Equal(before.Order(), (await BytesAsync(memory)).Order());
        await cluster.ForgetActivationsAsync(Ann);
        Assert.Equal(before.Order(), (await BytesAsync(memory)).Order());
        Assert.Equal(0, await memory.Consolidation.RollBackAsync(run.Id));
    }

    [Fact]
    public async Task What_was_changed_since_is_not_set_back()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        await BelieveAsync(memory, "Bob", "full name", "Robert Smith");
        var allergy = await BelieveAsync(memory, "Bob", "allergy", "walnuts");
        var run = await RunAsync(memory);
        await memory.RememberAsync(new MemoryDraft { Kind = MemoryKind.Belief, Text = "The allergy of Bob is cured.", Slot = new Slot("Robert Smith", "allergy", "none"), Supersedes = allergy });
        Assert.Equal(0, await memory.Consolidation.RollBackAsync(run.Id));
        Assert.Equal("Robert Smith", (await memory.GetAsync(allergy))!.Slot!.Subject);
    }

    private static async Task<MemoryId> BelieveAsync(IScopedMemory memory, string subject, string predicate, string value) => (await memory.RememberAsync(new MemoryDraft
    {
        Kind = MemoryKind.Belief,
        Text = $"The {predicate} of {subject} is {value}.",
        Slot = new Slot(subject, predicate, value),
    })).Id;
}
