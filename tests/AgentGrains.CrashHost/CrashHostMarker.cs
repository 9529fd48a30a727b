namespace AgentGrains.CrashHost;

/// <summary>Lets a test find this program's file.</summary>
public sealed class CrashHostMarker;
