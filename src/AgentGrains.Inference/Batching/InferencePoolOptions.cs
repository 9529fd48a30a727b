namespace AgentGrains.Inference.Batching;

/// <summary>How a silo's inference pool batches, bounds and shares its work. The defaults suit a processor; a backend may narrow them.</summary>
public sealed record InferencePoolOptions
{
    /// <summary>Most texts of one batch. Default 64.</summary>
    public int MaxBatch { get; set; } = 64;

    /// <summary>Most tokens of one batch, counted as the backend pads them. Default 16,384.</summary>
    public int MaxBatchTokens { get; set; } = 16 * 1024;

    /// <summary>Batches are kept so small that one should take no longer, which bounds how long another tenant waits. Default 100 ms.</summary>
    public TimeSpan MaxBatchTime { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Longest time that work is held back so that its batch grows, and only while the device is or was just busy; at most a twentieth
    /// of a batch's time, or, where many ask, the overhead that the larger batch is to save. Default 5 ms.
    /// </summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Batches that run at once; 0 lets the backend say, or else two. With two or more, one tenant cannot hold them all.</summary>
    public int Lanes { get; set; }

    /// <summary>Most queued texts of one tenant, for questions and for background work each. Default 8,192.</summary>
    public int MaxQueuedPerTenant { get; set; } = 8 * 1024;

    /// <summary>How long a request may wait and run before it fails. Default 30 seconds.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The same for a chat model's answer. Default 2 minutes.</summary>
    public TimeSpan ChatDeadline { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Bytes of finished vectors kept per model, 0 for none. Default 32 MiB.</summary>
    public long CacheBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>How long another silo's device may take before this silo does the work itself. Default 1 second.</summary>
    public TimeSpan RemotePatience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The silo metadata value <c>accelerator</c> of the silos that should do the work. Default gpu.</summary>
    public string Accelerator { get; set; } = "gpu";

    /// <summary>Whether no other silo may do it. Default false: without such a silo, every silo does its own.</summary>
    public bool AcceleratorRequired { get; set; }
}
