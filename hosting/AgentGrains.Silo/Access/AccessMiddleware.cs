using System.Net;
using System.Text;

namespace AgentGrains.Silo;

/// <summary>
/// Lets a request through when its credential opens the tenant of its route with the role that the route asks for, and puts that
/// tenant into the <see cref="TenantContext"/> which every grain checks once more. Without configured credentials only this machine may call.
/// </summary>
internal sealed partial class AccessMiddleware(RequestDelegate next, Credentials credentials, ILogger<AccessMiddleware> logger)
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";
    private const string DefaultTenant = "default";

    public async Task InvokeAsync(HttpContext context)
    {
        if (credentials.IsEmpty && !IsFromThisMachine(context))
            throw new ProblemException(Problems.Forbidden(
                "No API key is configured, so only this machine may call. Make a key with --new-key TENANT and configure its hash."));

        // Anything else is routing's own way to answer 404, 405 or 415, which tells nothing about any tenant.
        if (context.GetEndpoint() is RouteEndpoint endpoint)
        {
            switch (endpoint.RequiredAccess())
            {
                case Access.Tenant:
                    // Set here, not in what is awaited: a context set there would end with it.
                    TenantContext.Set(await RequireTenantAsync(context, endpoint.RequiredRole()));
                    break;
                case Access.Caller:
                    TenantContext.Set(await RequireCallerAsync(context, endpoint.RequiredRole()));
                    break;
                case Access.Operator when !IsLoopback(context):
                    _ = await CallerAsync(context);
                    break;
                case Access.Server when !credentials.IsEmpty:
                    await RequireOperatorAsync(context);
                    break;
            }
        }

        await next(context);
    }

    private async ValueTask<string> RequireTenantAsync(HttpContext context, RoleRequirement required)
    {
        var tenant = context.GetRouteValue("tenant") as string
            ?? throw new ProblemException(Problems.Forbidden("This route names no tenant and is closed."));

        if (!credentials.IsEmpty)
        {
            var caller = await CallerAsync(context);
            Admit(caller, tenant, required);
            context.SetCallerRole(caller.Role);
        }

        context.Response.Headers.CacheControl = "no-store";
        return tenant;
    }

    // Without any credential only this machine is here, and it has one tenant.
    private async ValueTask<string> RequireCallerAsync(HttpContext context, RoleRequirement required)
    {
        var caller = credentials.IsEmpty ? new Caller(DefaultTenant, Role.Admin) : await CallerAsync(context);
        Admit(caller, caller.Tenant ?? DefaultTenant, required);
        context.SetCallerRole(caller.Role);
        context.SetCallerTenant(caller.Tenant!);
        context.Response.Headers.CacheControl = "no-store";
        return caller.Tenant!;
    }

    private void Admit(Caller caller, string tenant, RoleRequirement required)
    {
        if (caller.Tenant is not null && caller.Tenant != tenant)
        {
            SiloMetrics.Refused("tenant");
            LogWrongTenant(logger, caller.Tenant);
            throw new ProblemException(Problems.Forbidden("The key opens another tenant. Call the routes of the tenant it was made for."));
        }

        if (required.Admits(caller))
            return;
        SiloMetrics.Refused("role");
        LogWrongRole(logger, caller.Role.Name(), caller.Tenant, required.Role.Name());
        throw new ProblemException(Problems.Forbidden(caller.Role == Role.Operator
            ? "The operator runs the server and does not see what a tenant's memory holds; use a credential of the tenant."
            : $"The credential has the role {caller.Role.Name()}; this route asks for {required.Role.Name()}."));
    }

    private async ValueTask RequireOperatorAsync(HttpContext context)
    {
        // A browser that opens a page asks its user for a name and a password when it is told that it may; a page's own call of the API must not make it ask.
        if (!context.Request.Path.StartsWithSegments("/v1"))
            context.Items[Problems.ChallengeBasic] = true;
        if ((await CallerAsync(context)).Role != Role.Operator)
            throw new ProblemException(Problems.Forbidden("This shows all tenants at once and asks for the role operator. Make a key with --new-key --role operator."));
        context.Response.Headers.CacheControl = "no-store";
    }

    private async ValueTask<Caller> CallerAsync(HttpContext context)
    {
        var check = PresentedBy(context.Request) is { } presented ? await credentials.CheckAsync(presented) : default;
        if (check.Caller is { } caller)
            return caller;
        SiloMetrics.Refused("credential");
        throw new ProblemException(Problems.Unauthorized(check.WhyNot));
    }

    private static string? PresentedBy(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return authorization[Bearer.Length..].Trim();
        if (authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
            return PasswordOf(authorization[Basic.Length..].Trim());

        var header = request.Headers["X-Api-Key"].ToString();
        return header.Length > 0 ? header : null;
    }

    private static string? PasswordOf(string basic)
    {
        var bytes = new byte[basic.Length];
        return Convert.TryFromBase64String(basic, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password]
            ? password
            : null;
    }

    // The Host header is checked too: a page in this machine's browser may have its own name resolve to 127.0.0.1.
    // (It cannot send JSON across origins either, because no CORS answer is ever given.)
    private static bool IsFromThisMachine(HttpContext context) =>
        IsLoopback(context) && ListenAddresses.IsLoopbackHost(context.Request.Host.Host);

    // Null is a Unix socket or an in-process server: nobody else can reach those.
    private static bool IsLoopback(HttpContext context) =>
        context.Connection.RemoteIpAddress is not { } remote || IPAddress.IsLoopback(remote);

    [LoggerMessage(LogLevel.Warning, "A credential of tenant {Tenant} was used on another tenant's route and refused")]
    private static partial void LogWrongTenant(ILogger logger, string tenant);

    [LoggerMessage(LogLevel.Warning, "A credential with the role {Role} of tenant {Tenant} was refused where {Required} is asked for")]
    private static partial void LogWrongRole(ILogger logger, string role, string? tenant, string required);
}
