using System.Collections.Immutable;

namespace AgentGrains.Runtime.Client;

/// <summary>The secrets of one scope, seen from a client. Everything here is safe to repeat.</summary>
internal sealed class Vault(Scope scope, IGrainFactory grains, WriteRetry retry) : IVault
{
    private readonly IVaultGrain _grain = grains.GetGrain<IVaultGrain>(scope.Key);

    public async ValueTask SetAsync(string name, string value, string? caption = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        await CallAsync(
            async (grain, token) =>
            {
                await grain.SetAsync(name, new SecretValue(value), caption, token);
                return true;
            },
            cancellationToken);
    }

    public ValueTask<ImmutableArray<SecretInfo>> ListAsync(CancellationToken cancellationToken = default) =>
        CallAsync(static (grain, token) => grain.ListAsync(token), cancellationToken);

    public ValueTask<SecretGrant> GrantAsync(string name, string holder, CancellationToken cancellationToken = default) =>
        CallAsync((grain, token) => grain.GrantAsync(name, holder, token), cancellationToken);

    public async ValueTask RevokeAsync(string name, string holder, CancellationToken cancellationToken = default) => await CallAsync(
        async (grain, token) =>
        {
            await grain.RevokeAsync(name, holder, token);
            return true;
        },
        cancellationToken);

    public ValueTask<SecretValue?> ReadAsync(SecretGrant grant, CancellationToken cancellationToken = default) =>
        CallAsync((grain, token) => grain.ReadAsync(grant, token), cancellationToken);

    public ValueTask<bool> RemoveAsync(string name, CancellationToken cancellationToken = default) =>
        CallAsync((grain, token) => grain.RemoveAsync(name, token), cancellationToken);

    private ValueTask<T> CallAsync<T>(Func<IVaultGrain, CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        TenantContext.Set(scope.Tenant);
        return retry.RunAsync(call, _grain, cancellationToken);
    }
}
