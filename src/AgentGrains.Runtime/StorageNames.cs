namespace AgentGrains.Runtime;

/// <summary>Names under which grain storage is looked up.</summary>
public static class StorageNames
{
    /// <summary>The storage that holds journals and grain state.</summary>
    public const string Journal = "agentgrains";
}
