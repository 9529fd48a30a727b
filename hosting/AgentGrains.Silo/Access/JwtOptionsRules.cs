namespace AgentGrains.Silo;

/// <summary>What the options of tokens must keep. No message repeats a secret.</summary>
internal static class JwtOptionsRules
{
    private const string Section = $"{SiloOptions.Section}:Jwt";

    public static IEnumerable<string> Faults(JwtOptions options)
    {
        if (!options.IsConfigured)
        {
            if (options.Issuer.Length > 0 || options.Audience.Length > 0)
                yield return $"{Section} names an issuer or an audience and no key; set {Section}:Secret or {Section}:KeyFile.";
            yield break;
        }

        if (options.Secret.Length > 0 && options.KeyFile.Length > 0)
            yield return $"{Section} has both a Secret and a KeyFile; set the one that your issuer signs with.";
        if (options.Issuer.Length == 0)
            yield return $"{Section}:Issuer is empty; write the 'iss' of your issuer's tokens, or any other issuer with the same key could open this server.";
        if (options.Audience.Length == 0)
            yield return $"{Section}:Audience is empty; write the 'aud' that your issuer gives tokens for this server.";
        if (options.TenantClaim.Length == 0 || options.RoleClaim.Length == 0)
            yield return $"{Section}:TenantClaim and {Section}:RoleClaim must name claims; leave them out for 'tenant' and 'role'.";
        if (options.ClockSkew < TimeSpan.Zero || options.ClockSkew > TimeSpan.FromMinutes(10))
            yield return $"{Section}:ClockSkew is {options.ClockSkew}; set it between 00:00:00 and 00:10:00.";
        if (options.DefaultRole.Length > 0 && (!Roles.TryParse(options.DefaultRole, out var role) || role == Role.Operator))
            yield return $"{Section}:DefaultRole is '{options.DefaultRole}'; it is reader, writer or admin, or empty.";
        foreach (var (name, meaning) in options.Roles)
        {
            if (!Roles.TryParse(meaning, out _))
                yield return $"{Section}:Roles:{name} is '{meaning}'; a role is {Roles.Names}.";
        }

        if (TokenKeys.Fault(options) is { } fault)
            yield return fault;
    }
}
