using System.Net;

namespace AgentGrains.Silo;

/// <summary>Where the server listens, and whether others can reach it there.</summary>
internal static class ListenAddresses
{
    /// <summary>Where the server listens when nothing is configured.</summary>
    public const string Default = "http://127.0.0.1:5210";

    /// <summary>Every address that any setting asks for: --urls, ASPNETCORE_URLS, ASPNETCORE_HTTP(S)_PORTS, Kestrel:Endpoints.</summary>
    public static IReadOnlyList<string> Configured(IConfiguration configuration) =>
    [
        .. Split(configuration["urls"]),
        .. Split(configuration["http_ports"]).Select(port => $"http://*:{port}"),
        .. Split(configuration["https_ports"]).Select(port => $"https://*:{port}"),
        .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>(),
    ];

    /// <summary>Throws unless credentials are configured or only this machine can reach every address.</summary>
    /// <exception cref="InvalidConfigurationException">An address is open to others.</exception>
    public static void RequireSafe(IEnumerable<string> addresses, Credentials credentials)
    {
        if (credentials.IsEmpty && addresses.FirstOrDefault(address => !IsLoopback(address)) is { } open)
            throw new InvalidConfigurationException(
                $"Refusing to listen on {open} without an API key: whoever reaches it could read and erase every memory. "
                + "Make a key with --new-key TENANT and configure its hash in AgentGrains:ApiKeys, "
                + $"or listen on this machine only (--urls {Default}).");
    }

    /// <summary>True when only this machine can reach the address.</summary>
    public static bool IsLoopback(string address)
    {
        try
        {
            var parsed = BindingAddress.Parse(address);
            return parsed.IsUnixPipe || parsed.IsNamedPipe || IsLoopbackHost(parsed.Host);
        }
        catch (FormatException)
        {
            throw new InvalidConfigurationException($"'{address}' is not an address to listen on; one looks like {Default}.");
        }
    }

    /// <summary>True for <c>localhost</c> and loopback addresses. Kestrel listens everywhere for any other name, so those are not.</summary>
    public static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static string[] Split(string? list) =>
        list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
