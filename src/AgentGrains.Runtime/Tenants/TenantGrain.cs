using System.Collections.Immutable;
using AgentGrains.Engine.Codec;
using AgentGrains.Runtime.Journal;
using AgentGrains.Runtime.Memory;

namespace AgentGrains.Runtime.Tenants;

/// <summary>A tenant's limits and the directory of its scopes, journaled like a memory: a new scope costs one small append.</summary>
[GrainType("tenant")]
internal sealed class TenantGrain(OperationJournalFactory journals) : Grain, ITenantGrain
{
    private readonly SortedSet<string> _scopes = new(StringComparer.Ordinal);
    private readonly FieldWriter _operation = new();
    private readonly FieldWriter _frame = new();
    private GrainJournal _journal = null!;
    private TenantLimits? _ownLimits;   // null until they are set

    private TenantLimits Limits => _ownLimits ?? new TenantLimits();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        ScopeNames.RequireTenant(this.GetPrimaryKeyString());
        _journal = journals.CreateRaw(this.GetGrainId(), this.GetPrimaryKeyString());
        await _journal.OpenAsync(TenantOperation.Read, Apply);
    }

    public ValueTask<TenantInfo> GetAsync(CancellationToken cancellationToken) =>
        new(new TenantInfo(this.GetPrimaryKeyString(), _scopes.Count > 0 || _ownLimits is not null, _scopes.Count, Limits));

    public async ValueTask SetLimitsAsync(TenantLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (limits.MaxScopes < 1 || limits.MaxRecordsPerMemory < 1)
            throw new InvalidMemoryException("limits", "Every limit must be at least 1.");
        await CommitAsync(new TenantOperation(TenantOperationKind.SetLimits, Limits: limits));
    }

    public async ValueTask<TenantLimits> EnterScopeAsync(string scope, CancellationToken cancellationToken)
    {
        if (_scopes.Contains(scope))
            return Limits;
        if (_scopes.Count >= Limits.MaxScopes)
        {
            throw new LimitExceededException(
                nameof(TenantLimits.MaxScopes), Limits.MaxScopes,
                $"Tenant '{this.GetPrimaryKeyString()}' has {_scopes.Count:N0} scopes, the limit set by {nameof(TenantLimits)}.{nameof(TenantLimits.MaxScopes)}; raise it or erase a scope.");
        }

        await CommitAsync(new TenantOperation(TenantOperationKind.Enter, Scope.Parse(this.GetPrimaryKeyString(), scope).Name));
        return Limits;
    }

    public async ValueTask LeaveScopeAsync(string scope, CancellationToken cancellationToken)
    {
        if (_scopes.Contains(scope))
            await CommitAsync(new TenantOperation(TenantOperationKind.Leave, scope));
    }

    public ValueTask<ImmutableArray<string>> ListScopesAsync(string? after, int take, CancellationToken cancellationToken)
    {
        PageSize.Require(take);
        IEnumerable<string> rest = after is null || _scopes.Count == 0 || string.CompareOrdinal(after, _scopes.Max) >= 0
            ? after is null ? _scopes : []
            : _scopes.GetViewBetween(after, _scopes.Max!).SkipWhile(scope => scope == after);
        return new([.. rest.Take(take)]);
    }

    private async Task CommitAsync(TenantOperation operation)
    {
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
            DeactivateOnIdle();   // the append's fate is unknown; the next activation reloads the truth
            throw;
        }

        Apply(operation);
    }

    private void Apply(TenantOperation operation)
    {
        switch (operation.Kind)
        {
            case TenantOperationKind.Enter: _scopes.Add(operation.Scope!); break;
            case TenantOperationKind.Leave: _scopes.Remove(operation.Scope!); break;
            case TenantOperationKind.SetLimits: _ownLimits = operation.Limits!; break;
            default: throw new InvalidOperationException($"Tenant operation {(int)operation.Kind} is not known; a newer version wrote it.");
        }
    }
}
