using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AgentGrains.Silo;

/// <summary>Puts the server together.</summary>
internal static class SiloApplication
{
    // Below every other source, so that any setting of the operator's wins.
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Warning",

        // It takes the time since the machine was started for the length of its first check and warns of a deadlock.
        ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error",

        // Each of these repeats a failed start with its stack trace; the program says it once, in words.
        ["Logging:LogLevel:Orleans.Runtime.SiloLifecycleSubject"] = "Critical",
        ["Logging:LogLevel:Orleans.Runtime.Silo"] = "Critical",
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
    };

    /// <summary>Builds the server; nothing listens and nothing is stored before it starts.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="addMemory">Registers <see cref="IMemoryClient"/> and <see cref="IReadiness"/>.</param>
    /// <exception cref="InvalidConfigurationException">The server must not start like this; the message says what to change.</exception>
    /// <exception cref="OptionsValidationException">An option is not valid; the message says which and what it takes.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder> addMemory)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        AddOptions(builder);
        AddWeb(builder);
        McpEndpoint.Add(builder);
        ProxyEndpoint.Add(builder);
        TelemetryExport.Add(builder);
        addMemory(builder);

        var app = builder.Build();
        ListenAddresses.RequireSafe(ListenAddresses.Configured(app.Configuration), app.Services.GetRequiredService<Credentials>());
        Map(app);
        return app;
    }

    /// <summary>Starts the server. One that fails to start is stopped in order, so that its silo lets go of its data.</summary>
    public static async Task StartAsync(WebApplication app, CancellationToken cancellationToken = default)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await StopWhatStartedAsync(app);
            throw;
        }
    }

    private static async Task StopWhatStartedAsync(WebApplication app)
    {
        try
        {
            await app.StopAsync();
        }
        catch (Exception notFar) when (notFar is InvalidOperationException or ArgumentNullException)
        {
            // The silo, or the host itself, had not come far enough to be stopped. Why it had not is what the operator must hear.
        }
    }

    private static void AddOptions(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<SiloOptions>().BindConfiguration(SiloOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SiloOptions>, SiloOptionsValidator>();
        services.AddOptions<MemoryOptions>().BindConfiguration($"{SiloOptions.Section}:Memory");
        services.AddOptions<VaultOptions>().BindConfiguration($"{SiloOptions.Section}:Vault");
        services.AddOptions<ResourceOptions>().BindConfiguration($"{SiloOptions.Section}:Resources");
        services.AddOptions<RecallOptions>().BindConfiguration($"{SiloOptions.Section}:Recall");
        services.AddOptions<GuardOptions>().BindConfiguration($"{SiloOptions.Section}:Guard");
        services.AddOptions<ConsolidationOptions>().BindConfiguration($"{SiloOptions.Section}:Consolidation");
        services.AddOptions<TenantOptions>().BindConfiguration($"{SiloOptions.Section}:Tenants");
        services.AddOptions<OutcomeOptions>().BindConfiguration($"{SiloOptions.Section}:Outcomes");
        services.AddSingleton<ApiKeyRing>();
        services.AddSingleton<TokenReader>();
        services.AddSingleton<Credentials>();
        services.AddSingleton<RequestSlots>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Console.Out);
        services.AddHostedService<StartupBanner>();
    }

    private static void AddWeb(WebApplicationBuilder builder)
    {
        if (ListenAddresses.Configured(builder.Configuration).Count == 0)
            builder.WebHost.UseUrls(ListenAddresses.Default);

        builder.WebHost.ConfigureKestrel((context, kestrel) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = kestrel.ApplicationServices.GetRequiredService<IOptions<SiloOptions>>().Value.MaxBodyBytes;
        });

        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.TypeInfoResolverChain.Clear();
            json.SerializerOptions.TypeInfoResolverChain.Add(SiloJson.Strict);
        });
        builder.Services.AddApiDescription();
        builder.Services.AddMetricsEndpoint();
    }

    private static void Map(WebApplication app)
    {
        app.Use((context, next) =>
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return next(context);
        });
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        app.UseMiddleware<AccessMiddleware>();
        app.UseMiddleware<TenantDoorMiddleware>();

        app.MapMemories();
        app.MapScopes();
        app.MapTenants();
        app.MapRecall();
        app.MapResolve();
        app.MapOutcomes();
        app.MapSessions();
        app.MapKnowHow();
        app.MapResources();
        app.MapSecrets();
        app.MapAgents();
        app.MapConsolidation();
        app.MapGovernance();
        app.MapAudit();
        app.MapCubes();
        app.MapMoves();
        app.MapMcpServer();
        app.MapProxy();
        app.MapQuarantine();
        app.MapGuard();
        app.MapDebates();
        app.MapHealth();
        app.MapMetrics();
        app.MapApiDescription();
        app.MapReferencePage();
        app.MapInspector();
        app.MapDashboard();
    }
}
