namespace AgentGrains.Runtime.Derivation;

/// <summary>How far a scope's derivation is. Written after the operations it covers are durable.</summary>
[GenerateSerializer, Alias("agentgrains.DerivationState")]
internal sealed class DerivationState
{
    /// <summary>Records of the episodic log that were derived from, forgotten ones counted.</summary>
    [Id(0)] public long Position { get; set; }

    /// <summary>Position in the episodic journal up to which everything was derived.</summary>
    [Id(1)] public long Sequence { get; set; }

    /// <summary>Who derived: the extractor's name and version.</summary>
    [Id(2)] public string? Producer { get; set; }

    /// <summary>What the second reading does, after the extractor changed; 0 when there is none.</summary>
    [Id(3)] public int RereadStage { get; set; }

    /// <summary>Records of the log that this stage of it has passed.</summary>
    [Id(4)] public long RereadPosition { get; set; }

    /// <summary>Records of the log that an earlier extractor had read.</summary>
    [Id(5)] public long RereadUntil { get; set; }

    /// <summary>Where each chapter ended that was passed, or was last looked at since.</summary>
    [Id(6)] public Dictionary<int, long> Passed { get; set; } = [];
}
