namespace AgentGrains.Silo;

/// <summary>
/// Bearer tokens (JSON Web Tokens) that the server takes; section <c>AgentGrains:Jwt</c>. Without a key, none are. The server never
/// fetches anything: keys come from its configuration.
/// </summary>
internal sealed class JwtOptions
{
    /// <summary>Who must have issued a token: its <c>iss</c>.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>For whom it must be: its <c>aud</c>.</summary>
    public string Audience { get; set; } = "";

    /// <summary>
    /// A secret shared with the issuer, for HS256 to HS512: at least 32 bytes, as text or <c>base64:…</c>. This or <see cref="KeyFile"/>.
    /// </summary>
    public string Secret { get; set; } = "";

    /// <summary>A file with the issuer's public keys: PEM (a public key or certificate) or a JWK set. Read again when it changes.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>The claim that names the tenant. Default <c>tenant</c>.</summary>
    public string TenantClaim { get; set; } = "tenant";

    /// <summary>The claim that names the role, a text or a list of them. Default <c>role</c>.</summary>
    public string RoleClaim { get; set; } = "role";

    /// <summary>
    /// What the issuer's roles mean here, such as <c>memory.read</c> = <c>reader</c>. reader, writer and admin mean themselves; the
    /// operator must be named here, since issuers let tenants name roles.
    /// </summary>
    public IDictionary<string, string> Roles { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The role of a token that names none that is known; empty refuses it. Default empty.</summary>
    public string DefaultRole { get; set; } = "";

    /// <summary>How far the issuer's clock may be off. Default 30 seconds.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>True when tokens are taken.</summary>
    public bool IsConfigured => Secret.Length > 0 || KeyFile.Length > 0;
}
