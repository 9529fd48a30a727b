using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AgentGrains.Silo;

/// <summary>Checks bearer tokens: signature, issuer, audience and lifetime first, and only then what they claim. Thread-safe.</summary>
internal sealed partial class TokenReader(IOptions<SiloOptions> options, TimeProvider clock, ILogger<TokenReader> logger)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly JwtOptions _options = options.Value.Jwt;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly Lock _reading = new();
    private (TokenKeys Keys, DateTime WrittenAt, long LookedAt)? _keys;

    /// <summary>Whether tokens are taken at all.</summary>
    public bool IsConfigured => _options.IsConfigured;

    /// <summary>Three parts with dots between them; an API key has no dot.</summary>
    public static bool LooksLikeToken(string presented) => presented.Count('.') == 2;

    /// <summary>Finds out whose token it is, or what to tell its holder.</summary>
    public async ValueTask<CredentialCheck> CheckAsync(string presented)
    {
        var keys = Keys();
        var result = await _handler.ValidateTokenAsync(presented, new TokenValidationParameters
        {
            ValidIssuer = _options.Issuer,
            ValidAudience = _options.Audience,
            IssuerSigningKeys = keys.Keys,
            ValidAlgorithms = keys.Algorithms,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = Lives,
        });
        return result.IsValid && result.SecurityToken is JsonWebToken token ? Read(token) : new CredentialCheck(null, WhyNot(result.Exception));
    }

    private bool Lives(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (expires is null)
            throw new SecurityTokenNoExpirationException();
        if (expires.Value <= now - _options.ClockSkew)
            throw new SecurityTokenExpiredException();
        return notBefore is null || notBefore.Value <= now + _options.ClockSkew ? true : throw new SecurityTokenNotYetValidException();
    }

    private CredentialCheck Read(JsonWebToken token)
    {
        if (RoleOf(token) is not { } role)
            return new CredentialCheck(null, $"The token's claim '{_options.RoleClaim}' names no role that is known here; it is {Roles.Names}, or one that AgentGrains:Jwt:Roles maps.");
        if (role == Role.Operator)
            return new CredentialCheck(new Caller(null, role));
        return token.TryGetPayloadValue<string>(_options.TenantClaim, out var tenant) && IsTenant(tenant)
            ? new CredentialCheck(new Caller(tenant, role))
            : new CredentialCheck(null, $"The token's claim '{_options.TenantClaim}' does not name a tenant.");
    }

    private static bool IsTenant(string? tenant)
    {
        try
        {
            return tenant is not null && ScopeNames.RequireTenant(tenant).Length > 0;
        }
        catch (InvalidScopeException)
        {
            return false;
        }
    }

    // Of several roles the highest counts: an issuer that gives two means both.
    private Role? RoleOf(JsonWebToken token)
    {
        Role? highest = null;
        foreach (var claim in token.Claims.Where(claim => claim.Type == _options.RoleClaim))
        {
            var isMapped = _options.Roles.TryGetValue(claim.Value, out var meaning);
            if (Roles.TryParse(isMapped ? meaning : claim.Value, out var role) && (isMapped || role != Role.Operator) && !(role <= highest))
                highest = role;
        }

        return highest ?? (Roles.TryParse(_options.DefaultRole, out var otherwise) ? otherwise : null);
    }

    private static string WhyNot(Exception? failure) => failure switch
    {
        SecurityTokenExpiredException => "The token has expired; get a new one.",
        SecurityTokenNotYetValidException => "The token is not valid yet; check the issuer's clock.",
        SecurityTokenInvalidAudienceException => "The token is for another audience.",
        SecurityTokenInvalidIssuerException => "The token is of another issuer.",
        SecurityTokenNoExpirationException => "The token has no expiry ('exp'), and one is required.",
        _ => "The token is not signed by a key that is known here, or not a token.",
    };

    // Issuers roll their keys: a changed file is read again, and one that cannot be read leaves the keys there were.
    private TokenKeys Keys()
    {
        lock (_reading)
        {
            if (_keys is { } known && (_options.KeyFile.Length == 0 || clock.GetElapsedTime(known.LookedAt) < LookAgain))
                return known.Keys;
            var writtenAt = _options.KeyFile.Length == 0 ? default : File.GetLastWriteTimeUtc(_options.KeyFile);
            var keys = _keys?.WrittenAt == writtenAt ? _keys.Value.Keys : ReadKeys();
            _keys = (keys, writtenAt, clock.GetTimestamp());
            return keys;
        }
    }

    private TokenKeys ReadKeys()
    {
        try
        {
            return TokenKeys.Read(_options);
        }
        catch (InvalidConfigurationException fault) when (_keys is { } known)
        {
            LogKeysKept(logger, fault.Message);
            return known.Keys;
        }
    }

    [LoggerMessage(LogLevel.Error, "The keys of tokens could not be read again and the known ones are kept: {Fault}")]
    private static partial void LogKeysKept(ILogger logger, string fault);
}
