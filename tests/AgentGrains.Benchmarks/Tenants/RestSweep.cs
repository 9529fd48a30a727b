using System.Text;
using AgentGrains.Silo;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Benchmarks.Tenants;

/// <summary>Every route of a real server that names a tenant, found in its route table, tried with another tenant's key and with none.</summary>
internal static class RestSweep
{
    private const string Canary = "canary of the victim";
    private const string Victim = "victim";
    private static readonly string[] Outsiders = ["outsider", "victimX", "Victim", "vict"];

    /// <param name="withoutKeys">Takes the keys out, on purpose: then the server lets everybody of this machine in, and leaks are seen.</param>
    public static async Task<(int Attempts, int Leaks)> RunAsync(bool withoutKeys = false)
    {
        var directory = Directory.CreateTempSubdirectory("agentgrains-rest-").FullName;
        var keys = Outsiders.Append(Victim).ToDictionary(tenant => tenant, _ => ApiKey.Create());
        string[] configured = withoutKeys ? [] : [.. keys.SelectMany((key, i) => new[] { $"--AgentGrains:ApiKeys:{i}:Tenant={key.Key}", $"--AgentGrains:ApiKeys:{i}:Hash={ApiKey.HashOf(key.Value)}" })];
        await using var app = SiloApplication.Build(["--urls", "http://127.0.0.1:0", $"--AgentGrains:DataDirectory={directory}", .. configured], builder =>
        {
            builder.Services.AddSingleton(TextWriter.Null);
            builder.Logging.ClearProviders();
            SiloMemory.Add(builder);
        });
        await SiloApplication.StartAsync(app);
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
            await app.Services.GetRequiredService<IMemoryClient>().Scope(Victim, "user:ann").RememberAsync(Canary);
            var (attempts, leaks) = (0, 0);
            foreach (var (method, path) in Routes(app).OrderBy(route => route.Method == "DELETE"))
            {
                foreach (var key in Outsiders.Select(outsider => (string?)keys[outsider]).Append(null))
                {
                    attempts++;
                    leaks += await LeaksAsync(http, method, path, key) ? 1 : 0;
                }
            }

            return attempts < 40 ? throw new InvalidOperationException($"Only {attempts} calls were found in the route table.") : (attempts, leaks);
        }
        finally
        {
            await app.StopAsync();
            Directory.Delete(directory, recursive: true);
        }
    }

    private static IEnumerable<(string Method, string Path)> Routes(WebApplication app) =>
        from endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        where endpoint.RoutePattern.RawText?.Contains("{tenant}", StringComparison.Ordinal) == true
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select (method, endpoint.RoutePattern.RawText!
            .Replace("{tenant}", Victim, StringComparison.Ordinal).Replace("{scope}", "user:ann", StringComparison.Ordinal)
            .Replace("{number:int}", "1", StringComparison.Ordinal).Replace("{agent}", "planner", StringComparison.Ordinal).Replace("{id}", "e-01HZX3M9Q2000G000123456789", StringComparison.Ordinal));

    private static async Task<bool> LeaksAsync(HttpClient http, string method, string path, string? key)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (key is not null)
            request.Headers.Add("X-Api-Key", key);
        if (method is "POST" or "PUT")
            request.Content = new StringContent("""{"query":"canary","scopes":["user:ann"]}""", Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        return (int)answer.StatusCode is not (401 or 403) || body.Contains(Canary, StringComparison.Ordinal);
    }
}
