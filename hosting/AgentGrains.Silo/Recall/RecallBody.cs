namespace AgentGrains.Silo;

/// <summary>A question to one or more scopes of the tenant.</summary>
internal sealed record RecallBody
{
    /// <summary>The question, in words.</summary>
    public string? Query { get; init; }

    /// <summary>The scopes to search, such as user:ann.</summary>
    public IReadOnlyList<string?>? Scopes { get; init; }

    /// <summary>Most evidence to return; 10 when left out.</summary>
    public int? Limit { get; init; }

    /// <summary>Size of the context in tokens; 2000 when left out.</summary>
    public int? TokenBudget { get; init; }

    /// <summary>Answer as memory stood at this time; now when left out.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Only these kinds; all when left out.</summary>
    public IReadOnlyList<MemoryKind>? Kinds { get; init; }

    /// <summary>Further conditions that a memory must meet.</summary>
    public FilterBody? Filter { get; init; }

    /// <summary>Wait until what was derived from this receipt's write is there.</summary>
    public string? Watermark { get; init; }

    /// <summary>
    /// balanced (every channel), strict (the same, but nothing when nothing found can be the answer) or precise (only what is called by its name);
    /// balanced when left out.
    /// </summary>
    public string? Profile { get; init; }

    /// <summary>Areas of life the question is about; beliefs of other ones are not seen. All when left out.</summary>
    public IReadOnlyList<string?>? Domains { get; init; }

    /// <summary>Answer with what held in the world at this time; the time of asOf when left out.</summary>
    public DateTimeOffset? ValidAt { get; init; }

    /// <summary>Search what is archived as well, and bring back what is found of it.</summary>
    public bool? Deep { get; init; }

    /// <summary>Leave out what ranks far below the best: the limit is then the most, and a question with a clear answer gets fewer.</summary>
    public bool? Adaptive { get; init; }

    /// <summary>The session that asks; it filters nothing, and decides whether a staged run of consolidation is seen. None when left out.</summary>
    public string? ForSession { get; init; }

    /// <summary>The request that the body asks for.</summary>
    /// <exception cref="InvalidMemoryException">A field is missing or not valid.</exception>
    /// <exception cref="InvalidScopeException">A scope is not a valid name.</exception>
    public RecallRequest ToRequest(string tenant, RecallOptions limits) => new()
    {
        Query = string.IsNullOrWhiteSpace(Query) && Profile != "precise" ? throw new InvalidMemoryException("query", "The query is empty; ask something.") : Query ?? "",
        Scopes = ScopesBody.Read(tenant, Scopes, limits),
        Limit = Within("limit", Limit ?? 10, limits.MaxLimit, nameof(RecallOptions.MaxLimit)),
        TokenBudget = Within("tokenBudget", TokenBudget ?? 2000, limits.MaxTokenBudget, nameof(RecallOptions.MaxTokenBudget)),
        AsOf = AsOf,
        Kinds = [.. Kinds ?? []],
        Filter = Filter?.ToFilter() ?? RecallFilter.None,
        Watermark = Watermark,
        Profile = Profile switch
        {
            null or "balanced" => RecallProfile.Balanced,
            "precise" => RecallProfile.Precise,
            "strict" => RecallProfile.Strict,
            _ => throw new InvalidMemoryException("profile", $"'{Profile}' is not a recall profile; it is balanced, strict or precise."),
        },
        Domains = [.. (Domains ?? []).Select((domain, i) => domain
            ?? throw new InvalidMemoryException($"domains[{i}]", "The domain is null; leave it out."))],
        ValidAt = ValidAt,
        Deep = Deep ?? false,
        Adaptive = Adaptive ?? false,
        ForSession = ForSession,
    };

    private static int Within(string field, int value, int largest, string option) => value >= 1 && value <= largest
        ? value
        : throw new InvalidMemoryException(field, $"The {field} is {value}; it must be between 1 and {largest} (RecallOptions.{option}).");
}

/// <summary>Conditions that a recalled memory must all meet.</summary>
internal sealed record FilterBody
{
    /// <summary>Only this conversation.</summary>
    public string? Session { get; init; }

    /// <summary>Only this speaker or actor.</summary>
    public string? Actor { get; init; }

    /// <summary>Occurred at or after this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Occurred before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Labels that must be there with these values.</summary>
    public IReadOnlyDictionary<string, string?>? Metadata { get; init; }

    /// <summary>The filter that the body asks for.</summary>
    public RecallFilter ToFilter() => new()
    {
        Session = Session,
        Actor = Actor,
        From = From,
        To = To,
        Metadata = MetadataBody.ToEntries(Metadata, "filter.metadata"),
    };
}
