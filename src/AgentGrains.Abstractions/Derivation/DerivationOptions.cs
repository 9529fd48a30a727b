namespace AgentGrains;

/// <summary>How what happened is turned into what is known.</summary>
public sealed class DerivationOptions
{
    /// <summary>Whether anything is derived. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Whether a scope's log is read again when it is next used after its extractor's name or version changed. Null, the default: if the extractor is
    /// deterministic; a model would be asked about the whole log once more.
    /// </summary>
    public bool? Rederive { get; set; }

    /// <summary>Most turns derived and committed at a time. Default 128.</summary>
    public int BatchTurns { get; set; } = 128;

    /// <summary>Turns before a window that its stages see. Default 6.</summary>
    public int ContextTurns { get; set; } = 6;

    /// <summary>Most statements taken from one turn; further ones are dropped, and an answer of a chat model that has more is refused. Default 16.</summary>
    public int MaxUnitsPerTurn { get; set; } = 16;

    /// <summary>How often a failing stage is tried before the default stage does its window. Default 3.</summary>
    public int StageAttempts { get; set; } = 3;

    /// <summary>How long a stage may take for one call; then it has failed. Default 100 seconds.</summary>
    public TimeSpan StageDeadline { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>Wait before the first repetition; it doubles up to a minute. Default 1 second.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);
}
