namespace AgentGrains.Mcp;

/// <summary>What a client of a memory server may do; each may also do what those before it may.</summary>
public enum McpAccess
{
    /// <summary>Recall and read.</summary>
    Read = 0,

    /// <summary>Remember, forget, keep notes, start debates.</summary>
    Write = 1,

    /// <summary>Release and purge what is held.</summary>
    Review = 2,
}
