using System.Collections.Immutable;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Tenants;
using AgentGrains.Runtime.Directories;
using AgentGrains.Runtime.Encryption;
using AgentGrains.Runtime.Journal;
using AgentGrains.Runtime.Memory;
using AgentGrains.Runtime.Vectors;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Tenants;

/// <summary>A tenant's limits, its room and the directory of its scopes, journaled like a memory: a new scope costs one small append.</summary>
[GrainType("tenant")]
internal sealed partial class TenantGrain(
    OperationJournalFactory journals, TenantShares shares, TenantKeyring keys, TimeProvider clock, ILogger<TenantGrain> logger, IMasterKeys? masters = null,
    VectorOffload? vectors = null)
    : Grain, ITenantGrain, ITenantAllotments
{
    private readonly SortedSet<string> _scopes = new(StringComparer.Ordinal);
    private readonly StorageLedger _room = new();
    private readonly TenantMeter _meter = new(clock);
    private readonly FieldWriter _operation = new();
    private readonly FieldWriter _frame = new();
    private GrainJournal _journal = null!;
    private TenantLimits? _ownLimits;   // null until they are set
    private bool _isListed;   // whether this activation has entered the list of tenants

    private TenantLimits Limits => _ownLimits ?? new TenantLimits();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        ScopeNames.RequireTenant(this.GetPrimaryKeyString());
        _journal = journals.CreatePlain(this.GetGrainId(), this.GetPrimaryKeyString(), TenantOperation.Redact);
        await _journal.OpenAsync(TenantOperation.Read, Apply);
        if (_key.IsDestroyed)
            await FinishDestructionAsync();
    }

    public ValueTask<TenantInfo> GetAsync(CancellationToken cancellationToken) =>
        new(new TenantInfo(this.GetPrimaryKeyString(), _scopes.Count > 0 || _ownLimits is not null, _scopes.Count, Limits));

    public async ValueTask SetLimitsAsync(TenantLimits limits, CancellationToken cancellationToken)
    {
        TenantLimitRules.Check(limits);
        await EnterDirectoryAsync();
        await CommitAsync(new TenantOperation(TenantOperationKind.SetLimits, Limits: limits));
        shares.Forget(this.GetPrimaryKeyString());
    }

    public ValueTask<TenantUsage> GetUsageAsync(CancellationToken cancellationToken) => new(new TenantUsage(
        _scopes.Count, _room.Total.Records, _room.Total.Bytes, _meter.RequestsLeft(Limits), _meter.TokensLeft(Limits)));

    public ValueTask<TenantLease> LeaseAsync(LeaseRequest request) => new(_meter.Lease(Limits, request) with { IsKeyDestroyed = _key.IsDestroyed, IsClosed = _isClosed });

    public async ValueTask<Reservation> ReserveAsync(ReservationRequest request)
    {
        ThrowIfClosed();
        if (!_scopes.Contains(request.Scope))
            throw new WriteUncertainException($"The scope '{this.GetPrimaryKeyString()}/{request.Scope}' was erased meanwhile; retry with the same key.");
        var reserved = _room.Decide(request.Scope, request.Type, request.Held, request.Needed, Limits);
        if (reserved != _room.Of(request.Scope, request.Type))
            await CommitAsync(new TenantOperation(TenantOperationKind.Reserve, request.Scope, Type: request.Type, Reserved: reserved));
        return new Reservation(reserved.Records, reserved.Bytes);
    }

    public async ValueTask<TenantLimits> EnterScopeAsync(string scope, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        await EnterDirectoryAsync();
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
        if (_scopes.Count == 0 && _ownLimits is null)
            await ListAsync(static directory => directory.LeaveAsync(), isListed: false);
    }

    public ValueTask<ImmutableArray<string>> ListScopesAsync(string? after, int take, CancellationToken cancellationToken)
    {
        PageSize.Require(take);
        IEnumerable<string> rest = after is null || _scopes.Count == 0 || string.CompareOrdinal(after, _scopes.Max) >= 0
            ? after is null ? _scopes : []
            : _scopes.GetViewBetween(after, _scopes.Max!).SkipWhile(scope => scope == after);
        return new([.. rest.Take(take)]);
    }

    // A directory that fails stops no write, though a tenant's first one waits for its answer; it is entered at the next activation.
    private Task EnterDirectoryAsync() => _isListed ? Task.CompletedTask : ListAsync(static directory => directory.EnterAsync(), isListed: true);

    private async Task ListAsync(Func<ITenantDirectory, ValueTask> change, bool isListed)
    {
        _isListed = isListed;
        try
        {
            await change(GrainFactory.GetGrain<ITenantDirectory>(ITenantDirectory.Key));
        }
        catch (Exception failure)
        {
            LogNotListed(this.GetPrimaryKeyString(), failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Tenant '{Tenant}' could not be entered into the list of tenants or taken out of it; its next activation tries again")]
    private partial void LogNotListed(string tenant, Exception failure);

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
            case TenantOperationKind.SetLimits: _ownLimits = operation.Limits!; break;
            case TenantOperationKind.Reserve: _room.Apply(operation.Scope!, operation.Type, operation.Reserved); break;
            case TenantOperationKind.SetKey or TenantOperationKind.DestroyKey: _key = operation.Key!; break;
            case TenantOperationKind.Close or TenantOperationKind.Open: _isClosed = operation.Kind == TenantOperationKind.Close; break;
            case TenantOperationKind.Redacted: break;
            case TenantOperationKind.Leave:
                _scopes.Remove(operation.Scope!);
                _room.Leave(operation.Scope!);
                break;
            default: throw new InvalidOperationException($"Tenant operation {(int)operation.Kind} is not known; a newer version wrote it.");
        }
    }
}
