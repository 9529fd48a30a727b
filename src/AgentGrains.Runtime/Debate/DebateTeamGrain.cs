using AgentGrains.Runtime.Journal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Debate;

/// <summary>One team's steps in one debate: each is begun in the journal, run away from the turn, and answered from the journal ever after.</summary>
[GrainType("debate-team")]
internal sealed partial class DebateTeamGrain(
    OperationJournalFactory journals, StepRunner steps, DebateBank bank, IOptions<DebateOptions> options, TimeProvider clock, ILogger<DebateTeamGrain> logger)
    : Grain, IDebateTeamGrain, IDisposable
{
    // Short calls that ask again find out soon that a silo died, and need no response timeout of their own.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ILogger _logger = logger;
    private readonly DebateOptions _options = options.Value;
    private readonly Dictionary<DebateStep, Task<StepResult>> _running = [];
    private CancellationTokenSource _stopping = new();
    private TeamJournal _journal = null!;
    private string _tenant = "";
    private string _debate = "";

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = DebateKey.Parse(this.GetPrimaryKeyString(), parts: 3);
        (_tenant, _debate) = (key[0], DebateKey.Of(key[0], key[1]));
        _journal = new TeamJournal(() => journals.CreateRaw(this.GetGrainId(), this.GetPrimaryKeyString()), clock);
        await _journal.OpenAsync();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _stopping.CancelAsync();

    public void Dispose()
    {
        _stopping.Dispose();
        _journal?.Dispose();
    }

    public async ValueTask<StepResult?> RunStepAsync(DebateStepCall work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (_journal.ResultOf(work.Step) is { } known)
            return known;
        if (!_running.TryGetValue(work.Step, out var running))
            _running[work.Step] = running = RunAsync(work, _stopping.Token);
        await Task.WhenAny(running, Task.Delay(Patience, clock, cancellationToken));
        return running.IsCompleted ? await running : null;
    }

    public async ValueTask StopAsync()
    {
        var stopped = _stopping;
        _stopping = new CancellationTokenSource();
        await stopped.CancelAsync();
        stopped.Dispose();
    }

    public async ValueTask EraseAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        try
        {
            await _journal.EraseAsync();
        }
        catch
        {
            DeactivateOnIdle();   // what is left is not known; the next activation reads the truth
            throw;
        }
    }

    private async Task<StepResult> RunAsync(DebateStepCall work, CancellationToken stopping)
    {
        try
        {
            await Task.Yield();
            TenantContext.Set(_tenant);
            var attempt = _journal.BegunOf(work.Step) + 1;
            StepResult result;
            if (attempt > _options.MaxAttempts)
            {
                result = StepRunner.Fault(work, StepFaultKind.Interrupted, $"It was begun {attempt - 1} times, and its silo or storage failed every time.");
            }
            else
            {
                await _journal.AppendAsync(new TeamOperation(work.Step));
                result = _journal.ResultOf(work.Step) ?? await RunOnceAsync(work, stopping);
            }

            // Stopped means that nobody wants it: a debate that is over or erased gets nothing more.
            stopping.ThrowIfCancellationRequested();
            await _journal.AppendAsync(new TeamOperation(work.Step, result with { Attempts = Math.Min(attempt, _options.MaxAttempts) }));
            result = _journal.ResultOf(work.Step)!;
            if (result.Fault is { } fault)
                LogFault(this.GetPrimaryKeyString(), work.Step.Id, fault.Kind, fault.Message);
            Tell();
            return result;
        }
        catch (WriteUncertainException)
        {
            DeactivateOnIdle();   // storage failed again and again; the next activation reads the truth
            throw;
        }
        finally
        {
            _running.Remove(work.Step);
        }
    }

    private async Task<StepResult> RunOnceAsync(DebateStepCall work, CancellationToken stopping)
    {
        var prepared = await bank.PrepareAsync(work, _tenant, stopping);
        var result = await steps.RunAsync(prepared, stopping);
        return result with { Shown = [.. prepared.View.Cases.Select(item => new ShownCase(item.Id, item.Similarity))] };
    }

    // The debate's silo may have died while the step ran: this wakes it elsewhere.
    private void Tell() => GrainFactory.GetGrain<IDebateGrain>(_debate).WakeAsync().AsTask().Ignore();

    [LoggerMessage(50, LogLevel.Warning, "In '{Team}' the step {Step} ended in a fault, {Kind}: {Message}")]
    private partial void LogFault(string team, string step, StepFaultKind kind, string message);
}
