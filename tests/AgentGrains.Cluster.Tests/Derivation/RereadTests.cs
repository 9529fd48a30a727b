using System.Collections.Immutable;
using AgentGrains.Cluster.Tests.Storage;
using AgentGrains.Engine.Extraction;
using Xunit;

namespace AgentGrains.Cluster.Tests.Derivation;

/// <summary>An extractor that became another version reads the log again: what it finds is added, what it no longer finds goes, all else stays.</summary>
public sealed class RereadTests
{
    private static readonly DateTimeOffset May8 = new(2023, 5, 8, 18, 30, 0, TimeSpan.Zero);
    private static readonly Scope Ann = Scope.User("acme", "ann");
    private static readonly string[] Story =
    [
        "I live in Paris.", "I adopted a dog named Rex.", "I work at Initech.", "I no longer work at Initech.", "I moved to Rome.", "I work at Initech.", "I hate olives.",
    ];

    [Fact]
    public async Task What_an_extractor_learnt_to_read_is_known_of_old_turns_too_and_nothing_later_is_undone()
    {
        var storage = new SharedStorage();
        var before = await TellAsync(storage, new Partial(1, unit => unit.Slot?.Predicate != "has pet" && unit.Slot?.Value != "Paris"));
        Assert.Equal(["dislikes olives", "lives in Rome", "works at Initech"], Slots(before));

        var (after, _) = await RereadAsync(storage, new Partial(2, _ => true));
        Assert.Equal(["dislikes olives", "has pet Rex", "lives in Rome", "works at Initech"], Slots(after));
        Assert.Equal(May8, after.Single(belief => belief.Slot!.Value == "Rex").OccurredAt);
        foreach (var belief in before)
        {
            var same = after.Single(other => other.Id == belief.Id);
            Assert.Equal((belief.Life, belief.ValidTo, belief.Lineage.Version), (same.Life, same.ValidTo, same.Lineage.Version));   // not even confirmed once more
        }
    }

    [Fact]
    public async Task What_it_no_longer_reads_goes_and_what_that_had_replaced_is_back()
    {
        var storage = new SharedStorage();
        await TellAsync(storage, new Partial(1, _ => true));
        var (after, operations) = await RereadAsync(storage, new Partial(2, unit => unit.Slot?.Value is not ("Rome" or "olives")));
        Assert.Equal(["has pet Rex", "lives in Paris", "works at Initech"], Slots(after));
        Assert.Equal(
            ["its extractor no longer reads it so", "its extractor no longer reads it so"],
            operations.Where(operation => operation.Kind == OperationKind.Delete).Select(operation => operation.Reason));
    }

