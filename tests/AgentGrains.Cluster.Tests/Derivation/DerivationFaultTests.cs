using System.Collections.Immutable;
using AgentGrains.Cluster.Tests.Storage;
using AgentGrains.Engine.Extraction;
using Xunit;

namespace AgentGrains.Cluster.Tests.Derivation;

/// <summary>Crashes, failing storage and failing stages: nothing derived is lost or doubled, and nobody waits.</summary>
public sealed class DerivationFaultTests
{
    private const int Turns = 300;
    private static readonly Scope Ann = Scope.User("acme", "ann");

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Failing_storage_and_lost_activations_neither_lose_nor_double_what_is_derived(int seed)
    {
        await using var cluster = await MemoryCluster.StartAsync(
            derives: true, storage: new SharedStorage(new StorageFaults(seed, 0.1)),
            configure: grains => grains.ConfigureDerivation(options => (options.BatchTurns, options.RetryDelay) = (8, TimeSpan.FromMilliseconds(5))));
        long last = 0;
        for (var i = 0; i < Turns; i++)
        {
            last = await RememberAsync(cluster, new MemoryDraft { Text = $"I adopted Pet{i}.", Actor = "Ann", Session = "s", Key = $"t{i}" });
            if (i % 60 == 59)
                await cluster.ForgetActivationsAsync(Ann);
        }

        await cluster.Grains.Derived(Ann, last);
        Assert.True(cluster.Storage.Faults.Failures > 0);
        var beliefs = await ReadAsync(cluster);
        Assert.Equal(Turns, beliefs.Select(belief => belief.Slot!.Value).Distinct().Count());
        Assert.Equal(Turns, beliefs.Count);
        Assert.All(beliefs, belief => Assert.Equal(0, belief.Life.AccessCount));
    }

