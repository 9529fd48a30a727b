namespace AgentGrains.Silo;

/// <summary>An error, as RFC 9457 writes it. The type is stable; the words may change.</summary>
internal sealed record ProblemBody
{
    /// <summary>What kind of error it is: a URN that does not change between versions.</summary>
    public required string Type { get; init; }

    /// <summary>The kind of error in words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong with this request and what to do.</summary>
    public required string Detail { get; init; }

    /// <summary>The field that is wrong, such as items[0].kind.</summary>
    public string? Field { get; init; }

    /// <summary>The option whose limit is reached.</summary>
    public string? Limit { get; init; }

    /// <summary>The limit's value.</summary>
    public long? Value { get; init; }

    /// <summary>The scope whose memory is damaged, or that moves.</summary>
    public string? Scope { get; init; }

    /// <summary>Where the scope has moved, or comes from.</summary>
    public string? Elsewhere { get; init; }

    /// <summary>The damaged segment.</summary>
    public string? Segment { get; init; }

    /// <summary>The receipt of the first write with the same key.</summary>
    public ReceiptBody? Existing { get; init; }

    /// <summary>Seconds after which a retry may work; sent as a header.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int? RetryAfter { get; init; }
}

/// <summary>Ends a request with a problem.</summary>
internal sealed class ProblemException(ProblemBody problem) : Exception(problem.Detail)
{
    /// <summary>What the caller is told.</summary>
    public ProblemBody Problem { get; } = problem;
}
