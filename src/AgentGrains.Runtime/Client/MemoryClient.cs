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

    public IAgent Agent(string tenant, string agent) => new AgentHandle(
        ScopeNames.RequireTenant(tenant), ScopeNames.Require("agent", agent), grains);

    public ITenant Tenant(string tenant) => new TenantHandle(ScopeNames.RequireTenant(tenant), grains.GetGrain<ITenantGrain>(tenant), grains.GetGrain<IOutcomeGrain>(tenant));

    public IGuard Guard(string tenant) => new GuardHandle(ScopeNames.RequireTenant(tenant), grains.GetGrain<IGuardGrain>(tenant), retry);
}
