using System.Collections.Immutable;
using AgentGrains.Runtime.Journal;
using AgentGrains.Runtime.Tenants;

namespace AgentGrains.Runtime.Directories;

/// <summary>The agents of one tenant that have a profile.</summary>
[GrainType("agent-directory")]
internal sealed class AgentDirectoryGrain(OperationJournalFactory journals) : Grain, IAgentDirectoryGrain
{
    private NameJournal _agents = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _agents = new NameJournal(journals.CreateRaw(this.GetGrainId(), ScopeNames.RequireTenant(this.GetPrimaryKeyString())));
        return _agents.OpenAsync();
    }

    public async ValueTask EnterAsync(string agent)
    {
        await TenantGate.RequireOpenAsync(GrainFactory, this.GetPrimaryKeyString());
        await WriteAsync(_agents.EnterAsync(agent));
    }

    public ValueTask LeaveAsync(string agent) => WriteAsync(_agents.LeaveAsync(agent));

    public ValueTask<ImmutableArray<string>> ListAsync(string? after, int take) => new([.. _agents.After(after, take)]);

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
