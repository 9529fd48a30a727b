namespace AgentGrains.Optimization;

/// <summary>Limits of models and of the time to solve them.</summary>
public sealed record OptimizationOptions
{
    /// <summary>Most variables of a model. Default 10,000.</summary>
    public int MaxVariables { get; init; } = 10_000;

    /// <summary>Most constraints of a model. Default 10,000.</summary>
    public int MaxConstraints { get; init; } = 10_000;

    /// <summary>Most terms of a model, over objective and constraints. Default 200,000.</summary>
    public int MaxTerms { get; init; } = 200_000;

    /// <summary>Longest model, in UTF-16 units. Default 1 Mi.</summary>
    public int MaxLength { get; init; } = 1024 * 1024;

    /// <summary>How long one solve may take. Default 20 seconds; an execution makes up to two, a verification up to three.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How far a constraint may be missed, relative to 1 + |right side|, and an integer from whole. Default 1e-6.</summary>
    public double Feasibility { get; init; } = 1e-6;

    /// <summary>Relative difference up to which a value is the reference's. Default 1e-4.</summary>
    public double Relative { get; init; } = 1e-4;
}
