using System.Collections.Concurrent;
using AgentGrains.Runtime.Tenants;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Encryption;

/// <summary>The data keys of the tenants that this silo serves, unwrapped and in RAM only. Thread-safe.</summary>
internal sealed class TenantKeyring(IGrainFactory grains, IOptions<EncryptionOptions> options, IMasterKeys? masters = null)
{
    private readonly ConcurrentDictionary<string, Task<DataKey?>> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _destroyed = new(StringComparer.Ordinal);

    /// <summary>Whether what is written is encrypted.</summary>
    public bool Encrypts { get; } = options.Value.Enabled;

    /// <summary>The key of a tenant; one is made for it when <see cref="Encrypts"/>. Null when it has none.</summary>
    /// <exception cref="TenantKeyException">It was destroyed, or cannot be unwrapped.</exception>
    public async ValueTask<DataKey?> GetAsync(string tenant)
    {
        ThrowIfDestroyed(tenant);
        var getting = _keys.GetOrAdd(tenant, static (name, ring) => Task.Run(() => ring.FetchAsync(name)), this);
        try
        {
            var key = await getting;
            if (key is null)
                Drop();   // one may be made later, by a silo that encrypts
            return key;
        }
        catch
        {
            Drop();
            throw;
        }

        void Drop() => _keys.TryRemove(KeyValuePair.Create(tenant, getting));
    }

    /// <exception cref="TenantKeyException">The tenant's key was destroyed.</exception>
    public void ThrowIfDestroyed(string tenant)
    {
        if (!_destroyed.IsEmpty && _destroyed.ContainsKey(tenant))
            throw FileMasterKeys.Destroyed(tenant);
    }

    /// <summary>Forgets a key that was destroyed.</summary>
    public void Destroyed(string tenant)
    {
        _destroyed[tenant] = 0;
        _keys.TryRemove(tenant, out _);
    }

    private async Task<DataKey?> FetchAsync(string tenant)
    {
        TenantContext.Set(tenant);
        var answer = await grains.GetGrain<ITenantGrain>(tenant).AsReference<ITenantAllotments>().GetKeyAsync(Encrypts);
        if (answer.IsDestroyed)
        {
            Destroyed(tenant);
            throw FileMasterKeys.Destroyed(tenant);
        }

        if (answer.Key is not { } wrapped)
            return null;
        if (masters is null)
            throw new TenantKeyException(tenant, false, $"The data of tenant '{tenant}' is encrypted and this silo has no master keys; set EncryptionOptions.KeyFile or {nameof(EncryptionOptions.KeyVariable)}, and TenantKeyDirectory.");
        return new DataKey(answer.Version, await masters.UnwrapAsync(tenant, wrapped, CancellationToken.None));
    }
}

/// <summary>A tenant's data key.</summary>
/// <param name="Version">Counts from 1.</param>
/// <param name="Bytes">32 bytes; never stored, logged or sent.</param>
internal sealed record DataKey(int Version, byte[] Bytes)
{
    public override string ToString() => $"data key {Version}";
}
