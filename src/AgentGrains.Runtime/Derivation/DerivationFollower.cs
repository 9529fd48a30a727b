namespace AgentGrains.Runtime.Derivation;

/// <summary>
/// Tells a scope's derivation that its log has grown: once, until it has read to the end. It is told again when it has not done so for
/// a while, since the silo it ran on may be gone.
/// </summary>
/// <remarks>Lives on its grain's scheduler.</remarks>
internal sealed class DerivationFollower(IGrainFactory grains, Scope scope, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IDerivationGrain _derivation = grains.GetGrain<IDerivationGrain>(scope.Key);
    private bool _told;
    private long _toldAt;

    /// <summary>The log has grown.</summary>
    /// <param name="passable">The chapter that grew, when it is sealed: derivation may have passed it.</param>
    public void Grown(int? passable)
    {
        if (_told && clock.GetElapsedTime(_toldAt) < Patience)
            return;
        (_told, _toldAt) = (true, clock.GetTimestamp());
        _ = TellAsync(passable);
    }

    /// <summary>Derivation has read to the end of the log.</summary>
    public void Followed() => _told = false;

    private async Task TellAsync(int? passable)
    {
        try
        {
            TenantContext.Set(scope.Tenant);
            await (passable is { } chapter ? _derivation.AsReference<ILateTurns>().NotifyLateAsync(chapter) : _derivation.NotifyAsync());
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            _told = false;   // the next write tells it
        }
    }
}
