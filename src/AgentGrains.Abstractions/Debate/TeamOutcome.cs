using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>What came out when a solution was executed.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.TeamOutcome")]
public sealed record TeamOutcome
{
    /// <summary>How the execution ended.</summary>
    [Id(0)] public required OutcomeStatus Status { get; init; }

    /// <summary>The value, such as an optimal objective; finite. Null when the family's outcomes are texts, or there is none.</summary>
    [Id(1)] public double? Value { get; init; }

    /// <summary>The outcome of a family whose outcomes are texts.</summary>
    [Id(2)] public string? Text { get; init; }

    /// <summary>Reasons and remarks: what is infeasible, which check failed.</summary>
    [Id(3)] public ImmutableArray<string> Remarks { get; init; } = [];

    /// <summary>Whether it takes part in agreement and votes.</summary>
    public bool IsComparable => Status is not OutcomeStatus.Failed;

    /// <summary>An outcome with a number.</summary>
    public static TeamOutcome Solved(double value) => new() { Status = OutcomeStatus.Solved, Value = value };

    /// <summary>An outcome that is none.</summary>
    public static TeamOutcome Failed(params ImmutableArray<string> remarks) => new() { Status = OutcomeStatus.Failed, Remarks = remarks };
}

/// <summary>How an execution ended. The numbers are persisted.</summary>
[GenerateSerializer, Alias("agentgrains.OutcomeStatus")]
public enum OutcomeStatus : byte
{
    /// <summary>No outcome: the solution could not be read or executed, or not in time.</summary>
    Failed = 0,

    /// <summary>There is a value or a text.</summary>
    Solved = 1,

    /// <summary>The task as the team put it has no solution.</summary>
    Infeasible = 2,

    /// <summary>The task as the team put it has no finite best value.</summary>
    Unbounded = 3,
}

/// <summary>What a verifier found out about one outcome.</summary>
/// <param name="Verdict">The finding; <see cref="Verdict.Unverified"/> when it cannot tell.</param>
/// <param name="Verifier">Who found it.</param>
/// <param name="Reasons">What was checked and what failed.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.Verification")]
public sealed record Verification(
    [property: Id(0)] Verdict Verdict, [property: Id(1)] string Verifier, [property: Id(2)] ImmutableArray<string> Reasons);
