namespace AgentGrains;

/// <summary>Limits of one session's working memory. Every limit is checked before anything is written.</summary>
public sealed class WorkingMemoryOptions
{
    /// <summary>Longest step, goal or summary, in UTF-8 bytes; what is longer belongs in a symbol. Default 32 KiB.</summary>
    public int MaxStepBytes { get; set; } = 32 * 1024;

    /// <summary>Largest content of one symbol, in UTF-8 bytes. Default 256 KiB, at most 384 KiB: it must fit one piece of a journal.</summary>
    public int MaxSymbolBytes { get; set; } = 256 * 1024;

    /// <summary>Largest core block, in UTF-8 bytes. Default 2 KiB: blocks are in every context.</summary>
    public int MaxBlockBytes { get; set; } = 2 * 1024;

    /// <summary>Most core blocks. Default 16.</summary>
    public int MaxBlocks { get; set; } = 16;

    /// <summary>Most symbols. Default 10,000.</summary>
    public int MaxSymbols { get; set; } = 10_000;

    /// <summary>Most steps of one session, closed subgoals included. Default 100,000.</summary>
    public int MaxSteps { get; set; } = 100_000;

    /// <summary>Most open subgoals at once. Default 64.</summary>
    public int MaxDepth { get; set; } = 64;

    /// <summary>Most edits in one call. Default 1,000.</summary>
    public int MaxBatch { get; set; } = 1_000;

    /// <summary>Most bytes that all symbols of a session may hold together. Default 16 MiB; all of them are held in RAM while it is in use.</summary>
    public long MaxSymbolBytesInAll { get; set; } = 16 * 1024 * 1024;
}
