using System.Security.Cryptography;
using AgentGrains.Engine.Erasure;
using AgentGrains.Runtime.Journal;
using AgentGrains.Runtime.Scopes;
using AgentGrains.Runtime.Tenants;
using AgentGrains.Runtime.Vectors;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Erasure;

/// <summary>
/// The erasure of one tenant. Its journal holds the intent and what is gone; what is still to go is in the tenant's own directories, which shrink as it goes, so
/// that a crash at any step leaves a state from which the same steps lead to the end.
/// </summary>
[GrainType("tenant-erasure")]
internal sealed partial class TenantErasureGrain(
    OperationJournalFactory journals, IEnumerable<IStorageScrub> scrubs, GrainReminders reminders, TimeProvider clock, ILogger<TenantErasureGrain> logger,
    VectorOffload? vectors = null)
    : Grain, ITenantErasureGrain, IRemindable, IDisposable
{
    private const string Reminder = "erase";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private readonly ILogger _logger = logger;
    private readonly CancellationTokenSource _leaving = new();
    private readonly HashSet<(ErasedKind Kind, string Digest)> _gone = [];
    private FrameJournal _journal = null!;
    private TenantErasure? _erasure;
    private byte[] _salt = [];
    private Task _run = Task.CompletedTask;

    private string Tenant => this.GetPrimaryKeyString();

    private ITenantAllotments TenantState => GrainFactory.GetGrain<ITenantGrain>(Tenant).AsReference<ITenantAllotments>();

    private bool IsRunning => _erasure is { EndedAt: null };

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        ScopeNames.RequireTenant(Tenant);
        _journal = new FrameJournal(journals.CreatePlain(this.GetGrainId(), Tenant));   // the tenant's key may go before the end
        await _journal.OpenAsync(TenantErasureOperation.Read, Apply);
        Wake();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _leaving.CancelAsync();

    public void Dispose() => _leaving.Dispose();

    public async ValueTask<TenantErasure> BeginAsync(bool destroysKey)
    {
        if (!IsRunning && (_erasure is null || (destroysKey && !_erasure.DestroysKey) || !await TenantState.IsClosedAsync()))
        {
            await reminders.SetAsync(this, Reminder, ReminderPeriod);   // before it is known to have begun, so that no crash leaves it alone
            await CommitAsync(new TenantErasureOperation(
                TenantErasureOperationKind.Begun, clock.GetUtcNow(), RandomNumberGenerator.GetBytes(FactSketch.SaltBytes), DestroysKey: destroysKey));
        }

        // Closed before this returns: what is written after it is refused.
        if (IsRunning)
            await TenantState.SetClosedAsync(true);
        Wake();
        return _erasure!;
    }

    public ValueTask<TenantErasure?> GetAsync()
    {
        Wake();
        return new(_erasure);
    }

    public async ValueTask<TenantErasureFacts> VerifyAsync()
    {
        if (_erasure is not { EndedAt: not null } erasure)
            throw new InvalidMemoryException("tenant", IsRunning ? $"The erasure of '{Tenant}' goes on; certify it when it is over." : $"'{Tenant}' was not erased.");
        if (!await TenantState.IsClosedAsync())
            throw new InvalidMemoryException("tenant", $"'{Tenant}' was opened again since it was erased: nothing is certified of what is in use.");
        if (await WhatIsLeftAsync() is { } left)
            throw new InvalidMemoryException("tenant", $"'{Tenant}' still has {left}; erase it again.");
        var key = await TenantState.GetKeyAsync(create: false);
        return new TenantErasureFacts(erasure, key.IsDestroyed, Convert.ToHexStringLower(_salt), [.. _gone.Select(item => item.Digest).Order(StringComparer.Ordinal)]);
    }

    public async ValueTask ReopenAsync()
    {
        if (IsRunning)
            throw new InvalidMemoryException("tenant", $"The erasure of '{Tenant}' goes on; open it when it is over.");
        await TenantState.SetClosedAsync(false);
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Wake();
        if (!IsRunning)
            await reminders.ClearAsync(this, Reminder);
    }

    private async Task CommitAsync(TenantErasureOperation operation)
    {
        try
        {
            await _journal.AppendAsync(operation.WriteTo);
        }
        catch
        {
            DeactivateOnIdle();   // the append's fate is unknown; the next activation reads the truth
            await _leaving.CancelAsync();
            throw;
        }

        Apply(operation);
    }

    private void Apply(TenantErasureOperation operation)
    {
        switch (operation.Kind)
        {
            case TenantErasureOperationKind.Begun:
                _gone.Clear();
                _salt = operation.Bytes!;
                _erasure = new TenantErasure(Tenant, operation.At, null, 0, 0, 0) { DestroysKey = operation.DestroysKey };
                break;
            case TenantErasureOperationKind.Gone:
                _gone.Add((operation.Erased, Convert.ToHexStringLower(operation.Bytes!)));
                _erasure = _erasure! with { Scopes = Count(ErasedKind.Scope), Debates = Count(ErasedKind.Debate), Agents = Count(ErasedKind.Agent) };
                break;
            case TenantErasureOperationKind.Ended: _erasure = _erasure! with { EndedAt = operation.At, Fault = null }; break;
            default: throw new InvalidOperationException($"Operation {(int)operation.Kind} of an erasure is not known; a newer version wrote it.");
        }

        int Count(ErasedKind kind) => _gone.Count(item => item.Kind == kind);
    }
}