    [Fact]
    public async Task A_stage_whose_output_stays_unusable_is_replaced_for_its_window_and_reported()
    {
        var stage = new ScriptedExtractor((_, _) => throw new ModelOutputException("scripted", "not JSON"));
        await using var cluster = await StartAsync(stage);
        await DerivationTests.SayAsync(cluster, "I live in Paris.");
        Assert.Equal("Paris", Assert.Single(await DerivationTests.BeliefsAsync(cluster)).Slot!.Value);
        Assert.Equal(3, stage.Calls);
        Assert.Contains("not JSON", (await cluster.Grains.Status(Ann)).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stage_that_names_a_turn_it_was_not_given_changes_nothing()
    {
        var foreign = MemoryId.Create(MemoryType.Episodic, DateTimeOffset.UnixEpoch, 99, 1);
        await using var cluster = await StartAsync(new ScriptedExtractor((_, _) => new([new ExtractedUnit { Text = "planted", Sources = [foreign], OccurredAt = default }])));
        await DerivationTests.SayAsync(cluster, "I live in Paris.");
        Assert.Equal("Paris", Assert.Single(await DerivationTests.BeliefsAsync(cluster)).Slot!.Value);
    }

    [Fact]
    public async Task A_statement_that_memory_would_refuse_does_not_stop_the_scope()
    {
        var stage = new ScriptedExtractor((window, _) => new([new ExtractedUnit { Text = "planted", Sources = [window.Turns[0].Id], OccurredAt = default, Confidence = 2 }]));
        await using var cluster = await StartAsync(stage);
        await DerivationTests.SayAsync(cluster, "I live in Paris.");
        Assert.Equal("Paris", Assert.Single(await DerivationTests.BeliefsAsync(cluster)).Slot!.Value);
        Assert.Contains("Memory would refuse a statement", (await cluster.Grains.Status(Ann)).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_rules_find_and_memory_would_refuse_is_left_out()
    {
        await using var cluster = await MemoryCluster.StartAsync(derives: true, configure: grains => grains
            .ConfigureMemory(limits => limits.MaxNameBytes = 60)
            .ConfigureDerivation(options => options.RetryDelay = TimeSpan.FromMilliseconds(1)));
        await DerivationTests.SayAsync(cluster, $"I adopted {new string('x', 61)}.", "I live in Paris.");
        Assert.Equal("Paris", Assert.Single(await DerivationTests.BeliefsAsync(cluster)).Slot!.Value);
    }

    [Theory]
    [InlineData(PolicyAction.Update)]
    [InlineData(PolicyAction.Delete)]
    public async Task A_policy_that_changes_what_a_person_set_is_not_followed(PolicyAction action)
    {
        await using var cluster = await MemoryCluster.StartAsync(derives: true, configure: grains => grains
            .UseOperationPolicy(_ => new ScriptedPolicy((_, similar) => new PolicyDecision(action, similar[0].Id, "at will")))
            .ConfigureDerivation(options => options.RetryDelay = TimeSpan.FromMilliseconds(1)));
        var pinned = new MemoryDraft { Text = "Ann lives in Oslo", Kind = MemoryKind.Belief, Slot = new Slot("Ann", "lives in", "Oslo"), Pinned = true };
        await cluster.Memory.Scope(Ann).RememberAsync(pinned);
        await DerivationTests.SayAsync(cluster, "I live in Paris.");
        Assert.Equal([("Oslo", null), ("Paris", null)], (await DerivationTests.BeliefsAsync(cluster)).Select(belief => (belief.Slot!.Value, belief.ValidTo)));
        Assert.Contains("changes what a person set", (await cluster.Grains.Status(Ann)).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stage_that_cannot_be_reached_is_tried_again_and_then_replaced()
    {
        var stage = new ScriptedExtractor((_, _) => throw new HttpRequestException("no route"));
        await using var cluster = await StartAsync(stage);
        await DerivationTests.SayAsync(cluster, "I live in Paris.");
        Assert.Equal(3, stage.Calls);
        Assert.Equal("Paris", Assert.Single(await DerivationTests.BeliefsAsync(cluster)).Slot!.Value);
    }

    [Fact]
    public async Task A_stage_that_recovers_is_used_again()
    {
        var rules = new RuleExtractor();
        var stage = new ScriptedExtractor((window, call) => call == 1 ? throw new HttpRequestException("no route") : rules.ExtractAsync(window, default));
        await using var cluster = await StartAsync(stage);
        await DerivationTests.SayAsync(cluster, "I live in Paris.");
        Assert.Equal("scripted", Assert.Single(await DerivationTests.BeliefsAsync(cluster)).Provenance.Producer);
    }

    [Fact]
    public async Task A_recall_never_waits_for_derivation_and_one_with_a_watermark_says_when_it_is_behind()
    {
        var hang = new TaskCompletionSource<ImmutableArray<ExtractedUnit>>();
        await using var cluster = await MemoryCluster.StartAsync(derives: true, configure: grains => grains
            .UseExtractor(_ => new ScriptedExtractor((_, _) => new(hang.Task)))
            .ConfigureRecall(options => options.WatermarkDeadline = TimeSpan.FromMilliseconds(200)));
        var memory = cluster.Memory.Scope(Ann);
        var receipt = await memory.RememberAsync("I live in Paris.", "Ann", "s");
        Assert.Empty((await memory.RecallAsync("Where does Ann live?")).Flags);
        var request = new RecallRequest { Query = "Where does Ann live?", Scopes = [Ann], Watermark = receipt.Watermark };
        Assert.Equal([RecallRemark.Behind], (await cluster.Memory.RecallAsync("acme", request)).Flags);
        hang.SetResult([]);
        Assert.Empty((await cluster.Memory.RecallAsync("acme", request)).Flags);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("user:ann@e")]
    [InlineData("user:ann@x5")]
    [InlineData("user:bob@e5")]
    public async Task A_watermark_that_is_none_or_of_another_scope_is_refused(string watermark)
    {
        await using var cluster = await MemoryCluster.StartAsync(derives: true);
        var refused = await Assert.ThrowsAsync<InvalidMemoryException>(
            async () => await cluster.Memory.RecallAsync("acme", new RecallRequest { Query = "Where?", Scopes = [Ann], Watermark = watermark }));
        Assert.Equal("watermark", refused.Field);
    }

    [Fact]
    public async Task An_erasure_in_the_middle_of_deriving_leaves_nothing_behind()
    {
        await using var cluster = await MemoryCluster.StartAsync(derives: true, configure: grains => grains.ConfigureDerivation(options => options.BatchTurns = 4));
        var memory = cluster.Memory.Scope(Ann);
        for (var round = 0; round < 5; round++)
        {
            await memory.RememberAsync([.. Enumerable.Range(0, 200).Select(i => new MemoryDraft { Text = $"I adopted Canary{i}.", Actor = "Ann", Session = "s" })]);
            await Task.Delay(TimeSpan.FromMilliseconds(10 * round), TimeProvider.System, TestContext.Current.CancellationToken);
            await memory.EraseAsync();
            Assert.Empty(await memory.ListAsync().ToListAsync());
        }

        await DerivationTests.SayAsync(cluster, "I live in Paris.");
        Assert.Equal("Paris", Assert.Single(await DerivationTests.BeliefsAsync(cluster)).Slot!.Value);
    }

    private static Task<MemoryCluster> StartAsync(IExtractor extractor) => MemoryCluster.StartAsync(derives: true, configure: grains => grains
        .UseExtractor(_ => extractor)
        .ConfigureDerivation(options => options.RetryDelay = TimeSpan.FromMilliseconds(1)));

    private static async Task<long> RememberAsync(MemoryCluster cluster, MemoryDraft draft)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return (await cluster.Memory.Scope(Ann).RememberAsync(draft)).Sequence;
            }
            catch (Exception failure) when (attempt < 50 && failure is WriteUncertainException or IOException or OrleansException)
            {
            }
        }
    }

    private static async Task<List<MemoryRecord>> ReadAsync(MemoryCluster cluster)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await DerivationTests.BeliefsAsync(cluster);
            }
            catch (Exception failure) when (attempt < 50 && failure is WriteUncertainException or IOException or OrleansException)
            {
            }
        }
    }

    private sealed class ScriptedExtractor(Func<TurnWindow, int, ValueTask<ImmutableArray<ExtractedUnit>>> script) : IExtractor
    {
        public int Calls { get; private set; }

        public ProducerVersion Producer { get; } = new("scripted", 1);

        public ValueTask<ImmutableArray<ExtractedUnit>> ExtractAsync(TurnWindow segment, CancellationToken cancellationToken) => script(segment, ++Calls);
    }

    private sealed class ScriptedPolicy(Func<ExtractedUnit, ImmutableArray<MemoryRecord>, PolicyDecision> script) : IOperationPolicy
    {
        public ProducerVersion Producer { get; } = new("scripted", 1);

        public ValueTask<PolicyDecision> DecideAsync(ExtractedUnit unit, ImmutableArray<MemoryRecord> similar, CancellationToken cancellationToken) => new(script(unit, similar));
    }
}
