using System.Collections.Immutable;

namespace AgentGrains.Runtime.Derivation;

/// <summary>The four stages while a page of turns is derived. A call ends with a result that keeps the rules, or because it is stopped.</summary>
/// <remarks>Lives on its grain's scheduler, for one page.</remarks>
internal sealed class GuardedStages(
    DerivationStages chosen, DerivationStages defaults, DerivationOptions options, MemoryOptions limits, TimeProvider clock, Action<StageFault> report)
{
    private readonly StageGuard<ISegmenter> _segmenter = new("segmenter", chosen.Segmenter, defaults.Segmenter, options, clock, report);
    private readonly StageGuard<IExtractor> _extractor = new("extractor", chosen.Extractor, defaults.Extractor, options, clock, report);
    private readonly StageGuard<ILinker> _linker = new("linker", chosen.Linker, defaults.Linker, options, clock, report);
    private readonly StageGuard<IOperationPolicy> _policy = new("policy", chosen.Policy, defaults.Policy, options, clock, report);

    public async ValueTask<ImmutableArray<Segment>> SegmentAsync(TurnWindow window, CancellationToken stopping) => (await _segmenter.CallAsync(
        (stage, token) => stage.SegmentAsync(window, token),
        (segments, producer) => StageRules.CheckSegments(segments, window.Turns.Length, producer),
        stopping)).Result;

    /// <summary>Statements that memory would take, and who found them.</summary>
    public async ValueTask<(ImmutableArray<ExtractedUnit> Units, ProducerVersion Producer)> ExtractAsync(TurnWindow segment, CancellationToken stopping)
    {
        var (units, producer) = await _extractor.CallAsync(
            (stage, token) => stage.ExtractAsync(segment, token),
            (units, producer) => StageRules.CheckUnits(units, segment, limits, producer),
            stopping);

        // Nobody stands in for the default stage: what memory would refuse of it is left out, or the scope would stop here.
        return (units.RemoveAll(unit => StageRules.Fault(unit, limits) is not null), producer);
    }

    public async ValueTask<ImmutableArray<MemoryId>> LinkAsync(ExtractedUnit unit, ImmutableArray<MemoryRecord> neighbours, CancellationToken stopping)
    {
        var links = (await _linker.CallAsync(
            (stage, token) => stage.LinkAsync(unit, neighbours, token),
            (links, producer) => StageRules.CheckLinks(links, neighbours, producer),
            stopping)).Result;
        return links.IsDefault ? [] : links;
    }

    public async ValueTask<PolicyDecision> DecideAsync(ExtractedUnit unit, ImmutableArray<MemoryRecord> similar, CancellationToken stopping) => (await _policy.CallAsync(
        (stage, token) => stage.DecideAsync(unit, similar, token),
        (decision, producer) => StageRules.CheckDecision(decision, similar, producer),
        stopping)).Result;
}
