namespace AgentGrains.Runtime.Consolidation;

/// <summary>Tells a scope's consolidation, once, that there is enough that is new; again only after a run has seen it.</summary>
/// <remarks>Lives on its grain's scheduler. What grew before the grain was activated is not counted: the rest will come.</remarks>
internal sealed class GrowthTeller(IGrainFactory grains, Scope scope, ConsolidationOptions options)
{
    private int _new;
    private bool _told;

    public void Grown(int operations)
    {
        _new += operations;
        if (_told || _new < options.LeastNew || !options.Enabled)
            return;
        _told = true;
        _ = TellAsync();
    }

    /// <summary>A run has planned to the end of the memory.</summary>
    public void Seen() => (_new, _told) = (0, false);

    private async Task TellAsync()
    {
        try
        {
            TenantContext.Set(scope.Tenant);
            await grains.GetGrain<IConsolidationGrain>(scope.Key).AsReference<IGrowthListener>().GrownAsync();
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException or WriteUncertainException)
        {
            _told = false;   // the next write tells it
        }
    }
}
