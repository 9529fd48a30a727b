namespace AgentGrains.AgentFramework;

/// <summary>How a <see cref="MemoryContextProvider"/> recalls and remembers.</summary>
public sealed class MemoryContextOptions
{
    /// <summary>Most evidence in one turn. Default 10.</summary>
    public int Limit { get; set; } = 10;

    /// <summary>Tokens of evidence in one turn. Default 2,000.</summary>
    public int TokenBudget { get; set; } = 2_000;

    /// <summary>Tokens of the session's working memory in one turn; 0 leaves it out. Default 1,000.</summary>
    public int WorkingTokens { get; set; } = 1_000;

    /// <summary>Name of the one who talks to the agent, where messages carry no author's name. Default <c>user</c>.</summary>
    public string User { get; set; } = "user";

    internal MemoryContextOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(TokenBudget, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(WorkingTokens);
        ArgumentException.ThrowIfNullOrWhiteSpace(User);
        return this;
    }
}
