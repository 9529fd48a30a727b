using Orleans.Dashboard;

namespace AgentGrains.Silo;

/// <summary>
/// Orleans' dashboard, for the operator alone: it shows the grains of every tenant at once. Off by default, since it measures every call.
/// A browser asks for a name, which may be anything, and a password, which is the operator's key.
/// </summary>
internal static class DashboardEndpoint
{
    private const string Setting = $"{SiloOptions.Section}:Dashboard";

    public static bool IsOn(IConfiguration configuration) => configuration.GetValue<bool>(Setting);

    public static void Add(WebApplicationBuilder builder)
    {
        if (IsOn(builder.Configuration))
            builder.UseOrleans(static silo => silo.AddDashboard());
    }

    public static void MapDashboard(this WebApplication app)
    {
        if (IsOn(app.Configuration))
            app.MapGroup("").ExcludeFromDescription().RequireAccess(Access.Server).MapOrleansDashboard("/dashboard");
    }
}
