using System.Security.Cryptography;

namespace AgentGrains.Silo;

/// <summary><c>agentgrains-silo --new-master-key ID</c>: prints a line for the file of master keys, once. Stores nothing.</summary>
internal static class NewMasterKeyCommand
{
    /// <summary>Runs the command when <paramref name="args"/> ask for it.</summary>
    /// <returns>The exit code; null when the arguments ask for something else.</returns>
    public static int? Run(string[] args, TextWriter output, TextWriter errors)
    {
        var at = Array.IndexOf(args, "--new-master-key");
        if (at < 0)
            return null;
        var id = args.ElementAtOrDefault(at + 1);
        if (string.IsNullOrEmpty(id) || id.Length > 64 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            errors.WriteLine("Give the key an id of letters, digits, '-', '_' and '.': agentgrains-silo --new-master-key 2026-11");
            return 2;
        }

        output.WriteLine($"{id}:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}");
        return 0;
    }
}
