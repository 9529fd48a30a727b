namespace AgentGrains.Cluster.Tests.Derivation;

internal static class DerivationCalls
{
    /// <summary>Returns when everything up to a position was derived; gives up after a while.</summary>
    public static async Task Derived(this IGrainFactory grains, Scope scope, long sequence)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                TenantContext.Set(scope.Tenant);
                await grains.GetGrain<IDerivationGrain>(scope.Key).WaitAsync(sequence, CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
                return;
            }
            catch (Exception failure) when (attempt < 20 && failure is WriteUncertainException or OrleansException)
            {
            }
        }
    }

    public static async Task<DerivationStatus> Status(this IGrainFactory grains, Scope scope)
    {
        TenantContext.Set(scope.Tenant);
        return await grains.GetGrain<IDerivationGrain>(scope.Key).GetStatusAsync(CancellationToken.None);
    }
}
