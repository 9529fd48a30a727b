namespace AgentGrains.Runtime.Derivation;

/// <summary>The four stages of derivation, and their defaults that need no model.</summary>
/// <remarks>Thread-safe; one instance per silo.</remarks>
internal sealed record DerivationStages(ISegmenter Segmenter, IExtractor Extractor, ILinker Linker, IOperationPolicy Policy);

/// <summary>The stages that take over when the configured ones fail.</summary>
internal sealed record DefaultStages(DerivationStages Stages);
