namespace AgentGrains.Runtime.Tenants;

/// <summary>A tenant that is closed while it is erased and until it is opened again, and the names in its own journal.</summary>
internal sealed partial class TenantGrain
{
    private static readonly ReadOnlyMemory<byte> Names = new byte[] { 1 };   // all that can be redacted here

    private bool _isClosed;

    public ValueTask RequireOpenAsync()
    {
        ThrowIfClosed();
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> IsClosedAsync() => new(_isClosed);

    public async ValueTask SetClosedAsync(bool isClosed)
    {
        if (_isClosed != isClosed)
            await CommitAsync(new TenantOperation(isClosed ? TenantOperationKind.Close : TenantOperationKind.Open));
        shares.Forget(this.GetPrimaryKeyString());
    }

    public async ValueTask RedactNamesAsync()
    {
        if (_scopes.Count > 0)
            throw new InvalidMemoryException("tenant", $"Tenant '{this.GetPrimaryKeyString()}' has {_scopes.Count:N0} scopes; erase them first.");
        try
        {
            await _journal.RedactAsync(Names);
        }
        catch
        {
            DeactivateOnIdle();   // what storage holds is not known; the next activation finishes it
            throw;
        }
    }

    private void ThrowIfClosed()
    {
        if (_isClosed)
            throw TenantGate.Closed(this.GetPrimaryKeyString());
    }
}

/// <summary>What grains of a tenant that are in no scope ask before their first write, so that nothing is written behind an erasure.</summary>
internal static class TenantGate
{
    /// <exception cref="WriteUncertainException">The tenant is closed.</exception>
    public static ValueTask RequireOpenAsync(IGrainFactory grains, string tenant) => grains.GetGrain<ITenantGrain>(tenant).AsReference<ITenantAllotments>().RequireOpenAsync();

    /// <summary>The same as an answer, for who has something to let go of when it is closed.</summary>
    public static ValueTask<bool> IsClosedAsync(IGrainFactory grains, string tenant) => grains.GetGrain<ITenantGrain>(tenant).AsReference<ITenantAllotments>().IsClosedAsync();

    public static WriteUncertainException Closed(string tenant) => new($"Tenant '{tenant}' is being erased, or was; nothing of it can be used until the erasure is over and ReopenAsync was called.");
}
