using System.Collections.Immutable;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Guard;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Erasure;
using AgentGrains.Runtime.Journal;
using AgentGrains.Runtime.Memory;
using AgentGrains.Runtime.Tenants;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Guard;

/// <summary>A tenant's policy, ledger and lessons, journaled like a memory: an outcome costs one small append, and a write none.</summary>
[GrainType("guard")]
internal sealed class GuardGrain(OperationJournalFactory journals, IOptions<MemoryOptions> limits, TimeProvider clock) : Grain, IGuardGrain, ITenantErased
{
    private readonly LedgerState _state = new();
    private readonly FieldWriter _event = new();
    private readonly FieldWriter _frame = new();
    private GrainJournal _journal = null!;
    private bool _isOpen;   // whether the tenant was asked
    private GuardLease? _lease;   // of the state as it is; null after a change

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        ScopeNames.RequireTenant(this.GetPrimaryKeyString());
        _journal = journals.CreateRaw(this.GetGrainId(), this.GetPrimaryKeyString());
        await _journal.OpenAsync(GuardEventCodec.Read, _state.Apply);
    }

    public ValueTask<GuardLease?> LeaseAsync(long known, CancellationToken cancellationToken) =>
        new(known == _state.Sequence ? null : _lease ??= _state.Lease());

    public async ValueTask SetPolicyAsync(GuardPolicy policy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (!Enum.IsDefined(policy.Mode))
            throw new InvalidMemoryException("mode", $"{(int)policy.Mode} is not a mode of a guard; it is on, observe or off.");
        await CommitAsync(new GuardEvent { Kind = GuardEventKind.PolicySet, Policy = policy });
    }

    public async ValueTask SetStandingAsync(string source, OperatorStanding standing, string? reason, CancellationToken cancellationToken)
    {
        CheckSource(source);
        CheckReason(reason);
        if (!Enum.IsDefined(standing))
            throw new InvalidMemoryException("standing", $"{(int)standing} is not a standing; it is open, vouched or blocked.");
        await CommitAsync(new GuardEvent { Kind = GuardEventKind.StandingSet, Source = source, Standing = standing, Reason = reason });
    }

    public async ValueTask ReportAsync(GuardEvent outcome, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        if (outcome.Kind is not (GuardEventKind.Released or GuardEventKind.Purged) || outcome.Memory is null)
            throw new InvalidMemoryException("kind", "An outcome is the release or the purge of a record.");
        CheckSource(outcome.Source ?? "");
        CheckReason(outcome.Reason);
        if (!_state.Knows(outcome))
            await CommitAsync(outcome);
    }

    public ValueTask<ImmutableArray<SourceStanding>> ListSourcesAsync(string? after, int take, CancellationToken cancellationToken) =>
        new(_state.List(after, PageSize.Require(take)));

    public async ValueTask<GuardAudit> ReadAuditAsync(long after, int take, CancellationToken cancellationToken)
    {
        var events = await _journal.ReadAsync(after, PageSize.Require(take), GuardEventCodec.Read);
        return new GuardAudit([.. events], events.Count == take ? events[^1].Sequence : null);
    }

    public async ValueTask EraseAllAsync()
    {
        try
        {
            await _journal.EraseAsync();
        }
        finally
        {
            DeactivateOnIdle();   // it still holds what was erased
        }
    }

    private void CheckSource(string source) => DraftRules.CheckText("source", source, 2 * limits.Value.MaxNameBytes + 1, "MemoryOptions.MaxNameBytes");

    private void CheckReason(string? reason)
    {
        if (reason is not null)
            DraftRules.CheckText("reason", reason, limits.Value.MaxTextBytes, "MemoryOptions.MaxTextBytes");
    }

    private async Task CommitAsync(GuardEvent happened)
    {
        if (!_isOpen)
            await TenantGate.RequireOpenAsync(GrainFactory, this.GetPrimaryKeyString());
        _isOpen = true;
        happened = happened with { At = clock.GetUtcNow().ToUniversalTime(), Sequence = _state.Sequence + 1 };
        _event.Reset();
        GuardEventCodec.Write(_event, happened);
        _frame.Reset();
        _frame.Varint((ulong)_event.Length);
        _frame.Raw(_event.Written);
        try
        {
            await _journal.AppendAsync(_frame.WrittenMemory, 1);
        }
        catch
        {
            DeactivateOnIdle();   // the append's fate is unknown; the next activation reloads the truth
            throw;
        }

        _state.Apply(happened);
        _lease = null;
        RuntimeMetrics.GuardEvent(happened.Kind);
    }
}
