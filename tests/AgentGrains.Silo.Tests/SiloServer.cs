using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Silo.Tests;

/// <summary>The server on a free port of this machine, over a fake memory, with everything it logs and prints kept.</summary>
internal sealed class SiloServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SiloServer(string[] args)
    {
        _app = SiloApplication.Build(["--urls", "http://127.0.0.1:0", .. args], builder =>
        {
            builder.Services.AddSingleton<IMemoryClient>(Memory);
            builder.Services.AddSingleton<IReadiness>(Readiness);
            builder.Services.AddSingleton<TextWriter>(Printed);
            builder.Services.AddSingleton<IStartupFilter, PretendRemote>();
            builder.Logging.ClearProviders().AddProvider(Logs).SetMinimumLevel(LogLevel.Trace);
            builder.Configuration["Logging:LogLevel:Default"] = "Trace";
        });
    }

    public FakeMemoryClient Memory { get; } = new();

    public FakeReadiness Readiness { get; } = new();

    public CapturedLogs Logs { get; } = new();

    public StringWriter Printed { get; } = new();

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public static async Task<SiloServer> StartAsync(params string[] args)
    {
        var server = new SiloServer(args);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        server.Http.BaseAddress = new Uri(server._app.Urls.Single());
        return server;
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

    public async Task<JsonElement> SendOkAsync(HttpMethod method, string path, string? json = null)
    {
        using var answer = await SendAsync(method, path, json);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {text}");
        return JsonElement.Parse(text);
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
