namespace AgentGrains.Silo;

/// <summary>The proxy that adds memory to clients of OpenAI's chat API; configuration section <c>AgentGrains:Proxy</c>. Read once, at start.</summary>
internal sealed class ProxyOptions
{
    /// <summary>
    /// Base address of the model's own API, such as <c>http://127.0.0.1:11434/v1</c>; anything that speaks OpenAI's chat API. None means the silo's chat client: without a
    /// model it quotes what memory holds.
    /// </summary>
    public Uri? Upstream { get; set; }

    /// <summary>The model to ask there.</summary>
    public string Model { get; set; } = "";

    /// <summary>The environment variable that holds the upstream's key; empty when it takes none.</summary>
    public string KeyVariable { get; set; } = "";

    /// <summary>Most tokens of memory that are put before a question. Default 1,500.</summary>
    public int TokenBudget { get; set; } = 1_500;

    /// <summary>Most memories that are put before a question. Default 10.</summary>
    public int Limit { get; set; } = 10;
}
