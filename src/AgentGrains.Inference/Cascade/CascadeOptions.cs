namespace AgentGrains.Inference.Cascade;

/// <summary>When a cheap model's answer is enough, and what the strong one may be asked.</summary>
public sealed record CascadeOptions
{
    /// <summary>Results that are compared. Default 10.</summary>
    public int TopK { get; set; } = 10;

    /// <summary>Overlap (Jaccard) of two stages' results from which they count as stable. Default 0.8.</summary>
    public double Stable { get; set; } = 0.8;

    /// <summary>Share of the queries that the strong model may be asked on average, explored ones included. Default 0.5.</summary>
    public double AverageShare { get; set; } = 0.5;

    /// <summary>Most calls of the strong model within a second, whatever the average. Default 50.</summary>
    public int PeakPerSecond { get; set; } = 50;

    /// <summary>Share of the stable queries that are verified all the same, so that a drift is seen. Default 0.03.</summary>
    public double Explore { get; set; } = 0.03;

    /// <summary>How much of a pair is forgotten with each that follows; about 1/(1 - it) pairs count. Default 0.997.</summary>
    public double Memory { get; set; } = 0.997;

    /// <summary>Pairs before the first exit. Default 200.</summary>
    public int WarmUp { get; set; } = 200;

    /// <summary>Tenants whose maps a silo keeps, the latest; each takes about 8·(d² + d·t) bytes and two kilobytes a dimension. Default 64.</summary>
    public int MaxTenants { get; set; } = 64;

    /// <summary>Seed of what is explored. Default 1.</summary>
    public int Seed { get; set; } = 1;
}
