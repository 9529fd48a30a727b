namespace AgentGrains;

/// <summary>Decides which of the six kinds of memory a statement belongs in (MIRIX). Thread-safe.</summary>
public interface IMemoryRouter
{
    /// <summary>Decides.</summary>
    /// <param name="text">What was said.</param>
    MemoryRoute Route(string text);
}

/// <summary>The six kinds of memory, as a router sees them.</summary>
public enum MemoryRoute
{
    /// <summary>Something that happened at a time.</summary>
    Episodic = 0,

    /// <summary>A fact about the world or somebody.</summary>
    Semantic = 1,

    /// <summary>How something is done.</summary>
    Procedural = 2,

    /// <summary>Who the agent is or how it should be, and what it must always know of the person it talks to.</summary>
    Core = 3,

    /// <summary>A document, file or link.</summary>
    Resource = 4,

    /// <summary>A password, key, number or other secret.</summary>
    Vault = 5,
}
