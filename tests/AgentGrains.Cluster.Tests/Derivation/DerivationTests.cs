using System.Collections.Immutable;
using AgentGrains.Engine.Decisions;
using Xunit;

namespace AgentGrains.Cluster.Tests.Derivation;

/// <summary>What was said becomes what is known: once, with its sources, and never in a writer's way.</summary>
public sealed class DerivationTests
{
    private static readonly DateTimeOffset May8 = new(2023, 5, 8, 18, 30, 0, TimeSpan.Zero);
    private static readonly Scope Ann = Scope.User("acme", "ann");

    [Fact]
    public async Task What_is_said_becomes_a_belief_that_names_its_turn()
    {
        await using var cluster = await MemoryCluster.StartAsync(derives: true);
        var said = await SayAsync(cluster, "I adopted a dog named Rex yesterday.");
        var belief = Assert.Single(await BeliefsAsync(cluster));
        Assert.Equal(new Slot("Ann", "has pet", "Rex", true), belief.Slot);
        Assert.Contains("Ann adopted a dog named Rex on 2023-05-07", belief.Text, StringComparison.Ordinal);
        Assert.Equal(said.Id, Assert.Single(belief.Provenance.DerivedFrom));
        Assert.Equal(("rules", new DateOnly(2023, 5, 7)), (belief.Provenance.Producer, DateOnly.FromDateTime(belief.OccurredAt.DateTime)));
    }

    [Fact]
    public async Task A_single_valued_slot_is_superseded_and_a_multi_valued_one_grows()
    {
        await using var cluster = await MemoryCluster.StartAsync(derives: true);
        await SayAsync(cluster, "I live in Paris.", "I adopted Buddy last week.");
        await SayAsync(cluster, "I moved to Rome.", "I adopted Scout today.");
        var beliefs = await BeliefsAsync(cluster);
        Assert.Equal(["Rome"], beliefs.Where(belief => belief.Slot?.Predicate == "lives in").Select(belief => belief.Slot!.Value));
        Assert.Equal(["Buddy", "Scout"], beliefs.Where(belief => belief.Slot?.Predicate == "has adopted").Select(belief => belief.Slot!.Value));
        var operations = await cluster.Memory.Scope(Ann).ExportAsync().ToListAsync();
        Assert.Equal("rules/2", Assert.Single(operations, operation => operation.Kind == OperationKind.Supersede).Producer);
    }

    [Fact]
    public async Task What_was_said_twice_is_known_once_and_what_is_over_no_longer_holds()
    {
        await using var cluster = await MemoryCluster.StartAsync(derives: true);
        await SayAsync(cluster, "I work at Initech.");
        await SayAsync(cluster, "I work at Initech.");
        Assert.Equal(1, Assert.Single(await BeliefsAsync(cluster)).Life.AccessCount);
        await SayAsync(cluster, "I no longer work at Initech.");
        Assert.NotNull(Assert.Single(await BeliefsAsync(cluster)).ValidTo);
        Assert.DoesNotContain((await cluster.Memory.Scope(Ann).RecallAsync("Where does Ann work?")).Evidence, item => item.Record.Kind == MemoryKind.Belief);
    }

    [Fact]
    public async Task What_is_over_without_being_named_ends_whatever_held_and_is_no_fault()
    {
        await using var cluster = await MemoryCluster.StartAsync(derives: true);
        await SayAsync(cluster, "I work at Initech.");
        await SayAsync(cluster, "I lost my job.");
        Assert.NotNull(Assert.Single(await BeliefsAsync(cluster)).ValidTo);
        await SayAsync(cluster, "I lost my job.");   // when nothing holds, nothing ends
        Assert.Single(await BeliefsAsync(cluster));
        TenantContext.Set(Ann.Tenant);
        Assert.Equal(0, (await cluster.Silos.Client.GetGrain<IDerivationGrain>(Ann.Key).GetStatusAsync(TestContext.Current.CancellationToken)).Faults);
    }

    [Fact]
    public async Task What_a_person_pinned_is_not_changed_by_a_statement()
    {
        await using var cluster = await MemoryCluster.StartAsync(derives: true);
        var pinned = new MemoryDraft { Text = "Ann lives in Oslo", Kind = MemoryKind.Belief, Slot = new Slot("Ann", "lives in", "Oslo"), Pinned = true };
        await cluster.Memory.Scope(Ann).RememberAsync(pinned);
        await SayAsync(cluster, "I live in Paris.");
        Assert.Equal(["Oslo", "Paris"], (await BeliefsAsync(cluster)).Select(belief => belief.Slot!.Value));
    }

