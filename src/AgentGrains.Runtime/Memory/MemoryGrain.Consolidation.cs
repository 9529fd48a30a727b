using System.Collections.Immutable;
using AgentGrains.Engine.Consolidation;
using AgentGrains.Engine.Governance;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Consolidation;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Memory;

internal abstract partial class MemoryGrain
{
    private const int RunPageSize = 500;   // operations

    private Consolidator? _consolidator;   // while a run goes on: it counts every word

    private Consolidator Tidier => _consolidator ??= new Consolidator(_image, services.Consolidation);

    public async ValueTask<ConsolidationPlan> PlanAsync(long position, int take, bool withTexts)
    {
        ThrowIfDamaged();
        return Behind is { } chain ? await PlanBehindAsync(chain, position, take, withTexts) : PlanHere(position, take, withTexts, await services.Rules.FindAsync(Scope.Tenant));
    }

    private ConsolidationPlan PlanHere(long position, int take, bool withTexts, GovernanceRules rules)
    {
        var plan = rules.Allowed(Tidier.Plan(position, take, withTexts, services.Clock.GetUtcNow()), id => _image.State.Find(id));
        if (plan.IsEnd)
            _growth?.Seen();
        return plan;
    }

    public async ValueTask<AppliedSteps> ApplyAsync(string run, ImmutableArray<ConsolidationStep> steps)
    {
        ThrowIfDamaged();
        return !steps.IsEmpty && await FindAsync(steps[0].Id) is { } owner ? await ApplyBehindAsync(owner, run, steps) : await ApplyHereAsync(run, steps, []);
    }

    public async ValueTask<AppliedSteps> ApplyHereAsync(string run, ImmutableArray<ConsolidationStep> steps, ImmutableArray<MemoryRecord> elsewhere)
    {
        ThrowIfDamaged();
        var standing = elsewhere.ToDictionary(record => record.Id);
        var rules = await services.Rules.FindAsync(Scope.Tenant);
        var now = services.Clock.GetUtcNow();
        var (taken, resting, refused, reason) = (new List<ConsolidationStep>(), new HashSet<MemoryId>(), 0, (string?)null);
        foreach (var step in steps.DistinctBy(step => step.Id))
        {
            // What goes to rest in this very call can stand for nothing.
            var why = step.For is { } other && resting.Contains(other) ? "what stands for it goes to rest itself" : WhyNot(step, now, rules, standing);
            if (why is null)
            {
                taken.Add(step);
                if (step.Kind is not (ConsolidationKind.Condense or ConsolidationKind.Merged))
                    resting.Add(step.Id);
            }
            else if (why.Length > 0)
            {
                (refused, reason) = (refused + 1, $"{step.Id}: {why}");
                LogStepRefused(step.Kind, step.Id, Scope.Key, why);
            }
        }

        if (await WhyNoRoomAsync(run, taken, now) is { } full)
            (refused, reason) = (refused + taken.RemoveAll(step => step.Kind == ConsolidationKind.Merged), full);
        await CommitAsync(_image.State.DecideConsolidate(run, taken, now));
        return new AppliedSteps(refused, reason, _image.State.Sequence);
    }

    private string? WhyNot(ConsolidationStep step, DateTimeOffset now, GovernanceRules rules, Dictionary<MemoryId, MemoryRecord>? standing = null) => rules.MayTouch(_image.State.Find(step.Id))
        ? Tidier.WhyNot(step, now, standing)
        : $"the tenant's rules leave records of its kind as they are (version {rules.Version})";

    // A new version takes room. Where there is none, names stay as they are, and the rest of the run goes on.
    private async ValueTask<string?> WhyNoRoomAsync(string run, List<ConsolidationStep> taken, DateTimeOffset now)
    {
        var merges = taken.FindAll(step => step.Kind == ConsolidationKind.Merged);
        if (merges.Count == 0)
            return null;
        try
        {
            var limits = await EnterAsync();
            _image.State.RequireRoom(_image.State.Versions + merges.Count - 1, services.Options, limits);
            await RequireRoomAsync(limits, _image.State.DecideConsolidate(run, merges, now));
            return null;
        }
        catch (LimitExceededException full)
        {
            return full.Message;
        }
    }

