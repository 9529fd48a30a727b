namespace AgentGrains.Silo;

/// <summary><c>agentgrains-silo --new-key TENANT</c>: prints a key, once, and what to configure for it. Stores nothing.</summary>
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
        var tenant = inline >= 0 ? args[at][(inline + 1)..] : args.ElementAtOrDefault(at + 1);
        if (string.IsNullOrEmpty(tenant))
        {
            errors.WriteLine("Name the tenant: agentgrains-silo --new-key acme");
            return 2;
        }

        try
        {
            Print(ScopeNames.RequireTenant(tenant), ApiKey.Create(), output);
            return 0;
        }
        catch (InvalidScopeException invalid)
        {
            errors.WriteLine(invalid.Message);
            return 2;
        }
    }

    private static void Print(string tenant, string key, TextWriter output) => output.WriteLine(
        $$"""
        Key of tenant '{{tenant}}'. It is shown this once; keep it where secrets are kept:

          {{key}}

        Configure its hash, in appsettings.json:

          { "AgentGrains": { "ApiKeys": [ { "Tenant": "{{tenant}}", "Hash": "{{ApiKey.HashOf(key)}}" } ] } }

        or in the environment (count up the 0 for further keys):

          AgentGrains__ApiKeys__0__Tenant={{tenant}}
          AgentGrains__ApiKeys__0__Hash={{ApiKey.HashOf(key)}}
        """);
}
