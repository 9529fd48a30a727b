using System.Collections.Immutable;
using AgentGrains.Engine.Governance;
using AgentGrains.Engine.Guard;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Derivation;
using AgentGrains.Runtime.Guard;

namespace AgentGrains.Runtime.Memory;

internal abstract partial class MemoryGrain
{
    private WriteGate? _gate;   // null until something is written or returned under guard

    public async ValueTask<HeldPage> ListHeldAsync(long position, int take)
    {
        ThrowIfDamaged();
        PageSize.Require(take);
        if (Behind is not { } chain)
            return _image.State.PageHeld(position, take);
        var (page, next, _) = await PageAsync(
            chain, position, (chapter, from) => chapter?.AsReference<IQuarantineSink>().ListHeldAsync(from, take) ?? new(_image.State.PageHeld(from, take)), page => page.Next);
        return page with { Next = next };
    }

    public async ValueTask<HeldMemory?> GetHeldAsync(MemoryId id)
    {
        ThrowIfDamaged();
        return await FindAsync(id) is { } chapter ? await chapter.As<IQuarantineSink>().GetHeldAsync(id) : _image.State.FindHeld(id);
    }

    public async ValueTask<bool> HoldAsync(MemoryId id, string reason)
    {
        ThrowIfDamaged();
        if (await FindAsync(id) is { } chapter)
            return await chapter.As<IQuarantineSink>().HoldAsync(id, reason);
        CheckReason(reason);
        var operation = _image.State.DecideHold(id, $"{nameof(GuardSignal.Request)}: {reason}", "caller", services.Clock.GetUtcNow());
        if (operation is not null)
            await CommitAsync([operation]);

        // Also when it is held already: a crash may have come between the two.
        if (type == MemoryType.Episodic && _image.State.FindHeld(id) is not null)
            await Derived.RetractAsync(id);
        return operation is not null;
    }

    public async ValueTask<bool> ReleaseAsync(MemoryId id, string? reason)
    {
        ThrowIfDamaged();
        if (await FindAsync(id) is { } chapter)
            return await ReleaseElsewhereAsync(chapter, id, reason);
        CheckReason(reason);
        if (_image.State.FindHeld(id) is not { } held)
            return false;
        await ReportAsync(GuardEventKind.Released, held.Record, reason, null);
        if (type == MemoryType.Episodic)
            await Derived.RestoreAsync(id);
        if (_image.State.DecideRelease(id, reason, services.Clock.GetUtcNow()) is { } operation)
            await CommitAsync([operation]);
        return true;
    }

    // Everything that follows from a purge is repeatable and comes before it, so that a purge that is repeated leaves nothing out.
    public async ValueTask<bool> PurgeAsync(MemoryId id, string? reason)
    {
        ThrowIfDamaged();
        if (await FindAsync(id) is { } chapter)
            return await chapter.As<IQuarantineSink>().PurgeAsync(id, reason);
        CheckReason(reason);
        if ((_image.State.FindHeld(id)?.Record ?? _image.State.Find(id)) is not { } record)
            return false;
        var lesson = Lessons.Learn(record, reason);
        await ReportAsync(GuardEventKind.Purged, record, reason, lesson);
        var taught = new MemoryDraft { Text = lesson.Text, Kind = MemoryKind.Lesson, Source = "guard", Key = $"guard-lesson:{id}" };
        if (type == MemoryType.Procedural)
            await TeachAsync(taught);
        else
            await GrainFactory.GetGrain<IProceduralMemoryGrain>(Scope.Key).AsReference<IQuarantineSink>().TeachAsync(taught);
        return await ForgetAsync(id, $"purged: {reason}", CancellationToken.None);
    }

    public async ValueTask TeachAsync(MemoryDraft lesson)
    {
        ThrowIfDamaged();
        if (lesson.Key is { } key && _image.State.Knows(key))
            return;   // its words may have changed since
        var limits = await EnterAsync();
        var operations = _image.State.Decide([lesson], services.Clock.GetUtcNow(), services.Options, limits).Operations;
        await RequireRoomAsync(limits, operations);
        await CommitAsync(operations);
    }

