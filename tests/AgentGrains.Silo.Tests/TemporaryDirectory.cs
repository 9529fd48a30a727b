namespace AgentGrains.Silo.Tests;

/// <summary>A directory that is gone when the test is over.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("agentgrains-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
