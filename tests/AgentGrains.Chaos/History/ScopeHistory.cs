namespace AgentGrains.Chaos.History;

/// <summary>One call that writes: some texts, all or none.</summary>
public sealed class WriteAttempt(IReadOnlyList<string> texts)
{
    /// <summary>The texts, each unlike any other of the run.</summary>
    public IReadOnlyList<string> Texts { get; } = texts;

    /// <summary>What the client was told; null while nothing was acknowledged, so that the texts may be there or not.</summary>
    public IReadOnlyList<MemoryReceipt>? Receipts { get; private set; }

    /// <summary>The client was told that the write is durable.</summary>
    public void Acknowledge(IReadOnlyList<MemoryReceipt> receipts) => Receipts = receipts;
}

/// <summary>What one writer asked of one scope, in order: it waits for every acknowledgement before it writes again.</summary>
public sealed class ScopeHistory
{
    private readonly List<WriteAttempt> _attempts = [];

    /// <summary>Every attempt, in order.</summary>
    public IReadOnlyList<WriteAttempt> Attempts => _attempts;

    /// <summary>Number of texts whose durability was acknowledged.</summary>
    public int Acknowledged => _attempts.Where(attempt => attempt.Receipts is not null).Sum(attempt => attempt.Texts.Count);

    /// <summary>Notes a write before it is tried for the first time.</summary>
    public WriteAttempt Begin(IReadOnlyList<string> texts)
    {
        var attempt = new WriteAttempt(texts);
        _attempts.Add(attempt);
        return attempt;
    }
}
