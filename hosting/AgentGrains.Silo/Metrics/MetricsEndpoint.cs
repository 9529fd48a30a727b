using OpenTelemetry.Metrics;

namespace AgentGrains.Silo;

/// <summary>Metrics for a Prometheus server that comes and asks. Nothing is sent anywhere unless <see cref="TelemetryExport"/> is told where.</summary>
internal static class MetricsEndpoint
{
    private static readonly string[] Meters =
        ["AgentGrains*", "Microsoft.Orleans", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    public static void AddMetricsEndpoint(this IServiceCollection services) =>
        services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(Meters).AddPrometheusExporter());

    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapPrometheusScrapingEndpoint("/metrics").RequireAccess(Access.Operator);
}
