using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AgentGrains.Silo;

/// <summary>
/// Sends traces, metrics and logs to a collector of the operator's own (OTLP), when one is named, and to nobody otherwise. None of them
/// carries what a memory holds.
/// </summary>
internal static class TelemetryExport
{
    private const string Setting = $"{SiloOptions.Section}:Telemetry:OtlpEndpoint";
    private const string Standard = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static readonly string[] Sources = ["AgentGrains*", "Microsoft.Orleans.Application", "Microsoft.Orleans.Runtime"];

    /// <summary>Where telemetry goes; null when it goes nowhere.</summary>
    /// <exception cref="InvalidConfigurationException">What is configured is not an address.</exception>
    public static Uri? Endpoint(IConfiguration configuration)
    {
        var text = configuration[Setting] is { Length: > 0 } own ? own : configuration[Standard];
        if (string.IsNullOrWhiteSpace(text))
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
            ? endpoint
            : throw new InvalidConfigurationException($"{Setting} (or {Standard}) is '{text}'; it is the address of an OTLP collector, such as http://127.0.0.1:4317.");
    }

    /// <summary>Adds the exporters when an endpoint is configured.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetValue<bool>($"{SiloOptions.Section}:JsonLogs"))
            builder.Logging.ClearProviders().AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        if (Endpoint(builder.Configuration) is not { } endpoint)
            return;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("agentgrains-silo"))
            .WithTracing(traces => traces.AddSource(Sources).AddAspNetCoreInstrumentation().AddOtlpExporter(exporter => To(exporter, "v1/traces")))
            .WithMetrics(metrics => metrics.AddOtlpExporter(exporter => To(exporter, "v1/metrics")));
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.AddOtlpExporter(exporter => To(exporter, "v1/logs"));
        });

        // Over gRPC an endpoint is a host; over HTTP each signal has a path of its own, which naming the endpoint in code leaves out.
        void To(OtlpExporterOptions exporter, string path) => exporter.Endpoint = exporter.Protocol == OtlpExportProtocol.HttpProtobuf
            ? new Uri($"{endpoint.ToString().TrimEnd('/')}/{path}")
            : endpoint;
    }
}
