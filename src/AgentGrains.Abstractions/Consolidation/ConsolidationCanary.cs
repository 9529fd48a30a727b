using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>The sessions that see a staged run before everybody does.</summary>
/// <param name="Sessions">Sessions by name; at most 1,000.</param>
/// <param name="Percent">Of all other sessions, this share, 0 to 100. Which ones is drawn anew for each run, and stays.</param>
/// <remarks>Immutable and thread-safe. A recall belongs to the session that <see cref="RecallRequest.ForSession"/> names; without one it is nobody's.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.ConsolidationCanary")]
public sealed record ConsolidationCanary([property: Id(0)] ImmutableArray<string> Sessions, [property: Id(1)] int Percent = 0)
{
    /// <summary>Nobody.</summary>
    public static ConsolidationCanary None { get; } = new([]);

    /// <inheritdoc/>
    public bool Equals(ConsolidationCanary? other) => other is not null && Percent == other.Percent && Sessions.AsSpan().SequenceEqual(other.Sessions.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Percent, Sessions.IsDefault ? 0 : Sessions.Length);
}

/// <summary>How one memory answers while a run is staged or watched.</summary>
/// <param name="Run">The run.</param>
/// <param name="Arm">Which of the compared ways it answered in.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.StagedView")]
public readonly record struct StagedView([property: Id(0)] string Run, [property: Id(1)] RunArm Arm);

/// <summary>The ways of answering that are compared while a run is staged or watched.</summary>
[GenerateSerializer, Alias("agentgrains.RunArm")]
public enum RunArm : byte
{
    /// <summary>As ever: the run is staged, and the session is no canary.</summary>
    Baseline = 0,

    /// <summary>As if the run were applied.</summary>
    Canary = 1,

    /// <summary>The run is applied.</summary>
    Promoted = 2,
}
