using System.Globalization;

namespace AgentGrains.Chaos.Servers;

/// <summary>Azurite, which stands for an Azure storage account on this machine.</summary>
public sealed class AzuriteServer : LocalServer
{
    // Azurite's account and key are published constants.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private readonly int _queues = Programs.FreePort();
    private readonly int _tables = Programs.FreePort();

    private AzuriteServer()
    {
    }

    /// <summary>Why there cannot be one; null when there can.</summary>
    public static string? Missing => Programs.Find("azurite") is null ? "Azurite is not installed (npm install -g azurite)." : null;

    /// <inheritdoc/>
    public override string Kind => "Azure";

    /// <inheritdoc/>
    public override string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};"
        + $"BlobEndpoint=http://127.0.0.1:{Port}/{Account};QueueEndpoint=http://127.0.0.1:{_queues}/{Account};TableEndpoint=http://127.0.0.1:{_tables}/{Account};";

    /// <summary>Makes a server with empty data and starts it.</summary>
    public static async Task<AzuriteServer> StartNewAsync()
    {
        var server = new AzuriteServer();
        await server.StartAsync();
        return server;
    }

    /// <inheritdoc/>
    protected override (string Program, string[] Arguments) Command() => ("azurite",
        [
            "--location", Folder, "--silent", "--skipApiVersionCheck", "--disableTelemetry",
            "--blobHost", "127.0.0.1", "--blobPort", Text(Port), "--queueHost", "127.0.0.1", "--queuePort", Text(_queues),
            "--tableHost", "127.0.0.1", "--tablePort", Text(_tables),
        ]);

    /// <inheritdoc/>
    protected override async Task<bool> AnswersAsync() => await Programs.ListensAsync(Port) && await Programs.ListensAsync(_tables);

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
