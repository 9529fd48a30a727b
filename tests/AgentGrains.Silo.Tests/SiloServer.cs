using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Silo.Tests;

/// <summary>The server on a free port of this machine, over a fake or a real memory, with everything it logs and prints kept.</summary>
internal sealed class SiloServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SiloServer(string[] args, Action<WebApplicationBuilder>? addMemory = null)
    {
        _app = SiloApplication.Build(["--urls", "http://127.0.0.1:0", .. args], builder =>
        {
            (addMemory ?? AddFakes)(builder);
            builder.Services.AddSingleton<TextWriter>(Printed);
            builder.Services.AddSingleton<IStartupFilter, PretendRemote>();
            builder.Logging.ClearProviders().AddProvider(Logs).SetMinimumLevel(LogLevel.Trace);
            builder.Configuration["Logging:LogLevel:Default"] = "Trace";
        });
    }

    public FakeMemoryClient Memory { get; } = new();

    public FakeDebateClient Debates { get; } = new();

    public FakeReadiness Readiness { get; } = new();

    public CapturedLogs Logs { get; } = new();

    public StringWriter Printed { get; } = new();

    public IServiceProvider Services => _app.Services;

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public static Task<SiloServer> StartAsync(params string[] args) => StartAsync(new SiloServer(args));

    /// <summary>Starts the server as the program does: over one durable silo.</summary>
    public static Task<SiloServer> StartDurableAsync(string dataDirectory, params string[] args) =>
        StartAsync(new SiloServer([$"--AgentGrains:DataDirectory={dataDirectory}", .. args], SiloMemory.Add));

    /// <summary>The same, with services that the program's own give way to.</summary>
    public static Task<SiloServer> StartDurableAsync(string dataDirectory, Action<IServiceCollection> services, params string[] args) =>
        StartConfiguredAsync(services, [$"--AgentGrains:DataDirectory={dataDirectory}", .. args]);

    /// <summary>Starts the server as the program does, with a storage that configuration names.</summary>
    public static async Task<SiloServer> StartConfiguredAsync(params string[] args) => await StartAsync(new SiloServer(args, SiloMemory.Add));

    /// <summary>The same, with services that the program's own give way to.</summary>
    public static async Task<SiloServer> StartConfiguredAsync(Action<IServiceCollection> services, params string[] args) => await StartAsync(new SiloServer(args, builder =>
    {
        services(builder.Services);
        SiloMemory.Add(builder);
    }));

    private static async Task<SiloServer> StartAsync(SiloServer server)
    {
        try
        {
            await SiloApplication.StartAsync(server._app, TestContext.Current.CancellationToken);
            server.Http.BaseAddress = new Uri(server._app.Urls.Single());
            return server;
        }
        catch
        {
            await server._app.DisposeAsync();
            throw;
        }
    }

    private void AddFakes(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IMemoryClient>(Memory);
        builder.Services.AddSingleton<IDebateClient>(Debates);
        builder.Services.AddSingleton<IReadiness>(Readiness);
    }

    /// <summary>Configuration arguments that give a tenant a key.</summary>
    public static string[] KeyFor(int index, string tenant, string key) =>
        [$"--AgentGrains:ApiKeys:{index}:Tenant={tenant}", $"--AgentGrains:ApiKeys:{index}:Hash={ApiKey.HashOf(key)}"];

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<JsonElement> SendOkAsync(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(method, path, json, headers);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }

    /// <summary>The lines of an NDJSON answer.</summary>
    public async Task<List<JsonElement>> ListAsync(string path, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null, headers);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    /// <summary>Lets a test call from another machine's address.</summary>
    private sealed class PretendRemote : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, following) =>
            {
                if (IPAddress.TryParse(context.Request.Headers["X-Pretend-Remote"], out var address))
                    context.Connection.RemoteIpAddress = address;
                return following(context);
            });
            next(app);
        };
    }
}
