using System.Runtime.CompilerServices;
using AgentGrains.Runtime.Directories;
using AgentGrains.Runtime.Erasure;
using AgentGrains.Runtime.Memory;
using AgentGrains.Runtime.Tenants;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Client;

/// <summary>The way into memory for .NET code, in a silo or outside.</summary>
internal sealed class MemoryClient(IGrainFactory grains, WriteRetry retry, IOptions<CubeOptions> cubes, TimeProvider clock) : IMemoryClient
{
    public CubeOptions Cubes => cubes.Value;

    public TimeProvider Clock => clock;

    public IScopedMemory Scope(Scope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return new ScopedMemory(scope, grains, retry, this);
    }

    public async ValueTask<RecallResult> RecallAsync(string tenant, RecallRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        WireRules.CheckText("query", request.Query);
        TenantContext.Set(tenant);
        return await retry.RunAsync(
            static (call, token) => call.Grain.RecallAsync(call.Request, token),
            (Grain: grains.GetGrain<IRecallGrain>(tenant), Request: request), cancellationToken, waits: request.Watermark is not null);
    }

    public async ValueTask<ResolveResult> ResolveAsync(string tenant, ResolveRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        TenantContext.Set(tenant);
        return await retry.RunAsync(
            static (call, token) => call.Grain.ResolveAsync(call.Request, token),
            (Grain: grains.GetGrain<IRecallGrain>(tenant), Request: request), cancellationToken);
    }

    public async ValueTask<ReportStatus> ReportOutcomeAsync(string tenant, RecallOutcome outcome, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        TenantContext.Set(tenant);
        return await retry.RunAsync(
            static (call, token) => call.Grain.ReportAsync(call.Outcome, token),
            (Grain: grains.GetGrain<IOutcomeGrain>(tenant), Outcome: outcome), cancellationToken);
    }

    public async IAsyncEnumerable<string> ListTenantsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (TenantConfinement.Current is { } held)
            throw new TenantMismatchException($"This code is held to the tenant '{held}' and is not told of others.");
        var directory = grains.GetGrain<ITenantDirectory>(ITenantDirectory.Key);
        for (string? after = null; ;)
        {
            var page = await retry.RunAsync(static (call, _) => call.directory.ListAsync(call.after, PageSize.Max), (directory, after), cancellationToken);
            foreach (var tenant in page)
                yield return tenant;
            if (page.Length < PageSize.Max)
                yield break;
            after = page[^1];
        }
    }

    public IAgent Agent(string tenant, string agent) => new AgentHandle(
        ScopeNames.RequireTenant(tenant), ScopeNames.Require("agent", agent), grains);

    public ITenant Tenant(string tenant) => new TenantHandle(
        ScopeNames.RequireTenant(tenant), grains.GetGrain<ITenantGrain>(tenant), grains.GetGrain<IOutcomeGrain>(tenant), grains.GetGrain<IGovernanceGrain>(tenant), grains.GetGrain<ITenantErasureGrain>(tenant), retry, Cubes, Clock);

    public IGuard Guard(string tenant) => new GuardHandle(ScopeNames.RequireTenant(tenant), grains.GetGrain<IGuardGrain>(tenant), retry);
}
