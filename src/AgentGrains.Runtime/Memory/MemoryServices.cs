using AgentGrains.Engine.Vectors;
using AgentGrains.Runtime.Encryption;
using AgentGrains.Runtime.Governance;
using AgentGrains.Runtime.Guard;
using AgentGrains.Runtime.Inference;
using AgentGrains.Runtime.Journal;
using AgentGrains.Runtime.Tenants;
using AgentGrains.Runtime.Vectors;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Memory;

/// <summary>What every memory grain needs; one instance per silo.</summary>
internal sealed class MemoryServices(
    OperationJournalFactory journals, IOptions<MemoryOptions> options, IOptions<DerivationOptions> derivation, IOptions<GuardOptions> guard,
    IOptions<ForgettingOptions> forgetting, IOptions<ConsolidationOptions> consolidation, GuardLeases leases, PolicyCalls policies, TenantRules rules, TenantShares tenants, TenantKeyring keys, TimeProvider clock,
    EmbeddingModels? embedder = null, IWordVectors? words = null, VectorOffload? vectors = null)
{
    public OperationJournalFactory Journals { get; } = journals;

    public MemoryOptions Options { get; } = options.Value;

    /// <summary>Whether anything is derived from episodic memory.</summary>
    public bool Derives { get; } = derivation.Value.Enabled;

    public GuardOptions Guard { get; } = guard.Value;

    /// <summary>What the silo knows of its tenants' guards.</summary>
    public GuardLeases Leases { get; } = leases;

    /// <summary>The application's own policy.</summary>
    public PolicyCalls Policies { get; } = policies;

    /// <summary>The rules of tenants.</summary>
    public TenantRules Rules { get; } = rules;

    public ForgettingOptions Forgetting { get; } = forgetting.Value;

    public ConsolidationOptions Consolidation { get; } = consolidation.Value;

    public TimeProvider Clock { get; } = clock;

    /// <summary>The keys of tenants.</summary>
    public TenantKeyring Keys { get; } = keys;

    /// <summary>The limits of tenants.</summary>
    public TenantShares Tenants { get; } = tenants;

    /// <summary>Null when no embedding model is configured.</summary>
    public EmbeddingModels? Embedder { get; } = embedder;

    /// <summary>The store that vectors are searched in; null where memories scan their own.</summary>
    public VectorOffload? Vectors { get; } = vectors;

    /// <summary>Null when no model of single words is configured.</summary>
    public IWordVectors? Words { get; } = words;
}
