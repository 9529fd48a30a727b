using System.Collections.Immutable;
using AgentGrains.Engine.Codec;
using AgentGrains.Runtime.Erasure;
using AgentGrains.Runtime.Journal;
using AgentGrains.Runtime.Tenants;

namespace AgentGrains.Runtime.Debate;

/// <summary>A tenant's ledger of debates, journaled like a memory: a debate costs one small append.</summary>
[GrainType("debate-ledger")]
internal sealed class DebateLedgerGrain(OperationJournalFactory journals) : Grain, IDebateLedgerGrain, ITenantErased
{
    private readonly Dictionary<UInt128, LedgerEntry> _debates = [];
    private readonly Dictionary<(string Family, string Team), (int Right, int Wrong)> _counts = [];
    private readonly FieldWriter _operation = new();
    private readonly FieldWriter _frame = new();
    private GrainJournal _journal = null!;
    private bool _isOpen;   // whether the tenant was asked

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        ScopeNames.RequireTenant(this.GetPrimaryKeyString());
        _journal = journals.CreateRaw(this.GetGrainId(), this.GetPrimaryKeyString());
        await _journal.OpenAsync(LedgerOperation.Read, Apply);
    }

    public ValueTask<ImmutableArray<TeamReliability>> GetAsync(string family, ImmutableArray<string> teams, CancellationToken cancellationToken) => new(
    [
        .. teams.Select(team => _counts.TryGetValue((family, team), out var known)
            ? new TeamReliability(team, 1 + known.Right, 1 + known.Wrong)
            : new TeamReliability(team)),
    ]);

    public async ValueTask EnterAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (!_debates.ContainsKey(entry.Debate) && !entry.IsEmpty)
            await CommitAsync(new LedgerOperation(entry, Leaves: false));
    }

    public async ValueTask LeaveAsync(UInt128 debate, CancellationToken cancellationToken)
    {
        if (_debates.ContainsKey(debate))
            await CommitAsync(new LedgerOperation(new LedgerEntry(debate, "", [], []), Leaves: true));
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

    private async Task CommitAsync(LedgerOperation operation)
    {
        if (!_isOpen && !operation.Leaves)
        {
            await TenantGate.RequireOpenAsync(GrainFactory, this.GetPrimaryKeyString());
            _isOpen = true;
        }

        _operation.Reset();
        operation.WriteTo(_operation);
        _frame.Reset();
        _frame.Varint((ulong)_operation.Length);
        _frame.Raw(_operation.Written);
        try
        {
            await _journal.AppendAsync(_frame.WrittenMemory, 1);
        }
        catch
        {
            DeactivateOnIdle();   // whether it was written is not known; the next activation reads the truth
            throw;
        }

        Apply(operation);
    }

    private void Apply(LedgerOperation operation)
    {
        var entry = operation.Entry;
        if (!operation.Leaves)
        {
            _debates[entry.Debate] = entry;
            Count(entry, 1);
        }
        else if (_debates.Remove(entry.Debate, out var known))
        {
            Count(known, -1);
        }
    }

    private void Count(LedgerEntry entry, int step)
    {
        foreach (var team in entry.Right)
            _counts[(entry.Family, team)] = Of(team) is var known ? (known.Right + step, known.Wrong) : default;
        foreach (var team in entry.Wrong)
            _counts[(entry.Family, team)] = Of(team) is var known ? (known.Right, known.Wrong + step) : default;

        (int Right, int Wrong) Of(string team) => _counts.GetValueOrDefault((entry.Family, team));
    }
}
