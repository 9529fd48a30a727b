using AgentGrains.Runtime.Debate;
using AgentGrains.Runtime.Directories;
using AgentGrains.Runtime.Memory;
using AgentGrains.Runtime.Outcomes;
using AgentGrains.Runtime.Scopes;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Erasure;

/// <summary>The steps of an erasure. Each may be done again; none is passed over before what it removes is gone from storage.</summary>
internal sealed partial class TenantErasureGrain
{
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    // What scopes write on their own; a scope's grain removes more, which only it can name.
    private static readonly string[] ScopeGrains =
        ["episodic-memory", "semantic-memory", "procedural-memory", "skill-bank", "vault", "resource-shelf", "session-directory"];

    private ITenantErased[] Wholes =>
    [
        GrainFactory.GetGrain<IOutcomeGrain>(Tenant).AsReference<ITenantErased>(),
        GrainFactory.GetGrain<IGuardGrain>(Tenant).AsReference<ITenantErased>(),
        GrainFactory.GetGrain<IGovernanceGrain>(Tenant).AsReference<ITenantErased>(),
        GrainFactory.GetGrain<IDebateLedgerGrain>(Tenant).AsReference<ITenantErased>(),
    ];

    private void Wake()
    {
        if (IsRunning && _run.IsCompleted && !_leaving.IsCancellationRequested)
            _run = RunAsync(_leaving.Token);
    }

    private async Task RunAsync(CancellationToken leaving)
    {
        using var alive = this.RegisterGrainTimer(
            () => Task.CompletedTask, new GrainTimerCreationOptions(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)) { Interleave = true, KeepAlive = true });
        TenantContext.Set(Tenant);
        await Task.Yield();
        while (IsRunning && !leaving.IsCancellationRequested)
        {
            try
            {
                await EraseAsync(leaving);
                await reminders.ClearAsync(this, Reminder);
            }
            catch (Exception failure)
            {
                if (leaving.IsCancellationRequested)
                    return;
                _erasure = _erasure! with { Fault = $"{failure.GetType().Name}: {failure.Message}" };
                LogNotErased(Tenant, failure);
                await Task.Delay(TryAgainAfter, clock, leaving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    private async Task EraseAsync(CancellationToken leaving)
    {
        await TenantState.SetClosedAsync(true);
        await EraseScopesAsync(leaving);

        // After the scopes: a debate's cases are in one, and what a debate still wants to write there is refused.
        var debates = GrainFactory.GetGrain<IDebateDirectoryGrain>(Tenant);
        while (await debates.ListAsync(null, PageSize.Max, leaving) is { IsEmpty: false } page)
        {
            foreach (var entry in page)
                await RemoveAsync(ErasedKind.Debate, entry.Debate, () => GrainFactory.GetGrain<IDebateGrain>(DebateKey.Of(Tenant, entry.Debate)).EraseAsync(leaving), leaving);
        }

        var agents = GrainFactory.GetGrain<IAgentDirectoryGrain>(Tenant);
        while (await agents.ListAsync(null, PageSize.Max) is { IsEmpty: false } page)
        {
            foreach (var agent in page)
                await RemoveAsync(ErasedKind.Agent, agent, () => GrainFactory.GetGrain<IAgentGrain>($"{Tenant}/{agent}").EraseAsync(leaving), leaving);
        }

        foreach (var whole in Wholes)
            await whole.EraseAllAsync();
        await Federations.WithdrawAsync(GrainFactory);   // after the outcomes, which share what they have just learnt
        if (vectors is not null)
            await vectors.EraseTenantAsync(Tenant);
        if (_erasure!.DestroysKey && (await TenantState.GetKeyAsync(create: false)).Version > 0)
            await GrainFactory.GetGrain<ITenantGrain>(Tenant).DestroyKeyAsync(leaving);
        await TenantState.RedactNamesAsync();
        await scrubs.ScrubAsync(Tenant, leaving);
        if (await WhatIsLeftAsync() is { } left)
            throw new WriteUncertainException($"Of '{Tenant}' there still is {left}.");
        await CommitAsync(new TenantErasureOperation(TenantErasureOperationKind.Ended, clock.GetUtcNow()));
        LogErased(Tenant, _erasure.Scopes, _erasure.Debates, _erasure.Agents);
    }

    private async Task EraseScopesAsync(CancellationToken leaving)
    {
        var tenant = GrainFactory.GetGrain<ITenantGrain>(Tenant);
        while (await tenant.ListScopesAsync(null, PageSize.Max, leaving) is { IsEmpty: false } page)
        {
            foreach (var name in page)
            {
                var scope = Scope.Parse(Tenant, name);
                await RemoveAsync(ErasedKind.Scope, name, () => GrainFactory.GetGrain<IUserScopeGrain>(scope.Key).EraseAsync(leaving), leaving);
                foreach (var type in ScopeGrains)
                {
                    if (await journals.HoldsAsync(GrainId.Create(type, scope.Key)))
                        throw new WriteUncertainException($"The {type} of '{scope.Key}' is still in storage.");
                }
            }
        }
    }

    // Written down first, so that nothing is gone of which the certificate does not tell.
    private async Task RemoveAsync(ErasedKind kind, string name, Func<ValueTask> erase, CancellationToken leaving)
    {
        leaving.ThrowIfCancellationRequested();
        var digest = TenantErasureCertificate.DigestOf(_salt, kind, name);
        if (!_gone.Contains((kind, digest)))
            await CommitAsync(new TenantErasureOperation(TenantErasureOperationKind.Gone, Bytes: Convert.FromHexString(digest), Erased: kind));
        await erase();
    }

    private async Task<string?> WhatIsLeftAsync()
    {
        if (!(await GrainFactory.GetGrain<ITenantGrain>(Tenant).ListScopesAsync(null, 1, CancellationToken.None)).IsEmpty)
            return "scopes";
        if (!(await GrainFactory.GetGrain<IDebateDirectoryGrain>(Tenant).ListAsync(null, 1, CancellationToken.None)).IsEmpty)
            return "debates";
        if (!(await GrainFactory.GetGrain<IAgentDirectoryGrain>(Tenant).ListAsync(null, 1)).IsEmpty)
            return "agents";
        foreach (var type in (string[])["outcomes", "outcomes-other", "guard", "governance", "debate-ledger", "debate-directory", "agent-directory"])
        {
            if (await journals.HoldsAsync(GrainId.Create(type, Tenant)))
                return type;
        }

        return null;
    }

    [LoggerMessage(110, LogLevel.Warning, "Tenant '{Tenant}' was erased: {Scopes} scopes, {Debates} debates, {Agents} agents")]
    private partial void LogErased(string tenant, int scopes, int debates, int agents);

    [LoggerMessage(111, LogLevel.Error, "The erasure of tenant '{Tenant}' met a failure; it is tried again until nothing is left")]
    private partial void LogNotErased(string tenant, Exception failure);
}
