namespace AgentGrains.Inference.Http;

/// <summary>Whose HTTP interface an endpoint speaks.</summary>
public enum HttpModelShape
{
    /// <summary>OpenAI's, as vLLM, Ollama, llama.cpp, LocalAI and TEI speak it, too: /v1/embeddings, /v1/chat/completions.</summary>
    OpenAI,

    /// <summary>Azure OpenAI: the deployment is part of the address, and the key is sent as api-key.</summary>
    Azure,

    /// <summary>Text Embeddings Inference's own: /embed, /rerank.</summary>
    Tei,

    /// <summary>Ollama's own: /api/embed.</summary>
    Ollama,
}

/// <summary>A model behind an HTTP endpoint.</summary>
public sealed record HttpModelOptions
{
    /// <summary>Address of the server, such as http://127.0.0.1:8000 or https://NAME.openai.azure.com. A path that ends in /v1 is kept.</summary>
    public required Uri Endpoint { get; set; }

    /// <summary>The model, or Azure's deployment. It is part of the id that vectors are stored under: a server that changes its model under the same name mixes vector spaces.</summary>
    public required string Model { get; set; }

    /// <summary>Whose interface it speaks. Default OpenAI's.</summary>
    public HttpModelShape Shape { get; set; }

    /// <summary>Name of the environment variable that holds the key; null for a server that wants none. Default AGENTGRAINS_MODEL_KEY, which may be unset.</summary>
    public string? KeyVariable { get; set; } = "AGENTGRAINS_MODEL_KEY";

    /// <summary>Components to ask for, of models that can shorten their vectors; null for the model's own. It becomes part of the model's id.</summary>
    public int? Dimensions { get; set; }

    /// <summary>
    /// Asks for vectors as base64 (OpenAI's and Azure's interface): 16 characters for three components, and no digits to write and read. A server that
    /// does not know it answers with numbers, which are read as well. Default true.
    /// </summary>
    public bool UseBase64 { get; set; } = true;

    /// <summary>Most texts of one request. Default 64.</summary>
    public int MaxBatch { get; set; } = 64;

    /// <summary>Requests at once. Default 4.</summary>
    public int Lanes { get; set; } = 4;

    /// <summary>Azure's api-version. Default 2024-10-21.</summary>
    public string ApiVersion { get; set; } = "2024-10-21";

    internal string? ReadKey() => KeyVariable is { } name && Environment.GetEnvironmentVariable(name) is { Length: > 0 } key ? key : null;

    /// <summary>The address of a kind of call: embeddings, chat/completions or rerank.</summary>
    internal Uri AddressOf(string call)
    {
        var root = Endpoint.AbsoluteUri.TrimEnd('/');
        return new Uri(Shape switch
        {
            HttpModelShape.Azure => $"{root}/openai/deployments/{Uri.EscapeDataString(Model)}/{call}?api-version={Uri.EscapeDataString(ApiVersion)}",
            HttpModelShape.Tei => $"{root}/{(call == "embeddings" ? "embed" : call)}",
            HttpModelShape.Ollama when call == "embeddings" => $"{root}/api/embed",
            _ when root.EndsWith("/v1", StringComparison.Ordinal) => $"{root}/{call}",
            _ => $"{root}/v1/{call}",
        });
    }
}
