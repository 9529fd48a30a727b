namespace AgentGrains.Engine.Decay;

/// <summary>What retention makes of a record's zone, and what the zone makes of its rank and its vector. Pure.</summary>
public static class Zones
{
    /// <summary>The next zone: it changes when retention has passed the border by <see cref="ForgettingOptions.Hysteresis"/>.</summary>
    public static MemoryZone Next(MemoryZone now, double retention, ForgettingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var zone = now;
        while (zone < MemoryZone.Archive && retention < From(zone, options) - options.Hysteresis)
            zone++;

        // What cannot rise further than 1 is active again at 1, however wide the margin.
        while (zone > MemoryZone.Active && (retention >= From(zone - 1, options) + options.Hysteresis || retention >= 1))
            zone--;
        return zone;
    }

    /// <summary>Share of its rank that a record keeps: the odds of its being the answer are multiplied with this.</summary>
    public static float Weight(MemoryZone zone) => zone switch
    {
        MemoryZone.Active => 1,
        MemoryZone.Warm => 0.7f,
        MemoryZone.Cold => 0.3f,
        _ => 0,
    };

    /// <summary>Most bits per component of its vector; 0 when it is in the journal only.</summary>
    public static int Bits(MemoryZone zone) => zone switch
    {
        MemoryZone.Active => 32,
        MemoryZone.Warm => 8,
        MemoryZone.Cold => 4,
        _ => 0,
    };

    private static double From(MemoryZone zone, ForgettingOptions options) => zone switch
    {
        MemoryZone.Active => options.ActiveFrom,
        MemoryZone.Warm => options.WarmFrom,
        _ => options.ColdFrom,
    };
}