    [Fact]
    public async Task What_is_forgotten_takes_what_was_derived_from_it_along()
    {
        await using var cluster = await MemoryCluster.StartAsync(derives: true);
        await SayAsync(cluster, "I live in Paris.");
        var said = await SayAsync(cluster, "I moved to Rome.");
        Assert.True(await cluster.Memory.Scope(Ann).ForgetAsync(said.Id));
        Assert.Empty(await BeliefsAsync(cluster));   // Paris was replaced, and stays history
        Assert.False(await cluster.Memory.Scope(Ann).ForgetAsync(said.Id));
    }

    [Fact]
    public async Task A_decision_made_before_memory_moved_on_is_made_again()
    {
        var policy = new InterruptedPolicy();
        await using var cluster = await MemoryCluster.StartAsync(derives: true, configure: grains => grains.UseOperationPolicy(_ => policy));
        policy.Interrupt = async () => await cluster.Memory.Scope(Ann).RememberAsync(
            new MemoryDraft { Text = "Ann lives in Oslo", Kind = MemoryKind.Belief, Slot = new Slot("Ann", "lives in", "Oslo"), OccurredAt = May8.AddDays(-1) });
        await SayAsync(cluster, "I live in Paris.");
        Assert.Equal(["Paris"], (await BeliefsAsync(cluster)).Select(belief => belief.Slot!.Value));
    }

    [Fact]
    public async Task Beliefs_written_meanwhile_are_not_lost_and_derivation_still_ends()
    {
        await using var cluster = await MemoryCluster.StartAsync(derives: true);
        var memory = cluster.Memory.Scope(Ann);
        var writes = Enumerable.Range(0, 200).Select(async i => await memory.RememberAsync(new MemoryDraft { Text = $"note {i}", Kind = MemoryKind.Belief }));
        var turns = Enumerable.Range(0, 100).Select(async i => await memory.RememberAsync(new MemoryDraft { Text = $"I adopted Pet{i}.", Actor = "Ann", Session = "s" }));
        var receipts = await Task.WhenAll(turns.Concat(writes));
        await cluster.Grains.Derived(Ann, receipts.Where(receipt => receipt.Id.Type == MemoryType.Episodic).Max(receipt => receipt.Sequence));
        var beliefs = await BeliefsAsync(cluster);
        Assert.Equal(200, beliefs.Count(belief => belief.Text.StartsWith("note", StringComparison.Ordinal)));
        Assert.Equal(100, beliefs.Where(belief => belief.Slot is not null).Select(belief => belief.Slot!.Value).Distinct().Count());
        Assert.Equal(300, beliefs.Count);
    }

    internal static async Task<MemoryReceipt> SayAsync(MemoryCluster cluster, params string[] texts)
    {
        var receipts = await cluster.Memory.Scope(Ann).RememberAsync([.. texts.Select(text => new MemoryDraft { Text = text, Actor = "Ann", Session = "s1", OccurredAt = May8 })]);
        await cluster.Grains.Derived(Ann, receipts[^1].Sequence);
        return receipts[^1];
    }

    internal static async Task<List<MemoryRecord>> BeliefsAsync(MemoryCluster cluster) =>
        await cluster.Memory.Scope(Ann).ListAsync().Where(record => record.Kind == MemoryKind.Belief).ToListAsync();

    /// <summary>Decides by rules; something happens to the memory while it thinks for the first time.</summary>
    private sealed class InterruptedPolicy : IOperationPolicy
    {
        private readonly RulePolicy _rules = new();

        public Func<Task>? Interrupt { get; set; }

        public ProducerVersion Producer => _rules.Producer;

        public async ValueTask<PolicyDecision> DecideAsync(ExtractedUnit unit, ImmutableArray<MemoryRecord> similar, CancellationToken cancellationToken)
        {
            var (interrupt, decision) = (Interrupt, await _rules.DecideAsync(unit, similar, cancellationToken));
            Interrupt = null;
            if (interrupt is not null)
                await interrupt();
            return decision;
        }
    }
}
