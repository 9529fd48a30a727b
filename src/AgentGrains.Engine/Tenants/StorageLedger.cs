namespace AgentGrains.Engine.Tenants;

/// <summary>
/// What each memory of a tenant has reserved of the tenant's room. A memory writes within its reservation without asking, so the sum of
/// all reservations, which never passes the limit, is never less than what is stored.
/// </summary>
/// <remarks>Not thread-safe: its one owner decides, persists, then applies.</remarks>
public sealed class StorageLedger
{
    private const int Types = 3;
    private const int LimitShare = 64;   // of what the limit leaves, nobody reserves more ahead than this part
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);   // nothing frees room but somebody's decision
    private readonly Dictionary<string, StorageAmount[]> _scopes = new(StringComparer.Ordinal);

    /// <summary>All reservations together.</summary>
    public StorageAmount Total { get; private set; }

    /// <summary>What a memory has reserved.</summary>
    public StorageAmount Of(string scope, MemoryType type) => _scopes.TryGetValue(scope, out var memories) ? memories[(int)type] : default;

    /// <summary>
    /// Decides what a memory may reserve that is about to hold <paramref name="needed"/>: that, and some room ahead (an eighth, or 8 to 64
    /// records and 4 to 64 KiB while it is small; less where the limit is near).
    /// </summary>
    /// <param name="scope">Its scope.</param>
    /// <param name="type">Which of the scope's memories it is.</param>
    /// <param name="held">What it holds now.</param>
    /// <param name="needed">What it will hold.</param>
    /// <param name="limits">The tenant's limits.</param>
    /// <returns>The new reservation, to be persisted and applied where it differs from the old.</returns>
    /// <exception cref="LimitExceededException">The tenant's room does not suffice.</exception>
    public StorageAmount Decide(string scope, MemoryType type, StorageAmount held, StorageAmount needed, TenantLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var mine = Of(scope, type);
        var others = Total - mine;
        return new StorageAmount(
            Reserve(nameof(TenantLimits.MaxRecords), "records", limits.MaxRecords, others.Records, mine.Records, held.Records, needed.Records, 8, 64),
            Reserve(nameof(TenantLimits.MaxBytes), "bytes", limits.MaxBytes, others.Bytes, mine.Bytes, held.Bytes, needed.Bytes, 4 * 1024, 64 * 1024));
    }

    /// <summary>Applies a decided reservation.</summary>
    public void Apply(string scope, MemoryType type, StorageAmount reserved)
    {
        if (!_scopes.TryGetValue(scope, out var memories))
            _scopes.Add(scope, memories = new StorageAmount[Types]);
        Total = Total - memories[(int)type] + reserved;
        memories[(int)type] = reserved;
    }

    /// <summary>Drops the reservations of a scope that was erased.</summary>
    public void Leave(string scope)
    {
        if (!_scopes.Remove(scope, out var memories))
            return;
        foreach (var reserved in memories)
            Total -= reserved;
    }

    private static long Reserve(string limit, string unit, long? most, long others, long mine, long held, long needed, long leastAhead, long mostWhileSmall)
    {
        var ahead = Math.Max(Math.Clamp(needed, leastAhead, mostWhileSmall), needed / 8);
        if (most is not { } room)
            return Math.Max(mine, needed <= mine ? mine : needed + ahead);
        var left = room - others - needed;
        if (left < 0 && needed > held)
            throw Full(limit, unit, room, others + Math.Max(held, 0), needed - held);
        if (needed <= mine && others + mine <= room)
            return mine;
        return needed + Math.Clamp(left / LimitShare, 0, ahead);
    }

    private static LimitExceededException Full(string limit, string unit, long room, long taken, long asked) => asked > room
        ? new LimitExceededException(limit, room, $"One call asks for {asked:N0} {unit}, and the tenant's limit, {nameof(TenantLimits)}.{limit}, is {room:N0}; send less in one call, or raise it with SetLimitsAsync.")
        {
            IsTooLarge = true,
        }
        : new LimitExceededException(limit, room, $"The tenant's memories have reserved {taken:N0} {unit} and {asked:N0} more are asked for; the limit set by {nameof(TenantLimits)}.{limit} is {room:N0}. Raise it with SetLimitsAsync, or erase a scope.")
        {
            RetryAfter = LookAgain,
        };
}
