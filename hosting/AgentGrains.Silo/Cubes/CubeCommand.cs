using System.Net.Http.Headers;

namespace AgentGrains.Silo;

/// <summary>
/// <c>agentgrains-silo cube export|import|move</c>: asks a silo that runs elsewhere for a scope as a file, sends it one, or leads a scope from one to another. A
/// client of the routes of <see cref="CubeEndpoints"/> and <see cref="MoveEndpoints"/>; it opens no storage of its own.
/// </summary>
internal static class CubeCommand
{
    /// <summary>Where the key is taken from when no argument names one: other users of a machine see arguments.</summary>
    public const string KeyVariable = "AGENTGRAINS_KEY", TargetKeyVariable = "AGENTGRAINS_TO_KEY";

    private const string Usage =
        """
        agentgrains-silo cube export --url URL --tenant TENANT --scope SCOPE --file FILE [--key KEY]
        agentgrains-silo cube import --url URL --tenant TENANT --scope SCOPE --file FILE [--key KEY] [--rule refuse|skip|replace|keepBoth]
        agentgrains-silo cube move   --url URL --tenant TENANT --scope SCOPE [--key KEY] --to-url URL [--to-tenant TENANT] [--to-scope SCOPE] [--to-key KEY] [--give-up yes]
        The keys have the role admin; AGENTGRAINS_KEY and AGENTGRAINS_TO_KEY hold them where --key and --to-key are not given.
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
                "move" => ["url", "key", "tenant", "scope", "to-url", "to-key", "to-tenant", "to-scope", "give-up"],
                _ => throw new CommandLineException("Say what to do: export, import or move."),
            });
            using var http = CubeClient(options.Require("url"), options.Find("key") ?? Environment.GetEnvironmentVariable(KeyVariable));
            await output.WriteLineAsync(await (args[1] switch
            {
                "export" => ExportAsync(http, options, cancellationToken),
                "import" => ImportAsync(http, options, cancellationToken),
                _ => MoveAsync(http, options, cancellationToken),
            }));
            return 0;
        }
        catch (CommandLineException wrong)
        {
            await error.WriteLineAsync($"{wrong.Message}\n{Usage}");
            return 2;
        }
        catch (Exception failure) when (failure is CommandFailedException or AgentGrainsException or HttpRequestException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    private static HttpClient CubeClient(string url, string? key)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new CommandLineException($"'{url}' is no address of a silo, such as http://127.0.0.1:5180.");
        var http = new HttpClient { BaseAddress = new Uri(address, "/"), Timeout = Timeout.InfiniteTimeSpan };
        if (!string.IsNullOrEmpty(key))
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
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

    private static async Task<string> MoveAsync(HttpClient http, CommandOptions options, CancellationToken cancellationToken)
    {
        if (options.Find("give-up") is not (null or "yes"))
            throw new CommandLineException("--give-up takes yes.");
        using var other = CubeClient(options.Require("to-url"), options.Find("to-key") ?? Environment.GetEnvironmentVariable(TargetKeyVariable));
        var source = new HttpMemoryMove(http, options.Require("tenant"), options.Require("scope"));
        var target = new HttpMemoryMove(other, options.Find("to-tenant") ?? options.Require("tenant"), options.Find("to-scope") ?? options.Require("scope"));
        var mover = new ScopeMover(source, target, source.Address, target.Address);
        if (options.Find("give-up") is not null)
            return await mover.GiveUpAsync(cancellationToken) is { } given ? $"Move {given} was given up: {source.Address} takes writes, and what had come to {target.Address} is erased." : "There is no move to give up.";
        var (move, copied) = await mover.MoveAsync(cancellationToken);
        return $"Move {move} is done ({copied:N0} operations this time): {target.Address} takes writes, and {source.Address} sends its writers there. Erase it when nobody asks it any more.";
    }

    private static Uri Route(CommandOptions options) =>
        new($"v1/tenants/{Uri.EscapeDataString(options.Require("tenant"))}/scopes/{Uri.EscapeDataString(options.Require("scope"))}/cube", UriKind.Relative);
}
