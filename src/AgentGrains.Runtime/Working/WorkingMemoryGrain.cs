using System.Collections.Immutable;
using AgentGrains.Engine.Records;
using AgentGrains.Engine.Working;
using AgentGrains.Runtime.Erasure;
using AgentGrains.Runtime.Journal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Working;

/// <summary>Durable owner of one session's working memory: decide (pure), persist, then acknowledge.</summary>
[GrainType("working-memory")]
internal sealed partial class WorkingMemoryGrain(
    OperationJournalFactory journals, IOptions<WorkingMemoryOptions> options, TimeProvider clock, ILogger<WorkingMemoryGrain> logger) : Grain, IWorkingMemoryGrain, IQuoteHolder
{
    private const int MostBytes = 16 * 1024 * 1024;

    private readonly ILogger _logger = logger;
    private WorkingJournal _journal = null!;
    private WorkingState _state = WorkingState.Empty;
    private JournalCorruptedException? _damage;
    private bool _entered;   // whether this activation has entered its session in the directory
    private (Scope Scope, string Session) _key;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = WorkingKey.Parse(this.GetPrimaryKeyString());
        _journal = NewJournal();
        try
        {
            await _journal.OpenAsync(operation => _state = _state.Apply(operation));
        }
        catch (JournalCorruptedException damage)
        {
            _damage = damage;   // every call will say so, and nothing is written over it
            LogDamaged(this.GetPrimaryKeyString(), damage.Segment, damage);
        }
    }

    public async ValueTask<ImmutableArray<WorkingReceipt>> ApplyAsync(ImmutableArray<WorkingEdit> edits, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        var decision = _state.Decide(edits, clock.GetUtcNow(), options.Value);
        if (decision.Operations.IsEmpty)
            return decision.Receipts;
        if (!_entered)
        {
            // The directory must know the session before anything in it is acknowledged, or an erasure of the scope would miss it.
            await GrainFactory.GetGrain<ISessionDirectoryGrain>(_key.Scope.Key).EnterAsync(_key.Session, CancellationToken.None);
            _entered = true;
        }

        try
        {
            await _journal.AppendAsync(decision.Operations);
        }
        catch
        {
            DeactivateOnIdle();   // the append's fate is unknown; the next activation reads the truth
            throw;
        }

        _state = decision.State;
        return decision.Receipts;
    }

    public ValueTask<WorkingView> GetAsync(CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        return new(_state.View);
    }

    public ValueTask<Subgoal?> GetSubgoalAsync(int subgoal, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        return new(_state.SubgoalOf(subgoal));
    }

    public ValueTask<WorkingContext> RenderAsync(int tokenBudget, bool withMessages, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        if (tokenBudget < 1)
            throw new InvalidMemoryException("tokenBudget", $"tokenBudget is {tokenBudget}; it must be at least 1.");
        return new(WorkingRenderer.Render(_state, tokenBudget, withMessages));
    }

    public ValueTask<SymbolExpansion> ExpandAsync(string text, int maxBytes, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        if (maxBytes is < 1 or > MostBytes)
            throw new InvalidMemoryException("maxBytes", $"maxBytes is {maxBytes:N0}; it must be from 1 to {MostBytes:N0}.");
        DraftRules.CheckText("text", text, maxBytes, "maxBytes");
        return new(SymbolText.Expand(text, _state.ContentOf, maxBytes));
    }

    public async ValueTask EraseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _journal.EraseAsync();
        }
        finally
        {
            DeactivateOnIdle();   // it still holds what was erased, or what storage now holds is not known
        }

        (_state, _damage, _entered) = (WorkingState.Empty, null, false);
    }

    private WorkingJournal NewJournal() => new(journals.CreateRaw(this.GetGrainId(), this.GetPrimaryKeyString(), WorkingRedaction.Redact));

    private void ThrowIfDamaged()
    {
        if (_damage is not { } damage)
            return;
        DeactivateOnIdle();   // so that a repaired journal is read again
        throw new JournalCorruptedException(damage.Scope, damage.Segment, damage.Message);
    }

    [LoggerMessage(60, LogLevel.Error, "The working memory '{Session}' is damaged at '{Segment}' and refuses every call")]
    private partial void LogDamaged(string session, string segment, Exception damage);
}
