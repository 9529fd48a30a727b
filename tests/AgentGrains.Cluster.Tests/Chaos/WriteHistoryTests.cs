using Xunit;

namespace AgentGrains.Cluster.Tests.Chaos;

/// <summary>The history checker must see what it is there to see.</summary>
public sealed class WriteHistoryTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    [Fact]
    public void Exactly_what_was_acknowledged_passes() => Make(3).Check(Ann, Records(1, 2, 3));

    [Theory]
    [InlineData("lost", 1, 3)]
    [InlineData("doubled", 1, 2, 2, 3)]
    [InlineData("reordered", 2, 1, 3)]
    [InlineData("never acknowledged", 1, 2, 3, 4)]
    public void A_planted_fault_is_seen(string fault, params int[] stored)
    {
        var seen = Record.Exception(() => Make(3).Check(Ann, Records(stored)));
        Assert.True(seen is not null, $"A write was {fault} and the history checker did not see it.");
    }

    private static WriteHistory Make(int writes)
    {
        var history = new WriteHistory();
        foreach (var record in Records([.. Enumerable.Range(1, writes)]))
            history.Acknowledge(Ann, record.Text, new MemoryReceipt(record.Id, record.Sequence, ""));
        return history;
    }

    private static List<MemoryRecord> Records(params int[] sequences) =>
    [
        .. sequences.Select(sequence => new MemoryRecord
        {
            Id = MemoryId.Create(MemoryType.Episodic, DateTimeOffset.UnixEpoch, sequence, 1),
            Text = $"text {sequence}",
            Sequence = sequence,
        }),
    ];
}
