using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>One stage of derivation, from what happened to what is known. Every stage has a default that needs no model.</summary>
/// <remarks>Implementations are thread-safe: one instance serves a silo. A stage writes nothing: its results become operations.</remarks>
public interface IDerivationStage
{
    /// <summary>Name and version of the producer, such as "rules" and 3. A new version's results take the place of the old one's.</summary>
    ProducerVersion Producer { get; }
}

/// <summary>Who derived something.</summary>
/// <param name="Name">The stage, and its model when it has one.</param>
/// <param name="Version">Grows whenever its results may differ.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.ProducerVersion")]
public readonly record struct ProducerVersion([property: Id(0)] string Name, [property: Id(1)] int Version)
{
    /// <summary>Name and version, as in "rules/3".</summary>
    public override string ToString() => $"{Name}/{Version}";
}

/// <summary>Cuts a session's turns where the matter changes.</summary>
public interface ISegmenter : IDerivationStage
{
    /// <summary>Segments that cover all turns of the window in order, without gaps.</summary>
    /// <exception cref="ModelOutputException">A model answered with something unusable.</exception>
    ValueTask<ImmutableArray<Segment>> SegmentAsync(TurnWindow window, CancellationToken cancellationToken);
}

/// <summary>Takes self-contained statements from the turns of one segment.</summary>
public interface IExtractor : IDerivationStage
{
    /// <summary>
    /// Whether the same turns always give the same statements. Then what an earlier version took from them and this one does not is withdrawn when the
    /// log is read again. Default false, as of a model.
    /// </summary>
    bool IsDeterministic => false;

    /// <summary>Statements in the order they were made; empty when nothing worth knowing was said.</summary>
    /// <exception cref="ModelOutputException">A model answered with something unusable.</exception>
    ValueTask<ImmutableArray<ExtractedUnit>> ExtractAsync(TurnWindow segment, CancellationToken cancellationToken);
}

/// <summary>Finds what a new statement is connected with.</summary>
public interface ILinker : IDerivationStage
{
    /// <summary>Those of the neighbours that the statement should be linked to.</summary>
    /// <param name="unit">The statement.</param>
    /// <param name="neighbours">Records that share a name, a word or a meaning with it, most alike first.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="ModelOutputException">A model answered with something unusable.</exception>
    ValueTask<ImmutableArray<MemoryId>> LinkAsync(ExtractedUnit unit, ImmutableArray<MemoryRecord> neighbours, CancellationToken cancellationToken);
}

/// <summary>Decides what a new statement does to what is known: add, update, delete or nothing (Memory-R1, arXiv 2508.19828).</summary>
public interface IOperationPolicy : IDerivationStage
{
    /// <summary>The decision.</summary>
    /// <param name="unit">The statement.</param>
    /// <param name="similar">What is known of the same slot, name or text, most alike first; only what is believed now.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="ModelOutputException">A model answered with something unusable.</exception>
    ValueTask<PolicyDecision> DecideAsync(ExtractedUnit unit, ImmutableArray<MemoryRecord> similar, CancellationToken cancellationToken);
}

/// <summary>What a statement does.</summary>
/// <param name="Action">The action.</param>
/// <param name="Target">The known record it acts on; null for <see cref="PolicyAction.Add"/>, optional for <see cref="PolicyAction.Nothing"/>, which then confirms it.</param>
/// <param name="Reason">Why, in a few words.</param>
public readonly record struct PolicyDecision(PolicyAction Action, MemoryId? Target, string Reason);

/// <summary>What a statement may do to what is known.</summary>
public enum PolicyAction
{
    /// <summary>It is new: it becomes a record.</summary>
    Add = 0,

    /// <summary>It takes the target's place; the target stays as history.</summary>
    Update = 1,

    /// <summary>It ends the target: from its time on the target no longer holds.</summary>
    Delete = 2,

    /// <summary>It is known: a target is confirmed, nothing else changes.</summary>
    Nothing = 3,
}
