using Microsoft.Extensions.Options;

namespace AgentGrains.Silo;

/// <summary>Checks the options at start; every message names the setting and says what to do.</summary>
internal sealed class SiloOptionsValidator : IValidateOptions<SiloOptions>
{
    private const string Section = SiloOptions.Section;

    public ValidateOptionsResult Validate(string? name, SiloOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(SiloOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
            yield return $"{Section}:DataDirectory is empty; name a directory that the server may write to, or leave the setting out for ./data.";

        if (options.MaxBodyBytes is < 1024 or > 1024 * 1024 * 1024)
            yield return $"{Section}:MaxBodyBytes is {options.MaxBodyBytes}; set it between 1,024 bytes and 1 GiB.";

        if (options.BodyTimeout < TimeSpan.FromMilliseconds(100) || options.BodyTimeout > TimeSpan.FromHours(1))
            yield return $"{Section}:BodyTimeout is {options.BodyTimeout}; set it between 00:00:00.1 and 01:00:00.";

        if (options.MaxConcurrentRequests is < 1 or > 100_000)
            yield return $"{Section}:MaxConcurrentRequests is {options.MaxConcurrentRequests}; set it between 1 and 100,000.";

        foreach (var fault in JwtOptionsRules.Faults(options.Jwt))
            yield return fault;

        var owners = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < options.ApiKeys.Count; i++)
        {
            if (Fault(options.ApiKeys[i], owners) is { } fault)
                yield return $"{Section}:ApiKeys:{i} {fault}";
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < options.DebateTeams.Count; i++)
        {
            if (Fault(options.DebateTeams[i], names) is { } fault)
                yield return $"{Section}:DebateTeams:{i} {fault}";
        }
    }

    private static string? Fault(DebateTeamOptions team, HashSet<string> names)
    {
        try
        {
            ScopeNames.Require("team", team.Name);
            Scope.Parse("tenant", team.Scope);
        }
        catch (InvalidScopeException invalid)
        {
            return $"is no team: {invalid.Message}";
        }

        return names.Add(team.Name) ? null : $"is the second team of the name '{team.Name}'; names are distinct.";
    }

    // The hash is not repeated in a message: what stands in its place by mistake may be the key itself.
    private static string? Fault(ApiKeyOptions key, Dictionary<string, string> owners)
    {
        if (!ApiKey.TryParseHash(key.Hash, out _))
            return "has a Hash that is not 'sha256:' and 64 hexadecimal digits; make a key with --new-key TENANT and paste the line it prints.";

        if (key.Role.Length > 0 && !Roles.TryParse(key.Role, out _))
            return $"has the Role '{key.Role}'; a role is {Roles.Names}, or left out for admin.";
        if (Roles.TryParse(key.Role, out var role) && role == Role.Operator)
            return key.Tenant.Length == 0 ? null : $"has the Role operator and the Tenant '{key.Tenant}'; an operator belongs to no tenant, so leave the Tenant out.";

        try
        {
            ScopeNames.RequireTenant(key.Tenant);
        }
        catch (InvalidScopeException invalid)
        {
            return $"has a Tenant that cannot be one: {invalid.Message}";
        }

        return owners.TryAdd(key.Hash, key.Tenant) || owners[key.Hash] == key.Tenant
            ? null
            : $"opens tenant '{key.Tenant}' with the key of tenant '{owners[key.Hash]}'; make a key of its own with --new-key {key.Tenant}.";
    }
}
