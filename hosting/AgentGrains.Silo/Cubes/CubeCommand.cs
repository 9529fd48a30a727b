using System.Net.Http.Headers;

namespace AgentGrains.Silo;

/// <summary>
/// <c>agentgrains-silo cube export|import</c>: asks a silo that runs elsewhere for a scope as a file, or sends it one. A client of the routes of
/// <see cref="CubeEndpoints"/>; it opens no storage of its own.
/// </summary>
internal static class CubeCommand
{
    /// <summary>Where the key is taken from when no argument names one: other users of a machine see arguments.</summary>
    public const string KeyVariable = "AGENTGRAINS_KEY";

    private const string Usage =
        """
        agentgrains-silo cube export --url URL --tenant TENANT --scope SCOPE --file FILE [--key KEY]
        agentgrains-silo cube import --url URL --tenant TENANT --scope SCOPE --file FILE [--key KEY] [--rule refuse|skip|replace|keepBoth]
        The key has the role admin; AGENTGRAINS_KEY holds it where --key is not given.
        """;

    /// <summary>Runs the command if it was asked for; the exit code, or null: 0 done, 1 refused or out of reach, 2 asked for wrongly.</summary>
    public static async Task<int?> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        if (args is not ["cube", ..])
            return null;
        try
        {
            var options = new CommandOptions(args[1..], args.ElementAtOrDefault(1) switch
            {
                "export" => ["url", "key", "tenant", "scope", "file"],
                "import" => ["url", "key", "tenant", "scope", "file", "rule"],
                _ => throw new CommandLineException("Say what to do: export or import."),
            });
            using var http = CubeClient(options.Require("url"), options.Find("key"));
            await output.WriteLineAsync(await (args[1] == "export" ? ExportAsync(http, options, cancellationToken) : ImportAsync(http, options, cancellationToken)));
            return 0;
        }
        catch (CommandLineException wrong)
        {
            await error.WriteLineAsync($"{wrong.Message}\n{Usage}");
            return 2;
        }
        catch (Exception failure) when (failure is CommandFailedException or HttpRequestException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    /// <summary>A client of one silo.</summary>
    public static HttpClient CubeClient(string url, string? key)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new CommandLineException($"'{url}' is no address of a silo, such as http://127.0.0.1:5180.");
        var http = new HttpClient { BaseAddress = new Uri(address, "/"), Timeout = Timeout.InfiniteTimeSpan };
        if ((key ?? Environment.GetEnvironmentVariable(KeyVariable)) is { Length: > 0 } secret)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return http;
    }

    private static async Task<string> ExportAsync(HttpClient http, CommandOptions options, CancellationToken cancellationToken)
    {
        var file = Path.GetFullPath(options.Require("file"));
        using var answer = await http.GetAsync(Route(options), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await CommandFailedException.ThrowIfRefusedAsync(answer, cancellationToken);

        // A cube that is there under its name is whole.
        var half = $"{file}.part";
        try
        {
            await using (var stream = File.Create(half))
            {
                await answer.Content.CopyToAsync(stream, cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            File.Move(half, file, overwrite: true);
        }
        finally
        {
            File.Delete(half);
        }

        return $"{new FileInfo(file).Length:N0} bytes of '{options.Require("tenant")}/{options.Require("scope")}' are in {file}. They are not encrypted.";
    }

    private static async Task<string> ImportAsync(HttpClient http, CommandOptions options, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(options.Require("file"));
        using var content = new StreamContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var answer = await http.PostAsync(new Uri($"{Route(options)}?rule={Uri.EscapeDataString(options.Find("rule") ?? "refuse")}", UriKind.Relative), content, cancellationToken);
        await CommandFailedException.ThrowIfRefusedAsync(answer, cancellationToken);
        var import = await answer.Content.ReadFromJsonAsync(SiloJson.Strict.CubeAnswer, cancellationToken) ?? throw new CommandFailedException("The silo answered with nothing; import again.");
        return $"{import.Imported:N0} records of '{import.SourceTenant}/{import.SourceScope}' came in, {import.Same:N0} were there, {import.Conflicts:N0} said something else there{(import.WasFinished ? "; an earlier import had done it all" : "")}.";
    }

    private static Uri Route(CommandOptions options) =>
        new($"v1/tenants/{Uri.EscapeDataString(options.Require("tenant"))}/scopes/{Uri.EscapeDataString(options.Require("scope"))}/cube", UriKind.Relative);
}
