using System.Collections.Immutable;
using System.Globalization;

namespace AgentGrains.Engine.Guard;

/// <summary>What is to become of a draft.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Trust">Reputation times what the signals leave; written on the record.</param>
/// <param name="Reasons">The signals, strongest first.</param>
/// <param name="Echoed">The record that it repeats.</param>
internal readonly record struct GateVerdict(GateAction Action, float Trust, ImmutableArray<GuardReason> Reasons, MemoryId? Echoed = null)
{
    /// <summary>No guard looked at it.</summary>
    public static GateVerdict Unguarded { get; } = new(GateAction.Store, 1, []);

    /// <summary>The reasons in words.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture, $"trust {Trust:0.##}: {string.Join("; ", Reasons.Select(reason => reason.ToString()))}");
}

internal enum GateAction
{
    Store,
    Hold,
    Reject,
    Echo,
}
