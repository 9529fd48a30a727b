namespace AgentGrains.Silo;

/// <summary>A document to keep.</summary>
internal sealed record ResourceBody
{
    /// <summary>What it is called; searched.</summary>
    public string? Title { get; init; }

    /// <summary>What is in it; searched.</summary>
    public string? Summary { get; init; }

    /// <summary>Its media type; text/plain when left out.</summary>
    public string? MediaType { get; init; }

    /// <summary>The content; neither indexed nor embedded.</summary>
    public string? Content { get; init; }

    /// <summary>Where it comes from.</summary>
    public string? Source { get; init; }

    /// <summary>The draft that the body asks for.</summary>
    public ResourceDraft ToDraft()
    {
        var draft = new ResourceDraft { Title = Required.Text("title", Title), Content = Required.Text("content", Content), Summary = Summary, Source = Source };
        return draft with { MediaType = MediaType ?? draft.MediaType };
    }
}

/// <summary>What is known of a document without its content.</summary>
/// <param name="Name">Its name in the scope.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Summary">What is in it.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Length">Its length in characters (UTF-16).</param>
/// <param name="Digest">SHA-256 of the content in UTF-8.</param>
/// <param name="Version">How often it was changed, from 1.</param>
/// <param name="Record">The memory that finds it.</param>
internal sealed record ResourceInfoBody(string Name, string Title, string? Summary, string MediaType, int Length, string Digest, int Version, MemoryId? Record)
{
    /// <summary>Writes what is known.</summary>
    public static ResourceInfoBody From(ResourceInfo info) => new(info.Name, info.Title, info.Summary, info.MediaType, info.Length, info.Digest, info.Version, info.Record);
}

/// <summary>A piece of a document.</summary>
/// <param name="Resource">The document.</param>
/// <param name="Offset">Where the piece begins, in characters.</param>
/// <param name="Text">The piece.</param>
/// <param name="Next">Where the next one begins; left out at the end.</param>
internal sealed record ResourcePieceBody(ResourceInfoBody Resource, int Offset, string Text, int? Next);
