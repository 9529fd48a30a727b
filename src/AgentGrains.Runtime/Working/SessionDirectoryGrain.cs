using System.Collections.Immutable;
using AgentGrains.Runtime.Directories;
using AgentGrains.Runtime.Journal;

namespace AgentGrains.Runtime.Working;

/// <summary>The sessions of one scope that have a working memory.</summary>
[GrainType("session-directory")]
internal sealed class SessionDirectoryGrain(OperationJournalFactory journals) : Grain, ISessionDirectoryGrain
{
    private NameJournal _sessions = null!;
    private Scope _scope = null!;
    private bool _entered;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _scope = Scope.ParseKey(this.GetPrimaryKeyString());
        _sessions = new NameJournal(journals.CreateRaw(this.GetGrainId(), _scope.Key));
        await _sessions.OpenAsync();
    }

    public async ValueTask EnterAsync(string session, CancellationToken cancellationToken)
    {
        ScopeNames.Require("session", session);
        if (!_entered)
        {
            await GrainFactory.GetGrain<IUserScopeGrain>(_scope.Key).EnterAsync(CancellationToken.None);
            _entered = true;
        }

        await WriteAsync(_sessions.EnterAsync(session));
    }

    public ValueTask<ImmutableArray<string>> ListAsync(string? after, int take, CancellationToken cancellationToken) => new([.. _sessions.After(after, take)]);

    public async ValueTask LeaveAsync(string session, CancellationToken cancellationToken)
    {
        await EraseSessionAsync(session, cancellationToken);
        await WriteAsync(_sessions.LeaveAsync(session));
    }

    public async ValueTask EraseAsync(CancellationToken cancellationToken)
    {
        foreach (var session in _sessions.Names.Keys.ToList())
            await EraseSessionAsync(session, cancellationToken);
        try
        {
            await _sessions.EraseAsync();   // last: an interrupted erasure still knows its sessions
        }
        finally
        {
            DeactivateOnIdle();
        }

        _entered = false;
    }

    private async Task EraseSessionAsync(string session, CancellationToken cancellationToken) =>
        await GrainFactory.GetGrain<IWorkingMemoryGrain>(WorkingKey.Of(_scope, session)).EraseAsync(cancellationToken);

    private async Task WriteAsync(Task write)
    {
        try
        {
            await write;
        }
        catch
        {
            DeactivateOnIdle();   // the append's fate is unknown; the next activation reloads the truth
            throw;
        }
    }
}
