using AgentGrains.Chaos.Silos;

namespace AgentGrains.Chaos.Runs;

/// <summary>How a run goes.</summary>
public sealed record ChaosOptions
{
    /// <summary>Silo processes.</summary>
    public int Silos { get; init; } = 3;

    /// <summary>How long faults happen and clients write.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Faults that must have happened before it ends, however long that takes.</summary>
    public int LeastFaults { get; init; }

    /// <summary>Where the order of faults comes from.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Scopes, each with one writer that waits for its acknowledgements.</summary>
    public int Scopes { get; init; } = 24;

    /// <summary>How long a writer rests between calls.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether the storage is restarted as well.</summary>
    public bool RestartsStorage { get; init; } = true;

    /// <summary>Share of faults that freeze a silo; the rest is mostly kills.</summary>
    public double FreezeShare { get; init; } = 0.25;

    /// <summary>The server to run; the one without a fence shows that a run can fail.</summary>
    public string Program { get; init; } = SiloProcess.Program;

    /// <summary>Hears what happens.</summary>
    public Action<string> Report { get; init; } = _ => { };
}

/// <summary>What a run found.</summary>
public sealed record ChaosResult
{
    /// <summary>Texts whose durability was acknowledged.</summary>
    public int Acknowledged { get; init; }

    /// <summary>What became of them.</summary>
    public required History.HistoryVerdict Verdict { get; init; }

    /// <summary>Reads that did not see what their client had been told is durable.</summary>
    public int Unseen { get; init; }

    /// <summary>Recalls that were answered.</summary>
    public int Recalls { get; init; }

    /// <summary>Silos killed with SIGKILL.</summary>
    public int Kills { get; init; }

    /// <summary>Silos frozen with SIGSTOP and thawed.</summary>
    public int Freezes { get; init; }

    /// <summary>Silos ended with SIGTERM and started again.</summary>
    public int Terminations { get; init; }

    /// <summary>Restarts of the storage server, in order or as a power cut would.</summary>
    public int StorageRestarts { get; init; }

    /// <summary>After each kill, for each scope that noticed: how long its writer waited, in milliseconds.</summary>
    public required IReadOnlyList<double> UnavailableAfterKill { get; init; }

    /// <summary>The same after each freeze.</summary>
    public required IReadOnlyList<double> UnavailableAfterFreeze { get; init; }

    /// <summary>The same after each handing over.</summary>
    public required IReadOnlyList<double> UnavailableAfterTermination { get; init; }

    /// <summary>The same after each restart of the storage.</summary>
    public required IReadOnlyList<double> UnavailableAfterStorageRestart { get; init; }
}
