namespace AgentGrains;

/// <summary>How memories use a store of vectors (<see cref="IVectorStore"/>). Read once, at start; every silo of a cluster is given the same.</summary>
public sealed class VectorStoreOptions
{
    /// <summary>
    /// Most vectors that the store names in one search of a memory, 1 to 10,000. Default 1,000: a memory with no more ranks as if it held them itself;
    /// in one with more, what is not named counts as near as the last that is.
    /// </summary>
    public int SearchLimit { get; set; } = 1_000;

    /// <summary>How long a recall waits for the store, all attempts together, before it goes on by words. Default 1 s.</summary>
    public TimeSpan SearchTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long recalls do not ask the store after it failed one. Default 5 s.</summary>
    public TimeSpan RestAfterFailure { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long one write to the store may take, at most a third of the silo's <c>ResponseTimeout</c>: an erasure may wait that long for a write under way, and as
    /// long again for its own, before it says that it has to be repeated, and its caller must still be there to hear it. Default 1.5 s.
    /// </summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Vectors in one write. Default 256.</summary>
    public int BatchSize { get; set; } = 256;

    /// <summary>How often a memory in use looks whether the store still holds what was written. Default 5 minutes.</summary>
    public TimeSpan CheckPeriod { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether it is known that vectors in the store are not encrypted with the tenant's key, and tell something of what was said. Without it, a silo that
    /// encrypts (<see cref="EncryptionOptions.Enabled"/>) refuses a store.
    /// </summary>
    public bool AcceptUnencrypted { get; set; }
}
