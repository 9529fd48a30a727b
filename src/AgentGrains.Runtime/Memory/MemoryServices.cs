using AgentGrains.Engine.Vectors;
using AgentGrains.Runtime.Inference;
using AgentGrains.Runtime.Journal;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Memory;

/// <summary>What every memory grain needs; one instance per silo.</summary>
internal sealed class MemoryServices(
    OperationJournalFactory journals, IOptions<MemoryOptions> options, IOptions<DerivationOptions> derivation, TimeProvider clock, EmbeddingModels? embedder = null, IWordVectors? words = null)
{
    public OperationJournalFactory Journals { get; } = journals;

    public MemoryOptions Options { get; } = options.Value;

    /// <summary>Whether anything is derived from episodic memory.</summary>
    public bool Derives { get; } = derivation.Value.Enabled;

    public TimeProvider Clock { get; } = clock;

    /// <summary>Null when no embedding model is configured.</summary>
    public EmbeddingModels? Embedder { get; } = embedder;

    /// <summary>Null when no model of single words is configured.</summary>
    public IWordVectors? Words { get; } = words;
}
