using System.Collections.Immutable;
using AgentGrains.Runtime.Journal;
using AgentGrains.Runtime.Tenants;

namespace AgentGrains.Runtime.Directories;

/// <summary>The debates of one tenant, in the order they were started.</summary>
[GrainType("debate-directory")]
internal sealed class DebateDirectoryGrain(OperationJournalFactory journals) : Grain, IDebateDirectoryGrain
{
    private NameJournal _debates = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var tenant = ScopeNames.RequireTenant(this.GetPrimaryKeyString());
        _debates = new NameJournal(journals.CreateRaw(this.GetGrainId(), tenant));
        return _debates.OpenAsync();
    }

    public async ValueTask EnterAsync(string debate, CancellationToken cancellationToken)
    {
        await TenantGate.RequireOpenAsync(GrainFactory, this.GetPrimaryKeyString());
        await WriteAsync(_debates.EnterAsync(debate));
    }

    public ValueTask LeaveAsync(string debate, CancellationToken cancellationToken) => WriteAsync(_debates.LeaveAsync(debate));

    public ValueTask<ImmutableArray<DebateEntry>> ListAsync(long? before, int take, CancellationToken cancellationToken) =>
        new([.. _debates.Before(before, take).Select(static entry => new DebateEntry(entry.Key, entry.Value))]);

    private async ValueTask WriteAsync(Task write)
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
