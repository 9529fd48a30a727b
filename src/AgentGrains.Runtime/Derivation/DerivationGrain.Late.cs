using AgentGrains.Engine.Records;

namespace AgentGrains.Runtime.Derivation;

/// <summary>
/// Chapters that derivation has passed can still get versions: what is released, and what an import brings. They tell so, and are read from where
/// they ended. Where that was is written with the cursor; an activation looks at all of them once, as whoever was told may be gone.
/// </summary>
internal sealed partial class DerivationGrain
{
    private readonly HashSet<int> _late = [];   // passed chapters that may have grown

    public ValueTask NotifyLateAsync(int chapter)
    {
        _late.Add(chapter);
        Wake();
        return ValueTask.CompletedTask;
    }

    private async Task CatchUpAsync(CancellationToken stopping)
    {
        var chapter = _late.Min();
        _late.Remove(chapter);
        if (chapter >= Chapters.OfPosition(state.State.Position).Chapter)
        {
            _grown = true;   // it has not been passed
            return;
        }

        try
        {
            var from = state.State.Passed.GetValueOrDefault(chapter, Chapters.Position(chapter, 0));
            var source = GrainFactory.GetGrain<IEpisodicMemoryGrain>(_scope.Key).AsReference<ITurnSource>();
            var page = await source.ReadTurnsAsync(from, _options.BatchTurns);
            await DeriveLateAsync(source, from, [.. page.Turns.Where(static turn => turn.Kind == MemoryKind.Turn)], stopping);
            if (page.Passed is null)
                _late.Add(chapter);   // there is more
            if ((page.Passed ?? page.Next) is var end && end != from)
            {
                state.State.Passed[chapter] = end;
                await WriteAsync();
            }
        }
        catch
        {
            _late.Add(chapter);
            throw;
        }
    }

    private async Task DeriveLateAsync(ITurnSource source, long from, List<MemoryRecord> turns, CancellationToken stopping)
    {
        if (turns.Count == 0)
            return;
        var context = 4 * _options.ContextTurns;
        var (chapter, within) = Chapters.OfPosition(from);
        var before = within == 0 ? [] : (await source.ReadTurnsAsync(Chapters.Position(chapter, Math.Max(0, within - context)), context)).Turns;
        var run = new GuardedStages(stages, defaults.Stages, _options, limits.Value, clock, Fault);
        var units = await _reader.ReadAsync(run, [.. before.Where(turn => turn.Kind == MemoryKind.Turn && turn.Id.CompareTo(turns[0].Id) < 0)], turns, stopping);
        await new ProposalWriter(GrainFactory.GetGrain<ISemanticMemoryGrain>(_scope.Key).AsReference<IProposalSink>()).WriteAsync(run, units, stopping);
        RuntimeMetrics.Derived(turns.Count);
    }
}
