using AgentGrains.Mcp;
using ModelContextProtocol.Server;

namespace AgentGrains.Silo;

/// <summary>
/// Memory over the Model Context Protocol, streamable HTTP: one server per scope, with the tools that the role of the credential allows. Nothing is kept
/// between requests, so any silo answers any of them.
/// </summary>
internal static class McpEndpoint
{
    private const string Route = "/v1/tenants/{tenant}/scopes/{scope}/mcp";
    private const string DefaultSession = "mcp";

    public static void Add(WebApplicationBuilder builder) => builder.Services.AddMcpServer().WithHttpTransport(transport =>
    {
        transport.Stateless = true;
        transport.ConfigureSessionOptions = (context, options, _) =>
        {
            Configure(context, options);
            return Task.CompletedTask;
        };
    });

    public static void MapMcpServer(this IEndpointRouteBuilder routes) =>
        routes.MapMcp(Route).RequireAccess(Access.Tenant).RequireRole(Role.Reader).ExcludeFromDescription();

    private static void Configure(HttpContext context, McpServerOptions options)
    {
        var scope = Scope.Parse((string)context.GetRouteValue("tenant")!, (string)context.GetRouteValue("scope")!);
        var services = context.RequestServices;
        var session = context.Request.Query["session"].FirstOrDefault(name => !string.IsNullOrWhiteSpace(name)) ?? DefaultSession;
        MemoryServer.Configure(
            options, services.GetRequiredService<IMemoryClient>(), services.GetService<IDebateClient>(), scope, session,
            context.CallerRole() switch { Role.Reader => McpAccess.Read, Role.Writer => McpAccess.Write, _ => McpAccess.Review },
            services.GetService<IMemoryRouter>());
    }
}
