using System.Security.Cryptography;

namespace AgentGrains.Runtime.Encryption;

/// <summary>A tenant's wrapped key, as its journal has it, and what is to be done to it.</summary>
/// <param name="Version">Counts from 1; 0 when there never was a key.</param>
/// <param name="Wrapped">The wrapped key; null when there is none (any more).</param>
/// <param name="IsDestroyed">Whether it was destroyed.</param>
internal sealed record TenantKeyState(int Version, WrappedKey? Wrapped, bool IsDestroyed)
{
    public static TenantKeyState None { get; } = new(0, null, false);

    /// <summary>What should take this state's place: a first key, or the same one wrapped by the current master key. Null when nothing should.</summary>
    public async ValueTask<TenantKeyState?> NextAsync(string tenant, IMasterKeys? masters, bool create)
    {
        if (IsDestroyed || masters is null || (Wrapped is null && !create) || Wrapped?.MasterKey == masters.Current)
            return null;
        var dataKey = Wrapped is null ? RandomNumberGenerator.GetBytes(MasterKeyLines.KeyBytes) : await masters.UnwrapAsync(tenant, Wrapped, CancellationToken.None);
        try
        {
            return new TenantKeyState(Math.Max(1, Version), await masters.WrapAsync(tenant, dataKey, CancellationToken.None), false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }
}
