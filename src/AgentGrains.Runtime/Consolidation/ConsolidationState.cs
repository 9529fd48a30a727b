namespace AgentGrains.Runtime.Consolidation;

/// <summary>The runs of a scope, and how far the one under way is. Written after the operations it covers are durable.</summary>
[GenerateSerializer, Alias("agentgrains.ConsolidationState")]
internal sealed class ConsolidationState
{
    /// <summary>The oldest first; at most one goes on, the last.</summary>
    [Id(0)] public List<RunEntry> Runs { get; set; } = [];

    /// <summary>Runs that were ever begun.</summary>
    [Id(1)] public int Begun { get; set; }

    /// <summary>Which of the memories the run is at.</summary>
    [Id(2)] public int Stage { get; set; }

    /// <summary>Versions of that memory that it has passed.</summary>
    [Id(3)] public long Position { get; set; }
}

/// <summary>One run, and where its operations are.</summary>
[GenerateSerializer, Alias("agentgrains.RunEntry")]
internal sealed class RunEntry
{
    /// <summary>As it is told.</summary>
    [Id(0)] public required ConsolidationRun Run { get; set; }

    /// <summary>By memory type: journal position that the run's operations come after; -1 before it is there.</summary>
    [Id(1)] public long[] After { get; set; } = [-1, -1];

    /// <summary>By memory type: journal position up to which they are.</summary>
    [Id(2)] public long[] Until { get; set; } = [-1, -1];
}
