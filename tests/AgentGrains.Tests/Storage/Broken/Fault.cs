namespace AgentGrains.Tests.Storage.Broken;

/// <summary>What a provider is broken at.</summary>
public enum Fault
{
    None,
    DropsDeletes,
    IgnoresETag,
    ForgetsOnReopen,
}
