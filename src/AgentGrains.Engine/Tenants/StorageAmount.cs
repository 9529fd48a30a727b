namespace AgentGrains.Engine.Tenants;

/// <summary>How much is stored.</summary>
/// <param name="Records">Records, retired ones included.</param>
/// <param name="Bytes">Bytes of journal.</param>
public readonly record struct StorageAmount(long Records, long Bytes)
{
    /// <summary>Whether both fit.</summary>
    public bool Fits(StorageAmount room) => Records <= room.Records && Bytes <= room.Bytes;

    public static StorageAmount operator +(StorageAmount one, StorageAmount other) => new(one.Records + other.Records, one.Bytes + other.Bytes);

    public static StorageAmount operator -(StorageAmount one, StorageAmount other) => new(one.Records - other.Records, one.Bytes - other.Bytes);
}
