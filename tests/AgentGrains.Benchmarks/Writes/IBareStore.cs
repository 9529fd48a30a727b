namespace AgentGrains.Benchmarks.Writes;

/// <summary>A store with nothing around it: takes the rows of a write. Thread-safe.</summary>
internal interface IBareStore : IAsyncDisposable
{
    /// <summary>Writes the rows of one write; whoever waits shares one commit, as far as the store can.</summary>
    Task WriteGroupedAsync(int scope, IReadOnlyList<StoredRow> rows);

    /// <summary>Writes the rows of one write in a commit of its own.</summary>
    Task WriteAloneAsync(int scope, IReadOnlyList<StoredRow> rows);
}
