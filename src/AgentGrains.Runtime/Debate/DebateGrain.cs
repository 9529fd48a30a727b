using System.Collections.Immutable;
using AgentGrains.Engine.Debate;
using AgentGrains.Runtime.Directories;
using AgentGrains.Runtime.Erasure;
using AgentGrains.Runtime.Journal;
using AgentGrains.Runtime.Memory;
using AgentGrains.Runtime.Scopes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Debate;

/// <summary>One debate: its events in a journal, and a runner that does what the machine says until it is over.</summary>
[GrainType("debate")]
internal sealed partial class DebateGrain(
    OperationJournalFactory journals, DebateParticipants participants, IOptions<DebateOptions> options, TimeProvider clock,
    GrainReminders reminders, DebateBank bank, IEnumerable<IStorageScrub> scrubs, ILogger<DebateGrain> logger) : Grain, IDebateGrain, IQuoteHolder, IRemindable, IDisposable
{
    private const string Reminder = "resume";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ILogger _logger = logger;
    private readonly DebateOptions _options = options.Value;
    private readonly List<DebateEvent> _events = [];
    private readonly CancellationTokenSource _leaving = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _interrupted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DebateJournal _journal = null!;
    private DebateState _state = DebateState.Empty;
    private Task _run = Task.CompletedTask;
    private string? _cancelReason;
    private bool _erasing;
    private string _tenant = "";
    private string _debate = "";

    private string Key => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = DebateKey.Parse(Key, parts: 2);
        (_tenant, _debate) = (key[0], key[1]);
        _journal = new DebateJournal(journals.CreateRaw(this.GetGrainId(), Key));
        await _journal.OpenAsync(Accept);
        Wake();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _leaving.CancelAsync();
        if (_state.Phase == DebatePhase.None || _state.IsOver)
            return;
        TenantContext.Set(_tenant);
        GrainFactory.GetGrain<IDebateGrain>(Key).WakeAsync().AsTask().Ignore();   // it goes on elsewhere
    }

    public void Dispose() => _leaving.Dispose();

    public async ValueTask<DebateStatus> StartAsync(DebateRequest request, CancellationToken cancellationToken)
    {
        DebateRules.Check(request, _options);
        if (_state.Request is { } first)
        {
            return DebateEventCodec.BytesOf(first).AsSpan().SequenceEqual(DebateEventCodec.BytesOf(request))
                ? _state.Status
                : throw new InvalidDebateException("debate", $"The debate '{Key}' was started with another request. Use a new id for a new debate.");
        }

        participants.Require(request);
        await reminders.SetAsync(this, Reminder, ReminderPeriod);
        try
        {
            await Directory.EnterAsync(_debate, cancellationToken);
            var known = await Ledger.GetAsync(request.Task.Family, request.Teams, cancellationToken);
            await RecordAsync(new DebateEvent { Kind = DebateEventKind.Started, Request = request, Known = [.. known.Where(item => item.Mean != 0.5 || item.Alpha > 1)] });
        }
        catch
        {
            DeactivateOnIdle();   // whether it started is not known; the next activation reads the truth
            throw;
        }

        RuntimeMetrics.DebateStarted();
        Wake();
        return _state.Status;
    }

    public ValueTask<DebateStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        Wake();
        return new(_state.Status);
    }

    public async ValueTask<ImmutableArray<DebateEvent>> ReadAsync(long after, int take, CancellationToken cancellationToken)
    {
        PageSize.Require(take);
        RequireStarted();
        Wake();
        if (after >= _state.Sequence && !_state.IsOver)
            await Task.WhenAny(_changed.Task, Task.Delay(Patience, clock, cancellationToken));
        return [.. _events.Skip((int)Math.Clamp(after, 0, _events.Count)).Take(take)];
    }

    public async ValueTask<bool> CancelAsync(string reason, CancellationToken cancellationToken)
    {
        RequireStarted();
        if (DebateRules.WhyUnusable(reason, _options.MaxTextBytes) is { } why)
            throw new InvalidDebateException("reason", why);
        if (_state.IsOver)
            return false;
        _cancelReason ??= reason;
        Wake();
        _interrupted.TrySetResult();
        await _run.WaitAsync(cancellationToken);
        return _state.IsOver
            ? _state.Phase == DebatePhase.Cancelled
            : throw new WriteUncertainException($"Whether the debate '{Key}' was cancelled is not known; cancel again.");
    }

    public ValueTask WakeAsync()
    {
        Wake();
        return ValueTask.CompletedTask;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Wake();
        return _state.IsOver || _state.Phase == DebatePhase.None ? reminders.ClearAsync(this, Reminder) : Task.CompletedTask;
    }

    public async ValueTask EraseAsync(CancellationToken cancellationToken)
    {
        _erasing = true;
        _interrupted.TrySetResult();
        await _run;
        try
        {
            if (_state.Request is { } request)
            {
                if (!_state.IsOver)   // or it would go on after an erasure that was cut short
                    await RecordAsync(new DebateEvent { Kind = DebateEventKind.Cancelled, Reason = "It is erased." });
                await bank.EraseAsync(_state, _tenant, _debate);
                await Ledger.LeaveAsync(LedgerOperation.HashOf(Key, _state.StartedAt), cancellationToken);
                foreach (var team in request.Judge is { } judge ? request.Teams.Add(judge) : request.Teams)
                    await Team(team).EraseAsync(cancellationToken);
            }

            await _journal.EraseAsync();   // after them: an interrupted erasure still knows its teams
            await scrubs.ScrubAsync(Key, cancellationToken);
            await Directory.LeaveAsync(_debate, cancellationToken);
        }
        finally
        {
            DeactivateOnIdle();
        }

        await reminders.ClearAsync(this, Reminder);
        _events.Clear();
        _state = DebateState.Empty;
    }

    private IDebateTeamGrain Team(string team) => GrainFactory.GetGrain<IDebateTeamGrain>(DebateKey.OfTeam(Key, team));

    private IDebateLedgerGrain Ledger => GrainFactory.GetGrain<IDebateLedgerGrain>(_tenant);

    private IDebateDirectoryGrain Directory => GrainFactory.GetGrain<IDebateDirectoryGrain>(_tenant);

    private void RequireStarted()
    {
        if (_state.Phase == DebatePhase.None)
            throw new InvalidDebateException("debate", $"There is no debate '{Key}'.");
    }

    // Durable first: what callers see is never ahead of storage. Only one record is under way at a time: the start, then the runner's.
    private async Task RecordAsync(DebateEvent happened)
    {
        happened = happened with { Sequence = _state.Sequence + 1, At = clock.GetUtcNow() };
        _ = _state.Apply(happened);
        await _journal.AppendAsync(happened);
        Accept(happened);
        if (happened.Result?.Fault is { } fault)
            RuntimeMetrics.DebateFault(fault.Kind);
    }

    private void Accept(DebateEvent happened)
    {
        _state = _state.Apply(happened);
        _events.Add(happened);
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }
}
