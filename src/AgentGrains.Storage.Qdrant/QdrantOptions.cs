namespace AgentGrains.Storage.Qdrant;

/// <summary>Where Qdrant is, and how long to wait for it.</summary>
public sealed class QdrantOptions
{
    /// <summary>Its gRPC endpoint, such as http://127.0.0.1:6334.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>Environment variable with the API key; no key is sent where it is not set. Default AGENTGRAINS_QDRANT_KEY.</summary>
    public string KeyVariable { get; set; } = "AGENTGRAINS_QDRANT_KEY";

    /// <summary>First part of the names of collections: letters, digits and hyphens. Default agentgrains.</summary>
    public string Prefix { get; set; } = "agentgrains";

    /// <summary>For one attempt of a call. Default 5 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Attempts after the first, of what can succeed when repeated. Default 2.</summary>
    public int Retries { get; set; } = 2;

    /// <summary>Points in one request. Default 256.</summary>
    public int BatchSize { get; set; } = 256;

    /// <summary>Checks them.</summary>
    /// <exception cref="ArgumentException">They cannot be used; the message says what to write.</exception>
    public void Validate()
    {
        if (Endpoint is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            throw new ArgumentException($"QdrantOptions.Endpoint '{Endpoint}' is no http address; write the gRPC endpoint, such as http://127.0.0.1:6334.");
        if (Prefix.Length == 0 || !Prefix.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
            throw new ArgumentException($"QdrantOptions.Prefix '{Prefix}' has to be letters, digits and hyphens.");
        if (Timeout <= TimeSpan.Zero || Retries < 0 || BatchSize < 1)
            throw new ArgumentException("QdrantOptions: give Timeout and BatchSize more than 0, and Retries no less than 0.");
    }
}
