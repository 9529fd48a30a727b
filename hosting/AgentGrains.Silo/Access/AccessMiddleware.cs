using System.Net;

namespace AgentGrains.Silo;

/// <summary>
/// Lets a request through when its key opens the tenant of its route, and puts that tenant into the <see cref="TenantContext"/>
/// which every grain checks once more. Without configured keys only this machine may call.
/// </summary>
internal sealed partial class AccessMiddleware(RequestDelegate next, ApiKeyRing keys, ILogger<AccessMiddleware> logger)
{
    private const string Bearer = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        if (keys.IsEmpty && !IsFromThisMachine(context))
            throw new ProblemException(Problems.Forbidden(
                "No API key is configured, so only this machine may call. Make a key with --new-key TENANT and configure its hash."));

        // Anything else is routing's own way to answer 404, 405 or 415, which tells nothing about any tenant.
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
            return next(context);

        switch (endpoint.RequiredAccess())
        {
            case Access.Tenant:
                RequireTenant(context);
                break;
            case Access.Operator when !IsLoopback(context):
                _ = TenantOfKey(context);
                break;
        }

        return next(context);
    }

    private void RequireTenant(HttpContext context)
    {
        var tenant = context.GetRouteValue("tenant") as string
            ?? throw new ProblemException(Problems.Forbidden("This route names no tenant and is closed."));

        if (!keys.IsEmpty && TenantOfKey(context) is var owner && owner != tenant)
        {
            LogWrongTenant(logger, owner);
            throw new ProblemException(Problems.Forbidden("The key opens another tenant. Call the routes of the tenant it was made for."));
        }

        TenantContext.Set(tenant);
        context.Response.Headers.CacheControl = "no-store";
    }

    private string TenantOfKey(HttpContext context) =>
        (PresentedKey(context.Request) is { } presented ? keys.TenantOf(presented) : null)
        ?? throw new ProblemException(Problems.Unauthorized());

    private static string? PresentedKey(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return authorization[Bearer.Length..].Trim();

        var header = request.Headers["X-Api-Key"].ToString();
        return header.Length > 0 ? header : null;
    }

    // The Host header is checked too: a page in this machine's browser may have its own name resolve to 127.0.0.1.
    // (It cannot send JSON across origins either, because no CORS answer is ever given.)
    private static bool IsFromThisMachine(HttpContext context) =>
        IsLoopback(context) && ListenAddresses.IsLoopbackHost(context.Request.Host.Host);

    // Null is a Unix socket or an in-process server: nobody else can reach those.
    private static bool IsLoopback(HttpContext context) =>
        context.Connection.RemoteIpAddress is not { } remote || IPAddress.IsLoopback(remote);

    [LoggerMessage(LogLevel.Warning, "A key of tenant {Tenant} was used on another tenant's route and refused")]
    private static partial void LogWrongTenant(ILogger logger, string tenant);
}
