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

    internal MemoryPluginOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLimit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(TokenBudget, 1);
        ArgumentException.ThrowIfNullOrWhiteSpace(Source);
        return this;
    }
}