    public ValueTask NoteReturnedAsync(ImmutableArray<string> texts)
    {
        ThrowIfDamaged();
        if (Behind is { } chain)
            return NoteInOpenAsync(chain, texts);
        foreach (var text in services.Guard.Enabled ? texts : [])
            Gate.NoteReturned(text);
        return ValueTask.CompletedTask;
    }

    private WriteGate Gate => _gate ??= new WriteGate(_image, services.Guard);

    private IProposalSink Derived => GrainFactory.GetGrain<ISemanticMemoryGrain>(Scope.Key).AsReference<IProposalSink>();

    /// <summary>What judges the drafts of one call; null when nothing does.</summary>
    private async ValueTask<Func<MemoryDraft, int, GateVerdict>?> OpenGateAsync(ImmutableArray<MemoryDraft> drafts)
    {
        var ledger = await services.Leases.FindAsync(Scope.Tenant);
        var rules = await services.Rules.FindAsync(Scope.Tenant);
        if (ledger is null && !services.Policies.Exists && rules.Quarantine.IsEmpty)
            return null;
        var policies = services.Policies.Exists ? await AskPolicyAsync(drafts) : null;
        return (draft, number) => Judge(draft, number, ledger, Stricter(policies?[number] ?? PolicyVerdict.Accept, rules, draft));
    }

    private static PolicyVerdict Stricter(PolicyVerdict policy, GovernanceRules rules, MemoryDraft draft) =>
        policy.Action == PolicyVerdictAction.Accept && rules.FindHold(draft) is > 0 and var rule
            ? PolicyVerdict.Hold($"rule {rule} of quarantine in the tenant's rules, version {rules.Version}")
            : policy;

    private async ValueTask<PolicyVerdict[]> AskPolicyAsync(ImmutableArray<MemoryDraft> drafts)
    {
        var verdicts = new PolicyVerdict[drafts.IsDefault ? 0 : Math.Min(drafts.Length, services.Options.MaxBatch)];
        for (var i = 0; i < verdicts.Length; i++)
        {
            DraftRules.Check(drafts[i], type, services.Options);   // a policy sees only what memory would take
            verdicts[i] = await services.Policies.CheckAsync(Scope, drafts[i]);
        }

        return verdicts;
    }

    private GateVerdict Judge(MemoryDraft draft, int number, Ledger? ledger, PolicyVerdict policy)
    {
        var verdict = ledger is null ? GateVerdict.Unguarded : Gate.Decide(draft, ledger);
        if (ledger is { Lease.Policy.Mode: GuardMode.Observe } && verdict.Action != GateAction.Store)
        {
            LogObserved(Scope.Key, verdict.Action.ToString(), verdict.Describe());
            verdict = verdict with { Action = GateAction.Store, Echoed = null };
        }

        if (policy.Action != PolicyVerdictAction.Accept && verdict.Action != GateAction.Reject)
        {
            verdict = verdict with
            {
                Action = policy.Action == PolicyVerdictAction.Reject ? GateAction.Reject : GateAction.Hold,
                Echoed = null,
                Reasons = verdict.Reasons.Insert(0, new GuardReason(GuardSignal.Policy, 1, policy.Reason)),
            };
        }

        if (verdict.Action is GateAction.Hold or GateAction.Reject)
        {
            RuntimeMetrics.Guarded(type, verdict.Action.ToString());
            LogGuarded(Scope.Key, verdict.Action.ToString(), verdict.Describe());
        }

        return verdict.Action != GateAction.Reject
            ? verdict
            : throw new MemoryRejectedException(
                number, verdict.Reasons,
                $"Item {number} was refused by the guard of '{Scope.Tenant}' ({verdict.Describe()}). Nothing of this call was written; leave the item out, or have the source vouched for.");
    }

    private async ValueTask ReportAsync(GuardEventKind kind, MemoryRecord record, string? reason, GuardLesson? lesson)
    {
        await GrainFactory.GetGrain<IGuardGrain>(Scope.Tenant).ReportAsync(
            new GuardEvent { Kind = kind, Source = Sources.Key(record), Scope = Scope.Name, Memory = record.Id, Reason = reason, Lesson = lesson }, CancellationToken.None);
        services.Leases.Forget(Scope.Tenant);
    }

    private void CheckReason(string? reason)
    {
        if (reason is not null)
            DraftRules.CheckText("reason", reason, services.Options.MaxTextBytes, "MemoryOptions.MaxTextBytes");
    }
}
