using AgentGrains.Runtime.Journal;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Memory;

/// <summary>What every memory grain needs; one instance per silo.</summary>
internal sealed class MemoryServices(
    OperationJournalFactory journals, IOptions<MemoryOptions> options, TimeProvider clock, EmbeddingModel? embedder = null)
{
    public OperationJournalFactory Journals { get; } = journals;

    public MemoryOptions Options { get; } = options.Value;

    public TimeProvider Clock { get; } = clock;

    /// <summary>Null when no embedding model is configured.</summary>
    public EmbeddingModel? Embedder { get; } = embedder;
}
