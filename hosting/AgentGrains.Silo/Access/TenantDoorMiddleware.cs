namespace AgentGrains.Silo;

/// <summary>
/// Keeps one tenant from filling the server: so many of its requests are worked on at once, so many wait, and the rest are refused
/// before their bodies are read. Comes after access, so that nobody uses up the slots of a tenant whose credential they do not have.
/// </summary>
internal sealed class TenantDoorMiddleware(RequestDelegate next, RequestSlots slots)
{
    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint endpoint && endpoint.RequiredAccess() is Access.Tenant or Access.Caller && !endpoint.RequiredRole().OrOperator
        && context.CallerTenant() is { } tenant
            ? InvokeAsync(context, tenant)
            : next(context);

    private async Task InvokeAsync(HttpContext context, string tenant)
    {
        using var slot = await slots.AcquireAsync(tenant, context.RequestAborted);
        if (!slot.IsAcquired)
        {
            SiloMetrics.Refused("concurrency");
            throw new ProblemException(Problems.TooManyAtOnce(slots.Most));
        }

        await next(context);
    }
}
