namespace AgentGrains;

/// <summary>A document to keep: what is said of it is searched, its content is only read.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.ResourceDraft")]
public sealed record ResourceDraft
{
    /// <summary>What it is called; searched.</summary>
    [Id(0)] public required string Title { get; init; }

    /// <summary>What is in it, in a few sentences; searched. Without one, only the title finds it.</summary>
    [Id(1)] public string? Summary { get; init; }

    /// <summary>Its media type. Default text/plain.</summary>
    [Id(2)] public string MediaType { get; init; } = "text/plain";

    /// <summary>The content: valid UTF-16, at most <see cref="ResourceOptions.MaxContentBytes"/> in UTF-8. It is neither indexed nor embedded.</summary>
    [Id(3)] public required string Content { get; init; }

    /// <inheritdoc cref="Provenance.Source"/>
    [Id(4)] public string? Source { get; init; }
}

/// <summary>What is known of a resource without its content.</summary>
/// <param name="Name">Its name in the scope.</param>
/// <param name="Title">What it is called.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Length">Its content's length in characters (UTF-16).</param>
/// <param name="Digest">SHA-256 of the content in UTF-8, in lower-case hexadecimal digits.</param>
/// <param name="Version">How often it was changed, from 1.</param>
/// <param name="Record">The record that finds it; null while it is being put.</param>
/// <param name="Summary">What is in it.</param>
/// <param name="ContentId">Names this content; another one has another id, also under the same name.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.ResourceInfo")]
public sealed record ResourceInfo(
    [property: Id(0)] string Name, [property: Id(1)] string Title, [property: Id(2)] string MediaType, [property: Id(3)] int Length, [property: Id(4)] string Digest,
    [property: Id(5)] int Version, [property: Id(6)] MemoryId? Record,
    [property: Id(7)] string? Summary, [property: Id(8)] string ContentId);

/// <summary>A piece of a resource's content.</summary>
/// <param name="Info">The resource.</param>
/// <param name="Offset">Where the piece begins, in characters (UTF-16); one that would split a surrogate pair begins one earlier.</param>
/// <param name="Text">The piece.</param>
/// <param name="Next">Where the next piece begins; null at the end.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.ResourcePiece")]
public sealed record ResourcePiece([property: Id(0)] ResourceInfo Info, [property: Id(1)] int Offset, [property: Id(2)] string Text, [property: Id(3)] int? Next);

/// <summary>Limits of the resources of a scope.</summary>
public sealed class ResourceOptions
{
    /// <summary>The metadata entry of a record that names its resource.</summary>
    public const string MetadataName = "resource";

    /// <summary>Longest content in UTF-8 bytes. Default 4 MiB.</summary>
    public int MaxContentBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Most resources of a scope. Default 10,000.</summary>
    public int MaxResources { get; set; } = 10_000;
}
