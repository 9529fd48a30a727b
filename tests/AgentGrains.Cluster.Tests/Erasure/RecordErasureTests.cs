using System.Text;
using AgentGrains.Cluster.Tests.Derivation;
using AgentGrains.Cluster.Tests.Memory.Chapters;
using AgentGrains.Cluster.Tests.Storage;
using Xunit;

namespace AgentGrains.Cluster.Tests.Erasure;

/// <summary>An erased record is in storage no more, nor is anything that was derived from it; everything else is as it was, and the chain holds.</summary>
public sealed class RecordErasureTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    [Fact]
    public async Task A_turn_goes_with_what_was_derived_from_it_and_others_stay()
    {
        var storage = new SharedStorage();
        MemoryReceipt said;
        await using (var cluster = await MemoryCluster.StartAsync(storage: storage, derives: true))
        {
            await DerivationTests.SayAsync(cluster, "I live in Paris.", "I adopted a dog named Rex.");
            said = await DerivationTests.SayAsync(cluster, "I moved to Quixotopia.");
            await cluster.Memory.Scope("acme", "user:bob").RememberAsync("Bob has nothing to do with it.");
            await DerivationTests.SayAsync(cluster, "I work at Initech.");
            Assert.True(Holds(storage, "quixotopia"));
            var others = Other(storage);

            var erased = await cluster.Memory.Scope(Ann).EraseRecordsAsync([said.Id]);
            Assert.Equal([said.Id], erased.Records.Where(id => id.Type == MemoryType.Episodic));
            Assert.NotEmpty(erased.Records.Where(id => id.Type == MemoryType.Semantic));
            await AssertErasedAsync(cluster);
            foreach (var (key, bytes) in others)
                Assert.True(bytes.AsSpan().SequenceEqual(storage.Records[key].Payload), $"{key} has changed.");

            // What it had replaced stays replaced; what was said before and after is known, and new writes go on.
            Assert.Equal(["Initech", "Rex"], (await DerivationTests.BeliefsAsync(cluster)).Select(belief => belief.Slot!.Value).Order());
            await DerivationTests.SayAsync(cluster, "I live in Oslo.");
            Assert.Contains(await DerivationTests.BeliefsAsync(cluster), belief => belief.Slot!.Value == "Oslo");
            Assert.Equal([said.Id], (await cluster.Memory.Scope(Ann).EraseRecordsAsync([said.Id])).Records.Where(id => id == said.Id));
        }

        await using (var cluster = await MemoryCluster.StartAsync(storage: storage, derives: true))
        {
            await AssertErasedAsync(cluster);
            Assert.Equal(["Initech", "Oslo", "Rex"], (await DerivationTests.BeliefsAsync(cluster)).Select(belief => belief.Slot!.Value).Order());
        }

        async Task AssertErasedAsync(MemoryCluster cluster)
        {
            var memory = cluster.Memory.Scope(Ann);
            Assert.False(Holds(storage, "quixotopia"), "It is still in storage.");
            Assert.Null(await memory.GetAsync(said.Id));
            Assert.DoesNotContain((await memory.RecallAsync("Where did Ann move? Quixotopia?")).Evidence, item => item.Record.Text.Contains("Quixotopia", StringComparison.Ordinal));
            Assert.True((await memory.Audit.VerifyAsync()).IsIntact);
            var operations = await memory.ExportAsync().Where(operation => operation.Kind is OperationKind.Erased or OperationKind.ErasedChange).ToListAsync();
            Assert.Contains(operations, operation => operation.Target == said.Id);
            Assert.All(operations, operation => Assert.Equal(("", (string?)null, (MemoryRecord?)null, 0UL), (operation.Key, operation.Reason, operation.Record, operation.ContentHash)));
        }
    }

    [Fact]
    public async Task What_was_forgotten_can_still_be_erased_and_what_never_was_changes_nothing()
    {
        var storage = new SharedStorage();
        await using var cluster = await MemoryCluster.StartAsync(storage: storage, derives: true);
        var said = await DerivationTests.SayAsync(cluster, "I moved to Quixotopia.");
        var memory = cluster.Memory.Scope(Ann);
        Assert.True(await memory.ForgetAsync(said.Id, "Quixotopia is nobody's business"));
        Assert.True(Holds(storage, "quixotopia"));   // forgetting hides; the journal remembers
        var before = storage.Records.Values.Select(record => record.ETag).Order().ToList();
        Assert.Empty((await cluster.Memory.Scope("acme", "user:bob").EraseRecordsAsync([said.Id])).Records);
        Assert.NotEmpty((await memory.EraseRecordsAsync([said.Id])).Records);
        Assert.False(Holds(storage, "quixotopia"));
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.EraseRecordsAsync([]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Storage_that_fails_at_any_step_is_asked_again_until_all_is_gone(int seed)
    {
        var storage = new SharedStorage(new StorageFaults(seed, rate: 0));
        await using (var cluster = await MemoryCluster.StartAsync(storage: storage, derives: true))
        {
            for (var number = 0; number < 6; number++)
                await DerivationTests.SayAsync(cluster, $"I adopted a dog named Rex{number}.", number == 3 ? "I moved to Quixotopia." : "I like tea.");
        }

        var failing = new SharedStorage(new StorageFaults(seed, rate: 0.15));
        foreach (var (key, value) in storage.Records)
            failing.Records[key] = value;
        await using (var cluster = await MemoryCluster.StartAsync(storage: failing, derives: true))
        {
            var memory = cluster.Memory.Scope(Ann);
            MemoryId? id = null;
            for (var tries = 0; ; tries++)
            {
                Assert.True(tries < 200, "The erasure does not get through.");
                try
                {
                    id ??= await memory.ListAsync().Where(record => record.Text.Contains("Quixotopia", StringComparison.Ordinal)).Select(record => record.Id).FirstAsync();
                    await memory.EraseRecordsAsync([id.Value]);
                    break;
                }
                catch (Exception failure) when (failure is WriteUncertainException or StorageUnavailableException or IOException or OrleansException)
                {
                }
            }
        }

        Assert.False(Holds(failing, "quixotopia"));
        var kept = new SharedStorage();
        foreach (var (key, value) in failing.Records)
            kept.Records[key] = value;
        await using var reader = await MemoryCluster.StartAsync(storage: kept);
        Assert.Equal(6, (await DerivationTests.BeliefsAsync(reader)).Count(belief => belief.Slot?.Predicate == "has pet"));
        Assert.True((await reader.Memory.Scope(Ann).Audit.VerifyAsync()).IsIntact);
    }

    [Fact]
    public async Task A_record_of_a_later_chapter_goes_and_places_in_the_log_stay_where_they_were()
    {
        var storage = new SharedStorage();
        await using var cluster = await ChapterCluster.StartAsync(storage: storage);
        var memory = cluster.Memory.Scope(Ann);
        await memory.TellAsync(1, 7);
        var said = await memory.RememberAsync("Nobody shall hear of Quixotopia.");
        await memory.TellAsync(8, 9);
        Assert.Equal([said.Id], (await memory.EraseRecordsAsync([said.Id])).Records);
        Assert.False(Holds(storage, "quixotopia"));
        await memory.TellAsync(17, 4);
        await cluster.ForgetChaptersAsync(4);
        Assert.Equal(Enumerable.Range(1, 20).Select(n => ChapterCluster.Turn(n).Text), await memory.ListAsync().Select(record => record.Text).ToListAsync());
        Assert.True((await memory.Audit.VerifyAsync()).IsIntact);
    }

    private static bool Holds(SharedStorage storage, string text) =>
        storage.Records.Values.Any(record => Encoding.UTF8.GetString(record.Payload).Contains(text, StringComparison.OrdinalIgnoreCase));

    private static Dictionary<(string, GrainId), byte[]> Other(SharedStorage storage) =>
        storage.Records.Where(record => record.Key.Grain.Key.ToString()!.EndsWith("bob", StringComparison.Ordinal)).ToDictionary(record => record.Key, record => record.Value.Payload);
}
