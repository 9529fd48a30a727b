using Xunit;

namespace AgentGrains.Cluster.Tests.Chaos;

/// <summary>What was acknowledged, and whether storage agrees.</summary>
internal sealed class WriteHistory
{
    private readonly Dictionary<Scope, List<(string Text, MemoryReceipt Receipt)>> _acknowledged = [];

    public void Acknowledge(Scope scope, string text, MemoryReceipt receipt)
    {
        if (!_acknowledged.TryGetValue(scope, out var writes))
            _acknowledged.Add(scope, writes = []);
        writes.Add((text, receipt));
    }

    /// <summary>Fails unless exactly the acknowledged writes are there, once each, under their receipts, in the order of acknowledgement.</summary>
    public void Check(Scope scope, IReadOnlyList<MemoryRecord> stored)
    {
        var expected = _acknowledged.GetValueOrDefault(scope) ?? [];
        Assert.Equal(expected.Select(write => write.Text), stored.Select(record => record.Text));
        Assert.Equal(expected.Select(write => (write.Receipt.Id, write.Receipt.Sequence)), stored.Select(record => (record.Id, record.Sequence)));
    }
}
