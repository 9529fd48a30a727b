using AgentGrains.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace AgentGrains.Silo;

/// <summary>Says, once the server listens, where it is, where its data is, who may call, and what to try first.</summary>
internal sealed class StartupBanner(
    IServer server, IOptions<SiloOptions> options, IConfiguration configuration, Credentials credentials, TextWriter output) : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses.ToArray() ?? [];

        // The settings were checked before; this is what the server really did.
        ListenAddresses.RequireSafe(addresses, credentials);
        await output.WriteLineAsync(Text(addresses));
        await output.FlushAsync(cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string Text(string[] addresses)
    {
        var url = Reachable(addresses.FirstOrDefault() ?? ListenAddresses.Default);
        var tenant = $"{url}/v1/tenants/{credentials.ExampleTenant ?? "demo"}";
        var key = credentials.IsEmpty ? "" : " -H \"Authorization: Bearer $AGENTGRAINS_KEY\"";
        var access = credentials.IsEmpty
            ? "no API key is configured, so only this machine may call; --new-key TENANT makes one"
            : "every call needs the key of its tenant; put yours into AGENTGRAINS_KEY for the lines below";

        return $$"""
            AgentGrains listens on {{string.Join(", ", addresses)}}
              data    {{Data()}}
              access  {{access}}
              docs    {{url}}/docs

            Remember, recall, list:
              curl -sS {{tenant}}/scopes/user:ann/memories{{key}} -H 'Content-Type: application/json' -d '{"items":[{"text":"I moved to Lisbon in May.","actor":"Ann","session":"hello"}]}'
              curl -sS {{tenant}}/recall{{key}} -H 'Content-Type: application/json' -d '{"query":"Where did Ann move to?","scopes":["user:ann"]}'
              curl -sS {{tenant}}/scopes/user:ann/memories{{key}}

            Ctrl-C stops it.
            """;
    }

    // Never the connection string: there may be a password in it.
    private string Data() => configuration[$"{AgentGrainsStorageOptions.Section}:{nameof(AgentGrainsStorageOptions.Kind)}"] switch
    {
        { } kind when Enum.TryParse<StorageKind>(kind, ignoreCase: true, out var known) && known != StorageKind.Sqlite =>
            known == StorageKind.Memory ? "Memory: EVERYTHING IS FORGOTTEN when this server stops" : known.ToString(),
        _ => Path.GetFullPath(options.Value.DataDirectory),
    };

    private static string Reachable(string address) => address
        .Replace("0.0.0.0", "localhost", StringComparison.Ordinal)
        .Replace("[::]", "localhost", StringComparison.Ordinal)
        .Replace("//*", "//localhost", StringComparison.Ordinal)
        .Replace("//+", "//localhost", StringComparison.Ordinal)
        .TrimEnd('/');
}
