namespace AgentGrains.Silo;

/// <summary>The server cannot start as it is configured. The message says what to change.</summary>
internal sealed class InvalidConfigurationException(string message) : Exception(message);
