using System.Diagnostics;

namespace AgentGrains.Tests.Storage;

/// <summary>A child process that writes through the storage until it is killed.</summary>
internal static class StorageProcess
{
    public static Process Start(string directory, string writers)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "AgentGrains.StorageCrashHost.dll"));
        start.ArgumentList.Add(directory);
        start.ArgumentList.Add(writers);
        return Process.Start(start) ?? throw new InvalidOperationException("The child process did not start.");
    }
}
