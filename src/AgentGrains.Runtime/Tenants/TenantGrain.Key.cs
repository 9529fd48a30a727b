using AgentGrains.Runtime.Encryption;
using AgentGrains.Runtime.Outcomes;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Tenants;

internal sealed partial class TenantGrain
{
    private readonly ILogger _logger = logger;
    private TenantKeyState _key = TenantKeyState.None;

    public async ValueTask<TenantKeyAnswer> GetKeyAsync(bool create)
    {
        if (await _key.NextAsync(this.GetPrimaryKeyString(), masters, create) is { } next)
            await CommitAsync(new TenantOperation(TenantOperationKind.SetKey, Key: next));
        return new TenantKeyAnswer(_key.Version, _key.Wrapped, _key.IsDestroyed);
    }

    public async ValueTask<string> RewrapKeyAsync(CancellationToken cancellationToken)
    {
        RequireKey();
        return (await GetKeyAsync(create: false)).Key?.MasterKey ?? throw FileMasterKeys.Destroyed(this.GetPrimaryKeyString());
    }

    public async ValueTask DestroyKeyAsync(CancellationToken cancellationToken)
    {
        RequireKey();

        // The journal first: what a crash leaves undone is done when the tenant is next used.
        if (!_key.IsDestroyed)
            await CommitAsync(new TenantOperation(TenantOperationKind.DestroyKey, Key: new TenantKeyState(_key.Version, null, true)));
        if (masters is not null)
            await masters.DestroyAsync(this.GetPrimaryKeyString(), CancellationToken.None);
        keys.Destroyed(this.GetPrimaryKeyString());
        await Federations.WithdrawAsync(GrainFactory);   // plain weights under a pseudonym, which no key makes unreadable
        if (vectors is not null)
            await vectors.EraseTenantAsync(this.GetPrimaryKeyString());   // nor these
        shares.Forget(this.GetPrimaryKeyString());
        LogKeyDestroyed(this.GetPrimaryKeyString());
    }

    private void RequireKey()
    {
        if (_key.Version == 0)
            throw new InvalidMemoryException("key", $"Tenant '{this.GetPrimaryKeyString()}' has no key: nothing of it was ever encrypted. Erase its scopes instead.");
    }

    private async Task FinishDestructionAsync()
    {
        keys.Destroyed(this.GetPrimaryKeyString());
        try
        {
            if (vectors is not null)
                await vectors.EraseTenantAsync(this.GetPrimaryKeyString());
            if (masters is null)
                return;
            await masters.DestroyAsync(this.GetPrimaryKeyString(), CancellationToken.None);
            TenantContext.Set(this.GetPrimaryKeyString());
            await Federations.WithdrawAsync(GrainFactory);
        }
        catch (Exception failure)
        {
            LogKeyNotDestroyed(this.GetPrimaryKeyString(), failure);
        }
    }

    [LoggerMessage(51, LogLevel.Warning, "The key of tenant '{Tenant}' was destroyed: its encrypted data cannot be read again")]
    private partial void LogKeyDestroyed(string tenant);

    [LoggerMessage(52, LogLevel.Error, "The destruction of the key of tenant '{Tenant}' could not be finished; it is tried again when the tenant is next used. Until then its file must not be restored")]
    private partial void LogKeyNotDestroyed(string tenant, Exception failure);
}