    public async ValueTask<RunPage> ReadRunAsync(string run, long after, long until)
    {
        ThrowIfDamaged();
        if (await ChapterAtAsync(after) is { } chapter)
            return await chapter.ReadRunAsync(run, after, until);
        _consolidator = null;
        var operations = await _journal.ReadAsync(after, RunPageSize);
        ImmutableArray<ConsolidationChange> changes =
        [
            .. from operation in operations
               where operation.Sequence <= until && MemoryState.IsOf(operation, run)
               let kind = MemoryState.KindOf(operation)
               where kind is not null
               select new ConsolidationChange(
                   operation.Target, kind.Value, _image.State.Find(operation.Target)?.Text, operation.Gist,
                   operation.Evidence.IsEmpty ? null : operation.Evidence[0]),
        ];
        return new RunPage(changes, operations.Count == RunPageSize && operations[^1].Sequence < until ? operations[^1].Sequence : null);
    }

    public async ValueTask<int> RollBackAsync(string run, long after, long until)
    {
        ThrowIfDamaged();
        if (await ChapterAtAsync(after) is { } chapter)
            return await chapter.RollBackAsync(run, after, until);
        var before = (await FindBeforeAsync(run, after, until)).Where(found => _image.State.IsAsLeft(found.By, found.Found)).Select(found => found.Found).ToList();
        foreach (var batch in before.Chunk(MostChanges))
        {
            var originals = await ReadOriginalsAsync([.. batch.Where(found => found.Kind == OperationKind.Retier).Select(found => found.Id)]);
            await CommitAsync(_image.State.DecideRollBack(run, batch, originals, services.Clock.GetUtcNow()));
        }

        return before.Count;
    }

    public async ValueTask AwakenAsync(ImmutableArray<MemoryId> gone)
    {
        ThrowIfDamaged();
        if (!_image.State.IsClosed)   // what moves is as it was
            await CommitAsync(await AwakenedAsync(_image.State.LeftAlone(gone), 0));
    }

    private async ValueTask<ImmutableArray<MemoryOperation>> WithAwakenedAsync(ImmutableArray<MemoryOperation> operations)
    {
        var alone = _image.State.LeftAlone(operations);
        return alone.IsEmpty ? operations : [.. operations, .. await AwakenedAsync(alone, operations.Length)];
    }

    private async ValueTask<ImmutableArray<MemoryOperation>> AwakenedAsync(ImmutableArray<MemoryId> ids, int after) =>
        ids.IsEmpty ? [] : _image.State.DecideAwaken(ids, await ReadOriginalsAsync(ids), after, services.Clock.GetUtcNow());

    // Replays the journal up to the run, and on: what a record was just before an operation is what the replay says then.
    private async Task<List<(RunFound Found, MemoryOperation By)>> FindBeforeAsync(string run, long after, long until)
    {
        var (replayed, found) = (new MemoryState(Scope, type, _chapter), new List<(RunFound, MemoryOperation)>());
        while (replayed.Sequence < until)
        {
            var page = await _journal.ReadAsync(replayed.Sequence, RunPageSize);
            foreach (var operation in page)
            {
                if (operation.Sequence > after && operation.Sequence <= until && MemoryState.IsOf(operation, run) && (operation.Kind == OperationKind.Add || replayed.Find(operation.Target) is not null))
                    found.Add((new RunFound(operation.Target, operation.Kind, replayed.Find(operation.Target)), operation));

                replayed.Apply(operation);
            }

            if (page.Count == 0)
                break;
        }

        return found;
    }

    [LoggerMessage(6, LogLevel.Debug, "Consolidation must not {Step} {Id} of '{Scope}': {Why}")]
    private partial void LogStepRefused(ConsolidationKind step, MemoryId id, string scope, string why);
}
