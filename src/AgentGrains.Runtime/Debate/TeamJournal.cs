using AgentGrains.Engine.Codec;
using AgentGrains.Runtime.Journal;

namespace AgentGrains.Runtime.Debate;

/// <summary>
/// The steps of one team: which were begun, and their results. A write whose fate is unknown is followed by reading the truth and writing
/// again, because a result that was paid for would be lost with its activation.
/// </summary>
/// <remarks>For one grain: calls may interleave, but not run at once.</remarks>
internal sealed class TeamJournal(Func<GrainJournal> make, TimeProvider clock) : IDisposable
{
    private const int Tries = 5;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly FieldWriter _operation = new();
    private readonly FieldWriter _frame = new();
    private readonly Dictionary<DebateStep, StepResult> _results = [];
    private readonly Dictionary<DebateStep, int> _begun = [];
    private GrainJournal _journal = make();

    /// <summary>A step's result; null when it has none.</summary>
    public StepResult? ResultOf(DebateStep step) => _results.GetValueOrDefault(step);

    /// <summary>How often a step was begun.</summary>
    public int BegunOf(DebateStep step) => _begun.GetValueOrDefault(step);

    public async Task OpenAsync()
    {
        _results.Clear();
        _begun.Clear();
        _journal = make();
        await _journal.OpenAsync(TeamOperation.Read, Apply);
    }

    /// <summary>Makes an operation durable. A result that is there already stays.</summary>
    /// <exception cref="WriteUncertainException">Storage failed again and again.</exception>
    public async Task AppendAsync(TeamOperation operation)
    {
        await _turn.WaitAsync();
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await AppendOnceAsync(operation);
                    return;
                }
                catch (Exception failure) when (attempt < Tries && failure is not JournalCorruptedException)
                {
                    await Task.Delay(RetryDelay * attempt, clock, CancellationToken.None);
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task EraseAsync()
    {
        await _turn.WaitAsync();
        try
        {
            await _journal.EraseAsync();
            _results.Clear();
            _begun.Clear();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task AppendOnceAsync(TeamOperation operation)
    {
        if (_journal.IsFailed)
            await OpenAsync();
        if (_results.ContainsKey(operation.Step))
            return;
        _operation.Reset();
        operation.WriteTo(_operation);
        _frame.Reset();
        _frame.Varint((ulong)_operation.Length);
        _frame.Raw(_operation.Written);
        await _journal.AppendAsync(_frame.WrittenMemory, 1);
        Apply(operation);
    }

    private void Apply(TeamOperation operation)
    {
        if (operation.Result is { } result)
            _results.TryAdd(operation.Step, result);
        else
            _begun[operation.Step] = BegunOf(operation.Step) + 1;
    }
}
