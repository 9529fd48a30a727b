using System.Collections.Immutable;
using AgentGrains.Engine.Governance;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Erasure;
using AgentGrains.Runtime.Journal;
using AgentGrains.Runtime.Memory;
using AgentGrains.Runtime.Tenants;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Governance;

/// <summary>Durable owner of a tenant's rules: every version is an entry of its journal, so that the history is what was enforced.</summary>
[GrainType("governance")]
internal sealed partial class GovernanceGrain(OperationJournalFactory journals, TenantRules copies, TimeProvider clock, ILogger<GovernanceGrain> logger) : Grain, IGovernanceGrain, ITenantErased
{
    private readonly ILogger _logger = logger;
    private FrameJournal _journal = null!;
    private GovernanceRules _rules = GovernanceRules.None;
    private bool _isOpen;   // whether the tenant was asked

    private string Tenant => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        ScopeNames.RequireTenant(Tenant);
        _journal = new FrameJournal(journals.CreateRaw(this.GetGrainId(), Tenant));
        await _journal.OpenAsync(RulesCodec.Read, change => _rules = change.Rules);
    }

    public ValueTask<GovernanceRules> GetAsync(CancellationToken cancellationToken) => new(_rules);

    public async ValueTask<GovernanceRules> SetAsync(GovernanceRules rules, string? by, string? reason, CancellationToken cancellationToken)
    {
        RulesCheck.Require(rules);
        DraftRules.CheckSay("by", by);
        DraftRules.CheckSay("reason", reason);
        if (rules.Version == _rules.Version - 1 && RulesCodec.Bytes(rules).AsSpan().SequenceEqual(RulesCodec.Bytes(_rules)))
            return _rules;   // whoever asks again was not told that it is done
        if (rules.Version != _rules.Version)
            throw new InvalidMemoryException("version", $"The rules of '{Tenant}' are at version {_rules.Version}, and these replace version {rules.Version}: somebody changed them. Read them, and set them again with version {_rules.Version}.");
        if (!_isOpen)
            await TenantGate.RequireOpenAsync(GrainFactory, Tenant);
        _isOpen = true;
        var change = new RulesChange(rules with { Version = _rules.Version + 1 }, clock.GetUtcNow().ToUniversalTime(), by, reason);
        try
        {
            await _journal.AppendAsync(writer => RulesCodec.Write(writer, change));
        }
        catch
        {
            DeactivateOnIdle();   // the append's fate is unknown; the next activation reads the truth
            throw;
        }

        _rules = change.Rules;
        copies.Forget(Tenant);
        LogSet(Tenant, _rules.Version, by, reason);
        return _rules;
    }

    public async ValueTask<ImmutableArray<RulesChange>> ReadHistoryAsync(long after, int take, CancellationToken cancellationToken) =>
        [.. await _journal.ReadAsync(after, PageSize.Require(take), RulesCodec.Read)];

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

        (_rules, _isOpen) = (GovernanceRules.None, false);
        copies.Forget(Tenant);
    }

    [LoggerMessage(120, LogLevel.Information, "The rules of '{Tenant}' are at version {Version}, set by {By}: {Reason}")]
    private partial void LogSet(string tenant, int version, string? by, string? reason);
}
