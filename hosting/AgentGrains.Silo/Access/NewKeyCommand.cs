namespace AgentGrains.Silo;

/// <summary><c>agentgrains-silo --new-key TENANT [--role ROLE]</c>: prints a key, once, and what to configure for it. Stores nothing.</summary>
internal static class NewKeyCommand
{
    /// <summary>Runs the command when <paramref name="args"/> ask for it.</summary>
    /// <returns>The exit code; null when the arguments ask for something else.</returns>
    public static int? Run(string[] args, TextWriter output, TextWriter errors)
    {
        var at = Array.FindIndex(args, arg => arg == "--new-key" || arg.StartsWith("--new-key=", StringComparison.Ordinal));
        if (at < 0)
            return null;

        var inline = args[at].IndexOf('=', StringComparison.Ordinal);
        var next = args.ElementAtOrDefault(at + 1);
        var tenant = inline >= 0 ? args[at][(inline + 1)..] : next?.StartsWith("--", StringComparison.Ordinal) == true ? null : next;
        if (RoleOf(args) is not { } role)
        {
            errors.WriteLine($"--role takes {Roles.Names}.");
            return 2;
        }

        if (role == Role.Operator != string.IsNullOrEmpty(tenant))
        {
            errors.WriteLine(role == Role.Operator
                ? "An operator belongs to no tenant: agentgrains-silo --new-key --role operator"
                : "Name the tenant: agentgrains-silo --new-key acme");
            return 2;
        }

        try
        {
            Print(role == Role.Operator ? "" : ScopeNames.RequireTenant(tenant!), role, ApiKey.Create(), output);
            return 0;
        }
        catch (InvalidScopeException invalid)
        {
            errors.WriteLine(invalid.Message);
            return 2;
        }
    }

    private static Role? RoleOf(string[] args)
    {
        var at = Array.FindIndex(args, arg => arg == "--role" || arg.StartsWith("--role=", StringComparison.Ordinal));
        if (at < 0)
            return Role.Admin;
        var name = args[at] == "--role" ? args.ElementAtOrDefault(at + 1) : args[at]["--role=".Length..];
        return Roles.TryParse(name, out var role) ? role : null;
    }

    private static void Print(string tenant, Role role, string key, TextWriter output) => output.WriteLine(
        $$"""
        Key of {{(tenant.Length > 0 ? $"tenant '{tenant}'" : "the operator")}} with the role {{role.Name()}}. It is shown this once; keep it where secrets are kept:

          {{key}}

        Configure its hash, in appsettings.json:

          { "AgentGrains": { "ApiKeys": [ { "Tenant": "{{tenant}}", "Role": "{{role.Name()}}", "Hash": "{{ApiKey.HashOf(key)}}" } ] } }

        or in the environment (count up the 0 for further keys):

          AgentGrains__ApiKeys__0__Tenant={{tenant}}
          AgentGrains__ApiKeys__0__Role={{role.Name()}}
          AgentGrains__ApiKeys__0__Hash={{ApiKey.HashOf(key)}}
        """);
}
