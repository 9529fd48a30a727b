namespace AgentGrains;

/// <summary>Limits of one memory. Every limit is checked before anything is written.</summary>
public sealed record MemoryOptions
{
    /// <summary>Longest text of one memory, in UTF-8 bytes. Default 32 KiB. Must fit a journal segment.</summary>
    public int MaxTextBytes { get; set; } = 32 * 1024;

    /// <summary>Most drafts in one call. Default 1,000.</summary>
    public int MaxBatch { get; set; } = 1_000;

    /// <summary>Most records in one memory of one scope, retired ones included. Default 1,000,000.</summary>
    public int MaxRecords { get; set; } = 1_000_000;

    /// <summary>
    /// Records, retired ones included, after which the log of a scope goes on in a new chapter: another grain, with a journal and an index of
    /// its own. Default 20,000; 0: it never does. A log that has chapters keeps them whatever this is set to.
    /// </summary>
    /// <remarks>Clients see one log, and recall ranks as in one grain: docs/big-scopes.md.</remarks>
    public int ChapterRecords { get; set; } = 20_000;

    /// <summary>Longest key, name, alias, label or actor, in UTF-8 bytes. Default 1 KiB.</summary>
    public int MaxNameBytes { get; set; } = 1024;

    /// <summary>Most aliases, arguments, sources or labels of one memory. Default 64.</summary>
    public int MaxParts { get; set; } = 64;
}

/// <summary>How agents run their turns.</summary>
public sealed class AgentOptions
{
    /// <summary>
    /// Whether small talk, thanks and requests that carry all they need are answered without recall. Default true. Recalls that are
    /// asked for by name are never gated.
    /// </summary>
    public bool Gate { get; set; } = true;

    /// <summary>How long the chat model may take for one answer, its tool calls included, before the turn fails. Default 100 seconds; the whole turn has 120.</summary>
    public TimeSpan AnswerDeadline { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>How long one tool may take before the model is told that it did not answer. Default 30 seconds.</summary>
    public TimeSpan ToolTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most tool calls in one turn. Default 16.</summary>
    public int MaxToolCalls { get; set; } = 16;

    /// <summary>Longest tool result that a model is shown, in UTF-16 units. Default 16,384.</summary>
    public int MaxToolResult { get; set; } = 16 * 1024;

    /// <summary>Tokens of working memory, and again as many of earlier turns of the session, in one turn's context. Default 1,000.</summary>
    public int WorkingTokens { get; set; } = 1_000;

    /// <summary>Most lessons in one turn's context. Default 3; 0 looks for none.</summary>
    public int Lessons { get; set; } = 3;
}

/// <summary>Limits and deadlines of recall.</summary>
public sealed class RecallOptions
{
    /// <summary>Largest <see cref="RecallRequest.Limit"/>. Default 1,000.</summary>
    public int MaxLimit { get; set; } = 1_000;

    /// <summary>Largest <see cref="RecallRequest.TokenBudget"/>. Default 1,000,000.</summary>
    public int MaxTokenBudget { get; set; } = 1_000_000;

    /// <summary>Most scopes of one recall. Default 32.</summary>
    public int MaxScopes { get; set; } = 32;

    /// <summary>Longest query, in UTF-8 bytes. Default 8 KiB.</summary>
    public int MaxQueryBytes { get; set; } = 8 * 1024;

    /// <summary>How long one memory may take before the answer goes on without it, flagged partial. Default 2 seconds.</summary>
    public TimeSpan MemoryDeadline { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a recall waits for what its watermark asks for before it answers, flagged behind. Default 2 seconds.</summary>
    public TimeSpan WatermarkDeadline { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the embedding of a query may take before the search goes on lexically, flagged degraded. Default 1 second.</summary>
    public TimeSpan EmbeddingDeadline { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many of the best a reranker reads, where one is registered; 0 asks none. Default 30. It costs one call of the model per recall.</summary>
    public int RerankDepth { get; set; } = 30;

    /// <summary>Weight of the reranker's score over that of recall, both standardised over what it read. Default 2: who reads question and text together knows more.</summary>
    public double RerankWeight { get; set; } = 2;

    /// <summary>How long a recall waits for the reranker before it goes on without it. Default 1 second.</summary>
    public TimeSpan RerankDeadline { get; set; } = TimeSpan.FromSeconds(1);
}
