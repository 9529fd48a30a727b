using System.Collections.Immutable;
using AgentGrains.Runtime.Journal;

namespace AgentGrains.Runtime.Directories;

/// <summary>The tenants of a cluster, each entered by itself.</summary>
[GrainType("tenant-directory")]
internal sealed class TenantDirectory(OperationJournalFactory journals) : Grain, ITenantDirectory
{
    private NameJournal _tenants = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _tenants = new NameJournal(journals.CreatePlain(this.GetGrainId(), this.GetPrimaryKeyString()));
        return _tenants.OpenAsync();
    }

    public ValueTask EnterAsync() => WriteAsync(_tenants.EnterAsync(Caller()));

    public ValueTask LeaveAsync() => WriteAsync(_tenants.LeaveAsync(Caller()));

    public ValueTask<ImmutableArray<string>> ListAsync(string? after, int take) => new([.. _tenants.After(after, take)]);

    private static string Caller() => TenantContext.Current ?? throw new TenantMismatchException("The call carries no tenant, so there is nobody to enter.");

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
