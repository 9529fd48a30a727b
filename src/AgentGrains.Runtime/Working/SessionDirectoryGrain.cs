using System.Collections.Immutable;
using AgentGrains.Engine.Codec;
using AgentGrains.Runtime.Journal;
using AgentGrains.Runtime.Memory;

namespace AgentGrains.Runtime.Working;

/// <summary>The sessions of one scope that have a working memory, journaled: a new session costs one small append.</summary>
[GrainType("session-directory")]
internal sealed class SessionDirectoryGrain(OperationJournalFactory journals) : Grain, ISessionDirectoryGrain
{
    private const int EnterField = 1;
    private const int LeaveField = 2;

    private readonly SortedSet<string> _sessions = new(StringComparer.Ordinal);
    private readonly FieldWriter _operation = new();
    private readonly FieldWriter _frame = new();
    private GrainJournal _journal = null!;
    private Scope _scope = null!;
    private bool _entered;

    private static TextPool Pool { get; } = new();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _scope = Scope.ParseKey(this.GetPrimaryKeyString());
        _journal = journals.CreateRaw(this.GetGrainId(), _scope.Key);
        await _journal.OpenAsync(Read, Apply);
    }

    public async ValueTask EnterAsync(string session, CancellationToken cancellationToken)
    {
        ScopeNames.Require("session", session);
        if (!_entered)
        {
            await GrainFactory.GetGrain<IUserScopeGrain>(_scope.Key).EnterAsync(CancellationToken.None);
            _entered = true;
        }

        if (!_sessions.Contains(session))
            await CommitAsync((EnterField, session));
    }

    public ValueTask<ImmutableArray<string>> ListAsync(string? after, int take, CancellationToken cancellationToken)
    {
        PageSize.Require(take);
        return new([.. _sessions.SkipWhile(session => after is not null && string.CompareOrdinal(session, after) <= 0).Take(take)]);
    }

    public async ValueTask LeaveAsync(string session, CancellationToken cancellationToken)
    {
        await EraseSessionAsync(session, cancellationToken);
        if (_sessions.Contains(session))
            await CommitAsync((LeaveField, session));
    }

    public async ValueTask EraseAsync(CancellationToken cancellationToken)
    {
        foreach (var session in _sessions)
            await EraseSessionAsync(session, cancellationToken);
        try
        {
            await _journal.EraseAsync();   // last: an interrupted erasure still knows its sessions
        }
        finally
        {
            DeactivateOnIdle();
        }

        _sessions.Clear();
        _entered = false;
    }

    private async Task EraseSessionAsync(string session, CancellationToken cancellationToken) =>
        await GrainFactory.GetGrain<IWorkingMemoryGrain>(WorkingKey.Of(_scope, session)).EraseAsync(cancellationToken);

    private async Task CommitAsync((int Field, string Session) operation)
    {
        _operation.Reset();
        _operation.Text(operation.Field, operation.Session);
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

    private void Apply((int Field, string Session) operation)
    {
        if (operation.Field == EnterField)
            _sessions.Add(operation.Session);
        else
            _sessions.Remove(operation.Session);
    }

    private static (int Field, string Session) Read(ReadOnlyMemory<byte> frame, long sequence)
    {
        var operation = (Field: 0, Session: "");
        var reader = new FieldReader(frame.Span, Pool);
        while (reader.Next(out var field))
        {
            if (field is EnterField or LeaveField)
                operation = (field, reader.Text());
            else
                reader.Skip();
        }

        return operation.Field == 0 ? throw new FormatException("An operation of a session directory has no session.") : operation;
    }
}
