using System.IO.Hashing;
using System.Text;
using AgentGrains.Cluster.Tests.Storage;
using Xunit;

namespace AgentGrains.Cluster.Tests.Audit;

/// <summary>A history tells who did what and why, and storage that was tampered with is found out.</summary>
public sealed class AuditTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    [Fact]
    public async Task A_history_is_intact_over_many_pages_and_restarts_and_each_memory_has_its_own()
    {
        var storage = new SharedStorage();
        AuditReport first;
        await using (var cluster = await MemoryCluster.StartAsync(storage: storage))
        {
            await FillAsync(cluster, 1_500);
            first = await cluster.Memory.Scope(Ann).Audit.VerifyAsync();
        }

        Assert.True(first.IsIntact);
        Assert.Equal([1_500, 1, 0], first.Memories.Select(memory => memory.Head.Sequence));
        Assert.Equal([1, 1, 0], first.Memories.Select(memory => memory.ChainedFrom));
        Assert.Equal(3, first.Memories.Select(memory => memory.Head.Link).Distinct().Count());
        await using (var cluster = await MemoryCluster.StartAsync(storage: storage))
        {
            var memory = cluster.Memory.Scope(Ann);
            await memory.RememberAsync("one more, after a restart");
            var heads = first.Memories.Select(verdict => verdict.Head).ToList();
            var again = await memory.Audit.VerifyAsync(heads);
            Assert.True(again.IsIntact);
            Assert.Equal(1_501, again.Memories[0].Head.Sequence);

            // Another history, or a shorter one, is not the one whose head was kept.
            var other = await memory.Audit.VerifyAsync([heads[0] with { Link = new string('0', 32) }]);
            Assert.Equal(1_500, other.Memories[0].BrokenAt);
            var longer = await memory.Audit.VerifyAsync([heads[0] with { Sequence = 2_000 }]);
            Assert.Equal(1_502, longer.Memories[0].BrokenAt);
            Assert.Contains("2000", longer.Memories[0].Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Text_changed_in_storage_with_its_checksums_made_anew_is_found()
    {
        var storage = new SharedStorage();
        await using (var cluster = await MemoryCluster.StartAsync(storage: storage))
            await FillAsync(cluster, 12);
        var (head, place) = (("journal", GrainId.Create("episodic-memory", Ann.Key)), 0);
        var (etag, honest) = storage.Records[head];
        place = honest.AsSpan().IndexOf(Encoding.UTF8.GetBytes("number 7"));
        Assert.True(place > 0, "The operations are not in the head.");
        var forged = honest.ToArray();
        forged[place + 7] = (byte)'9';
        BitConverter.TryWriteBytes(forged.AsSpan(forged.Length - 8), XxHash3.HashToUInt64(forged.AsSpan(0, forged.Length - 8)));
        storage.Records[head] = (etag, forged);

        await using var after = await MemoryCluster.StartAsync(storage: storage);
        var memory = after.Memory.Scope(Ann);
        Assert.Equal(2, await memory.ListAsync().CountAsync(record => record.Text == "This is number 9."));   // nothing else sees it
        var report = await memory.Audit.VerifyAsync();
        Assert.False(report.IsIntact);
        Assert.Equal(7 + 1, report.Memories[0].BrokenAt);
        Assert.Null(report.Memories[1].BrokenAt);
    }

    [Fact]
    public async Task An_entry_tells_who_why_on_what_evidence_and_what_changed()
    {
        await using var cluster = await MemoryCluster.StartAsync(derives: true);
        await Derivation.DerivationTests.SayAsync(cluster, "I live in Paris.");
        var said = await Derivation.DerivationTests.SayAsync(cluster, "I moved to Rome.");
        var memory = cluster.Memory.Scope(Ann);
        var entries = await memory.Audit.ReadAsync(MemoryType.Semantic).ToListAsync();
        Assert.Equal(await memory.ExportAsync().Where(operation => operation.Target.Type == MemoryType.Semantic).CountAsync(), entries.Count);
        var moved = Assert.Single(entries, entry => entry.Operation.Kind == OperationKind.Supersede);
        Assert.Equal(("rules/2", said.Id, "newer value of a single-valued slot"), (moved.Operation.Producer, Assert.Single(moved.Operation.Evidence), moved.Operation.Reason));
        Assert.Equal(("Paris", (DateTimeOffset?)null), (moved.Before!.Slot!.Value, moved.Before.Lineage.RetiredAt));
        Assert.NotNull(moved.After!.Lineage.RetiredAt);

        await memory.ForgetAsync(said.Id, "she asked for it");
        var turns = await memory.Audit.ReadAsync(MemoryType.Episodic, afterSequence: 1).ToListAsync();
        Assert.Equal([OperationKind.Add, OperationKind.Delete], turns.Select(entry => entry.Operation.Kind).Where(kind => kind is OperationKind.Add or OperationKind.Delete));
        Assert.Equal(("she asked for it", "I moved to Rome.", (MemoryRecord?)null), (turns[^1].Operation.Reason, turns[^1].Before!.Text, turns[^1].After));
    }

    private static async Task FillAsync(MemoryCluster cluster, int turns)
    {
        var memory = cluster.Memory.Scope(Ann);
        foreach (var chunk in Enumerable.Range(0, turns).Chunk(100))
            await memory.RememberAsync([.. chunk.Select(number => new MemoryDraft { Text = $"This is number {number}." })]);
        await memory.RememberAsync(new MemoryDraft { Text = "Ann counts.", Kind = MemoryKind.Belief });
    }
}
