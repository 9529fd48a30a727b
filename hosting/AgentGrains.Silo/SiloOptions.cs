namespace AgentGrains.Silo;

/// <summary>Options of the server; configuration section <c>AgentGrains</c>. Read once, at start.</summary>
internal sealed class SiloOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "AgentGrains";

    /// <summary>Where memories are stored; relative to the working directory. Default <c>data</c>.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>Longest request body, in bytes. Default 8 MiB. A batch of longer texts is sent in several requests.</summary>
    public long MaxBodyBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>
    /// How long a request's body may take to arrive. Default 30 seconds; a slower one is answered 408. Batches over slow lines go in
    /// several requests.
    /// </summary>
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Requests of one tenant that this server works on at once; as many more wait, and further ones are answered 429. Default 64, 1 to
    /// 100,000. What an admin does to limits is never held up.
    /// </summary>
    public int MaxConcurrentRequests { get; set; } = 64;

    /// <summary>Keys that may call the API, any number per tenant. Without keys and tokens only this machine may call.</summary>
    public IList<ApiKeyOptions> ApiKeys { get; } = [];

    /// <summary>Tokens that may call the API.</summary>
    public JwtOptions Jwt { get; } = new();

    /// <summary>Teams that can debate contested facts, each from a memory of its own; of whichever tenant the debate is.</summary>
    public IList<DebateTeamOptions> DebateTeams { get; } = [];
}

/// <summary>A team that debates from its own memory.</summary>
internal sealed class DebateTeamOptions
{
    /// <summary>The team's name, as debates name it.</summary>
    public string Name { get; set; } = "";

    /// <summary>Name of the scope it knows, such as <c>agent:ana</c>.</summary>
    public string Scope { get; set; } = "";
}

/// <summary>One API key, as it is configured: its hash, never the key.</summary>
internal sealed class ApiKeyOptions
{
    /// <summary>The tenant that the key opens; empty for an operator.</summary>
    public string Tenant { get; set; } = "";

    /// <summary>reader, writer, admin or operator. Empty means admin: everything within the tenant.</summary>
    public string Role { get; set; } = "";

    /// <summary><c>sha256:</c> and 64 hexadecimal digits, as <c>--new-key</c> prints it.</summary>
    public string Hash { get; set; } = "";
}
