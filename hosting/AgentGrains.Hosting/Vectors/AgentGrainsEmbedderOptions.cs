using AgentGrains.Inference.Http;

namespace AgentGrains.Hosting;

/// <summary>A silo's embedding model; configuration section <c>AgentGrains:Embedder</c>. Read once, at start.</summary>
public sealed class AgentGrainsEmbedderOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "AgentGrains:Embedder";

    /// <summary>Which kind. Default none: recall is by words, unless the host adds a model in code.</summary>
    public EmbedderKind Kind { get; set; }

    /// <summary>Model2Vec: the folder of the model.</summary>
    public string Path { get; set; } = "";

    /// <inheritdoc cref="HttpModelOptions.Endpoint"/>
    public Uri? Endpoint { get; set; }

    /// <inheritdoc cref="HttpModelOptions.Model"/>
    public string Model { get; set; } = "";

    /// <inheritdoc cref="HttpModelOptions.Shape"/>
    public HttpModelShape Shape { get; set; }
}

/// <summary>Kinds of embedding models.</summary>
public enum EmbedderKind
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The built-in hashing of words and letters: no meaning, no model.</summary>
    Hashing = 1,

    /// <summary>A static model from disk.</summary>
    Model2Vec = 2,

    /// <summary>A model behind an HTTP endpoint.</summary>
    Http = 3,
}