    [Fact]
    public async Task What_a_person_told_and_what_another_extractor_found_stays()
    {
        var storage = new SharedStorage();
        await using (var cluster = await StartAsync(storage, new Partial(1, _ => true)))
        {
            await cluster.Memory.Scope(Ann).RememberAsync(new MemoryDraft { Text = "Ann speaks Dutch", Kind = MemoryKind.Belief, Slot = new Slot("Ann", "speaks", "Dutch", true) });
            await DerivationTests.SayAsync(cluster, "I hate olives.");
        }

        Assert.Equal(["dislikes olives", "speaks Dutch"], Slots((await RereadAsync(storage, new Partial(1, _ => false, "another"))).Beliefs));
        Assert.Equal(["speaks Dutch"], Slots((await RereadAsync(storage, new Partial(2, _ => false))).Beliefs));
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task What_a_model_would_be_asked_again_is_read_again_only_when_told_and_never_withdrawn(bool? rederive, int added)
    {
        var storage = new SharedStorage();
        var before = await TellAsync(storage, new Partial(1, unit => unit.Slot?.Predicate != "has pet", isDeterministic: false));
        var (after, operations) = await RereadAsync(storage, new Partial(2, unit => unit.Slot?.Predicate == "has pet", isDeterministic: false), rederive);
        Assert.Equal(before.Count + added, after.Count);
        Assert.DoesNotContain(operations, operation => operation.Kind == OperationKind.Delete);
    }

    [Fact]
    public async Task Storage_that_fails_at_any_step_leaves_the_same_in_the_end()
    {
        var storage = new SharedStorage();
        await TellAsync(storage, new Partial(1, unit => unit.Slot?.Predicate != "has pet"));
        var saved = storage.Records.ToArray();
        var second = new Partial(2, unit => unit.Slot?.Value != "olives");
        var expected = Slots((await RereadAsync(storage, second)).Beliefs);
        for (var seed = 1; seed <= 3; seed++)
        {
            var failing = new SharedStorage(new StorageFaults(seed, rate: 0.1));
            foreach (var (key, value) in saved)
                failing.Records[key] = value;
            Assert.Equal(expected, Slots((await RereadAsync(failing, second)).Beliefs));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_erased_is_not_derived_again_from_what_is_left_while_its_tombstone_stands(bool isLifted)
    {
        var storage = new SharedStorage();
        await using (var cluster = await StartAsync(storage, new Partial(1, _ => true)))
        {
            var said = await DerivationTests.SayAsync(cluster, "I live in Quixotopia.");
            await DerivationTests.SayAsync(cluster, "I adopted a dog named Rex.");
            await DerivationTests.SayAsync(cluster, "I live in Quixotopia.");   // the same once more, which is not erased
            var memory = cluster.Memory.Scope(Ann);
            var erased = await memory.EraseRecordsAsync([said.Id], TestContext.Current.CancellationToken);
            Assert.Equal(["has pet Rex"], Slots(await DerivationTests.BeliefsAsync(cluster)));
            if (isLifted)
                await memory.LiftTombstonesAsync(erased.Records, TestContext.Current.CancellationToken);
        }

        string[] home = isLifted ? ["lives in Quixotopia"] : [];
        Assert.Equal(["has pet Rex", .. home], Slots((await RereadAsync(storage, new Partial(2, _ => true))).Beliefs));
    }

    private static async Task<List<MemoryRecord>> TellAsync(SharedStorage storage, Partial extractor)
    {
        await using var cluster = await StartAsync(storage, extractor);
        foreach (var text in Story)
            await DerivationTests.SayAsync(cluster, text);
        return await DerivationTests.BeliefsAsync(cluster);
    }

    // Three turns a page, so that a reading has several.
    private static Task<MemoryCluster> StartAsync(SharedStorage storage, Partial extractor, bool? rederive = null) => MemoryCluster.StartAsync(
        storage: storage, derives: true, configure: grains => grains.UseExtractor(_ => extractor)
            .ConfigureDerivation(options => (options.Rederive, options.BatchTurns, options.RetryDelay) = (rederive, 3, TimeSpan.FromMilliseconds(1))));

    private static async Task<(List<MemoryRecord> Beliefs, List<MemoryOperation> Operations)> RereadAsync(SharedStorage storage, Partial extractor, bool? rederive = null)
    {
        await using (var cluster = await StartAsync(storage, extractor, rederive))
            await UntilReadAsync(cluster);

        // What is durable counts, read without faults.
        var kept = new SharedStorage();
        foreach (var (key, value) in storage.Records)
            kept.Records[key] = value;
        await using var reader = await StartAsync(kept, extractor, rederive: false);
        return (await DerivationTests.BeliefsAsync(reader), await reader.Memory.Scope(Ann).ExportAsync().ToListAsync());
    }

    private static async Task UntilReadAsync(MemoryCluster cluster)
    {
        for (var (tries, isRead) = (0, false); !isRead; tries++)
        {
            Assert.True(tries < 400, "The reading does not end.");
            try
            {
                TenantContext.Set(Ann.Tenant);
                var derivation = cluster.Grains.GetGrain<IDerivationGrain>(Ann.Key);
                await derivation.NotifyAsync();
                isRead = !(await derivation.GetStatusAsync(TestContext.Current.CancellationToken)).IsRereading;
            }
            catch (Exception failure) when (failure is WriteUncertainException or IOException or OrleansException)
            {
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static List<string> Slots(IEnumerable<MemoryRecord> beliefs) =>
        [.. beliefs.Where(belief => belief is { Slot: not null, ValidTo: null }).Select(belief => $"{belief.Slot!.Predicate} {belief.Slot.Value}").Order(StringComparer.Ordinal)];

    /// <summary>Reads by rules, and finds a part of it.</summary>
    private sealed class Partial(int version, Func<ExtractedUnit, bool> finds, string name = "partial", bool isDeterministic = true) : IExtractor
    {
        private readonly RuleExtractor _rules = new();

        public ProducerVersion Producer { get; } = new(name, version);

        public bool IsDeterministic => isDeterministic;

        public async ValueTask<ImmutableArray<ExtractedUnit>> ExtractAsync(TurnWindow segment, CancellationToken cancellationToken) =>
            [.. (await _rules.ExtractAsync(segment, cancellationToken)).Where(unit => unit.Slot is not null && finds(unit))];
    }
}
