namespace AgentGrains.Inference;

/// <summary>
/// What a backend says of itself to the pool, through <c>GetService(typeof(BackendTraits))</c>. Without it, the pool batches and sends two
/// batches at a time.
/// </summary>
public sealed record BackendTraits
{
    /// <summary>It computes at once on the caller's thread, and batches are no faster: local calls go straight to it. Default false.</summary>
    public bool IsImmediate { get; init; }

    /// <summary>Batches it can do at once; with two or more, one tenant cannot hold them all. Default 2.</summary>
    public int Lanes { get; init; } = 2;

    /// <summary>Most items it takes in one call; 0 when it does not mind. Default 0.</summary>
    public int MaxBatch { get; init; }
}
