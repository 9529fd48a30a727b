namespace AgentGrains.SemanticKernel;

/// <summary>Limits of a <see cref="MemoryPlugin"/>.</summary>
public sealed class MemoryPluginOptions
{
    /// <summary>Most memories that one <c>recall</c> returns, whatever the model asks for. Default 50.</summary>
    public int MaxLimit { get; set; } = 50;

    /// <summary>Size of one <c>recall</c> in tokens, UTF-8 bytes divided by four. Default 2,000.</summary>
    public int TokenBudget { get; set; } = 2000;

    /// <summary>What is noted as the source of what the model remembers. Default <c>model</c>: a model's words are not a person's.</summary>
    public string Source { get; set; } = "model";

    /// <summary>
    /// Whether a model may release and purge what is held. Default false: what talked a model into remembering it may talk it into releasing it.
    /// </summary>
    public bool AllowReview { get; set; }

    /// <summary>
    /// Decides what a statement is that a model remembers without naming its kind: an event, a fact, a way of doing things, a document's mention, what must
    /// always be known, or a secret, which goes to the vault. Null, the default, takes it for a belief.
    /// </summary>
    public IMemoryRouter? Router { get; set; }

    /// <summary>
    /// Whether what the router takes for core memory (how the agent should be, what it must always know of a person) is pinned. Default false: it is then
    /// a belief, and weighs in recall only; what talked a model into remembering it would otherwise stand in every context.
    /// </summary>
    public bool PinCore { get; set; }

    internal MemoryPluginOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLimit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(TokenBudget, 1);
        ArgumentException.ThrowIfNullOrWhiteSpace(Source);
        return this;
    }
}
