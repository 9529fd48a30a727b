using System.Collections.Immutable;
using AgentGrains.Engine.Consolidation;
using AgentGrains.Runtime.Consolidation;

namespace AgentGrains.Runtime.Memory;

// Steps of a staged run are kept where the records are: with their key, their erasure and their audit.
internal abstract partial class MemoryGrain
{
    public async ValueTask<AppliedSteps> StageAsync(string run, ImmutableArray<ConsolidationStep> steps)
    {
        ThrowIfDamaged();
        if (!steps.IsEmpty && await FindAsync(steps[0].Id) is { } owner)
            return await owner.As<IConsolidationSink>().StageAsync(run, steps);
        var rules = await services.Rules.FindAsync(Scope.Tenant);
        var now = services.Clock.GetUtcNow();
        var (staged, refused, reason) = (new List<ConsolidationStep>(), 0, (string?)null);
        foreach (var step in steps.DistinctBy(step => step.Id))
        {
            // What a condenser made of a gist nobody has checked yet. The rest was planned here just now, and everything is checked again when it is promoted.
            var why = step.Kind == ConsolidationKind.Condense ? WhyNot(step, now, rules) : null;
            if (why is null)
                staged.Add(step);
            else if (why.Length > 0)
                (refused, reason) = (refused + 1, $"{step.Id}: {why}");
        }

        var operations = _image.State.DecideStage(run, staged, now);
        if (!operations.IsEmpty)
            await RequireRoomAsync(await EnterAsync(), operations);
        await CommitAsync(operations);
        return new AppliedSteps(refused, reason, _image.State.Sequence);
    }

    public async ValueTask<StagedPage> ReadStagedAsync(string run, long position, int take)
    {
        ThrowIfDamaged();
        if (Behind is not { } chain)
            return StagedHere(run, position, take);
        var (page, next, _) = await PageAsync(
            chain, position, (chapter, from) => chapter?.AsReference<IConsolidationSink>().ReadStagedAsync(run, from, take) ?? new(StagedHere(run, from, take)), page => page.Next);
        return page with { Next = next };
    }

    public async ValueTask SettleStagedAsync(StageNote note, string? reason)
    {
        ThrowIfDamaged();
        if (_image.State.DecidePhase(note, reason, services.Clock.GetUtcNow()) is { } operation)
            await CommitAsync([operation]);
        foreach (var link in Behind is { } chain ? await chain.GetAsync() : [])
            await link.As<IConsolidationSink>().SettleStagedAsync(note, reason);
    }

    private StagedPage StagedHere(string run, long position, int take)
    {
        var steps = _image.State.Staged.Page(run, position, take);
        ImmutableArray<ConsolidationChange> changes = [.. steps.Select(step => new ConsolidationChange(step.Id, step.Kind, _image.State.Find(step.Id)?.Text, step.Gist, step.For))];
        return new StagedPage(steps, changes, steps.Length == take ? position + take : null, _image.State.Sequence);
    }
}
