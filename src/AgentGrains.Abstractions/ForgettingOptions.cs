namespace AgentGrains;

/// <summary>How memories fade. Nothing is deleted by fading: an unused record weighs less, takes less room, and is at last not searched.</summary>
public sealed class ForgettingOptions
{
    /// <summary>
    /// Days that one unit of strength lasts. Default 90: a record that is never needed again stays active for two months, warm for six, cold for
    /// fourteen, and is then archived. From 0.01 to 36,500.
    /// </summary>
    public double UnitDays { get; set; } = 90;

    /// <summary>Retention from which a record is active. Default 0.8.</summary>
    public double ActiveFrom { get; set; } = 0.8;

    /// <summary>Retention from which a record is warm; below <see cref="ActiveFrom"/>. Default 0.5.</summary>
    public double WarmFrom { get; set; } = 0.5;

    /// <summary>Retention from which a record is cold and below which it is archived; below <see cref="WarmFrom"/>. Default 0.2.</summary>
    public double ColdFrom { get; set; } = 0.2;

    /// <summary>How far retention must pass a border before the zone changes, so that noise does not move a record to and fro. Default 0.03.</summary>
    public double Hysteresis { get; set; } = 0.03;

    /// <summary>A record is reinforced at most once in this time; what comes sooner is the same use. Default 1 hour.</summary>
    public TimeSpan ReinforceInterval { get; set; } = TimeSpan.FromHours(1);
}

/// <summary>How vectors are kept.</summary>
public sealed class VectorOptions
{
    /// <summary>
    /// Bits per component of a vector as it is first stored, 8 or 32. Default 8: it finds 98 to 99 % of what 32 bits find and takes a quarter of
    /// journal and memory. Holds for vectors made from now on.
    /// </summary>
    public int OriginalBits { get; set; } = 8;
}
