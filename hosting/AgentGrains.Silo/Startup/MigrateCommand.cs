using AgentGrains.Hosting;

namespace AgentGrains.Silo;

/// <summary><c>--migrate</c>: brings the schema of the configured database up to date and ends, for operators whose silos may not do it.</summary>
internal static class MigrateCommand
{
    private const string Name = "--migrate";

    /// <summary>Runs the command if it was asked for.</summary>
    public static async Task<bool> RunAsync(string[] args, TextWriter output)
    {
        if (!args.Contains(Name))
            return false;
        var configuration = WebApplication.CreateBuilder([.. args.Where(argument => argument != Name)]).Configuration;
        await output.WriteLineAsync(await configuration.MigrateStorageAsync());
        return true;
    }
}
