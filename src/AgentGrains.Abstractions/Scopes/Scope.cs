using System.Diagnostics.CodeAnalysis;

namespace AgentGrains;

/// <summary>Whose memory it is.</summary>
/// <remarks>The numbers are persisted: never renumber, only add.</remarks>
[GenerateSerializer, Alias("agentgrains.ScopeKind")]
public enum ScopeKind : byte
{
    /// <summary>A person.</summary>
    User = 0,

    /// <summary>An agent's own memory.</summary>
    Agent = 1,

    /// <summary>Shared by several agents or people.</summary>
    Team = 2,

    /// <summary>One conversation.</summary>
    Session = 3,
}

/// <summary>
/// The owner of memories: a tenant, a kind and an id. Its key is the grain key, so memories of different tenants are
/// different grains and no query can cross them.
/// </summary>
/// <remarks>Always valid: every way to make one checks <see cref="ScopeNames"/>. Immutable and thread-safe.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.Scope")]
public sealed record Scope
{
    private static readonly string[] KindNames = ["user", "agent", "team", "session"];

    /// <summary>Makes a scope from its parts.</summary>
    /// <exception cref="InvalidScopeException">A part is empty, too long, or holds a character that names may not hold.</exception>
    public Scope(string tenant, ScopeKind kind, string id)
    {
        Tenant = ScopeNames.RequireTenant(tenant);
        Kind = (int)kind < KindNames.Length ? kind : throw new InvalidScopeException($"{(int)kind} is not a scope kind.");
        Id = ScopeNames.Require("scope id", id);
    }

    /// <summary>The tenant it belongs to.</summary>
    [Id(0)] public string Tenant { get; }

    /// <summary>Whose memory it is.</summary>
    [Id(1)] public ScopeKind Kind { get; }

    /// <summary>Which user, agent, team or session.</summary>
    [Id(2)] public string Id { get; }

    /// <summary>The scope without its tenant, such as <c>user:ann</c>.</summary>
    public string Name => $"{KindNames[(int)Kind]}:{Id}";

    /// <summary>The grain key, such as <c>acme/user:ann</c>.</summary>
    public string Key => $"{Tenant}/{KindNames[(int)Kind]}:{Id}";

    /// <summary>A user's scope.</summary>
    public static Scope User(string tenant, string id) => new(tenant, ScopeKind.User, id);

    /// <summary>An agent's own scope.</summary>
    public static Scope Agent(string tenant, string id) => new(tenant, ScopeKind.Agent, id);

    /// <summary>A team's scope.</summary>
    public static Scope Team(string tenant, string id) => new(tenant, ScopeKind.Team, id);

    /// <summary>A session's scope.</summary>
    public static Scope Session(string tenant, string id) => new(tenant, ScopeKind.Session, id);

    /// <summary>Reads a scope name such as <c>user:ann</c>.</summary>
    /// <exception cref="InvalidScopeException">The name is not a kind, a colon and a valid id.</exception>
    public static Scope Parse(string tenant, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var kind = colon < 0 ? -1 : Array.IndexOf(KindNames, name[..colon]);
        if (kind < 0)
            throw new InvalidScopeException($"Scope '{ScopeNames.Printable(name)}' must be written user:ID, agent:ID, team:ID or session:ID.");
        return new Scope(tenant, (ScopeKind)kind, name[(colon + 1)..]);
    }

    /// <summary>Reads a grain key such as <c>acme/user:ann</c>.</summary>
    /// <exception cref="InvalidScopeException">The key is not a tenant, a slash and a scope name.</exception>
    public static Scope ParseKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? throw new InvalidScopeException($"'{ScopeNames.Printable(key)}' is not a scope key; one looks like tenant/user:ann.")
            : Parse(key[..slash], key[(slash + 1)..]);
    }

    /// <summary>Reads a scope name, or says why not.</summary>
    public static bool TryParse(string tenant, string name, [NotNullWhen(true)] out Scope? scope, [NotNullWhen(false)] out string? error)
    {
        try
        {
            (scope, error) = (Parse(tenant, name), null);
            return true;
        }
        catch (InvalidScopeException invalid)
        {
            (scope, error) = (null, invalid.Message);
            return false;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Key;
}
