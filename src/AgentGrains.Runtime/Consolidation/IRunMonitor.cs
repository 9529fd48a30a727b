namespace AgentGrains.Runtime.Consolidation;

/// <summary>Hears how a scope's recalls fared while a run is staged or watched, and undoes the run when they fare worse.</summary>
[Alias("agentgrains.IRunMonitor")]
internal interface IRunMonitor : ITenantOwned
{
    /// <summary>Counts what was seen. Of a run that is neither staged nor watched any more, nothing.</summary>
    [Alias("Observe"), ResponseTimeout("00:05:00")]
    ValueTask ObserveAsync(StagedView view, ArmCounts seen);
}

/// <summary>How one scope answered a recall, for its outcome to be counted.</summary>
/// <param name="Scope">The scope's name.</param>
/// <param name="View">The run, and the arm.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.WatchedScope")]
internal readonly record struct WatchedScope([property: Id(0)] string Scope, [property: Id(1)] StagedView View);
