namespace AgentGrains.Silo;

/// <summary>A form to be filled from what is believed.</summary>
internal sealed record ResolveBody
{
    /// <summary>The scopes that may be used; where they disagree, the first wins.</summary>
    public IReadOnlyList<string?>? Scopes { get; init; }

    /// <summary>The fields to fill.</summary>
    public IReadOnlyList<FieldBody?>? Fields { get; init; }

    /// <summary>Whom the fields are about; when left out, all beliefs must be about the same one.</summary>
    public string? Subject { get; init; }

    /// <summary>Fill as memory stood at this time; now when left out.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Fill with what held in the world at this time; the time of asOf when left out.</summary>
    public DateTimeOffset? ValidAt { get; init; }

    /// <summary>Beliefs below this confidence are not used; 0.5 when left out.</summary>
    public float? MinConfidence { get; init; }

    /// <summary>The request that the body asks for.</summary>
    /// <exception cref="InvalidMemoryException">A field is missing or not valid.</exception>
    /// <exception cref="InvalidScopeException">A scope is not a valid name.</exception>
    public ResolveRequest ToRequest(string tenant, RecallOptions limits) => new()
    {
        Scopes = ScopesBody.Read(tenant, Scopes, limits),
        Fields = [.. (Fields ?? []).Select((field, i) => (field ?? throw new InvalidMemoryException($"fields[{i}]", "The field is null; leave it out.")).ToField(i))],
        Subject = Subject,
        AsOf = AsOf,
        ValidAt = ValidAt,
        MinConfidence = MinConfidence ?? 0.5f,
    };
}

/// <summary>One field of a form.</summary>
internal sealed record FieldBody
{
    /// <summary>Its name, in any style, such as homeCity.</summary>
    public string? Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The predicate to use, such as "lives in"; the one that the name calls for when left out.</summary>
    public string? Predicate { get; init; }

    /// <summary>It takes several values.</summary>
    public bool Many { get; init; }

    /// <summary>The only values it takes; any when left out.</summary>
    public IReadOnlyList<string?>? Options { get; init; }

    /// <summary>The field.</summary>
    public FormField ToField(int number) => new()
    {
        Name = Name ?? throw new InvalidMemoryException($"fields[{number}].name", "The field has no name."),
        Description = Description,
        Predicate = Predicate,
        Many = Many,
        Options = [.. (Options ?? []).Select(option => option ?? throw new InvalidMemoryException($"fields[{number}].options", "An option is null; leave it out."))],
    };
}

/// <summary>A filled form.</summary>
/// <param name="Fields">By name: what is known of each.</param>
/// <param name="Flags">partial when a scope did not answer; empty when all went well.</param>
internal sealed record ResolveAnswer(IReadOnlyDictionary<string, FilledBody> Fields, IReadOnlyList<string> Flags)
{
    /// <summary>Writes a result.</summary>
    public static ResolveAnswer From(ResolveResult result) => new(
        result.Fields.ToDictionary(field => field.Name, FilledBody.From, StringComparer.Ordinal),
        [.. result.Flags.Select(flag => flag.ToString().ToLowerInvariant())]);
}

/// <summary>What is known of one field.</summary>
/// <param name="Outcome">filled, missing or ambiguous.</param>
/// <param name="Value">The value of a field that was filled with one.</param>
/// <param name="Values">All values, or all candidates of an ambiguous field, each with its source.</param>
internal sealed record FilledBody(string Outcome, string? Value, IReadOnlyList<FilledValueBody> Values)
{
    /// <summary>Writes a field.</summary>
    public static FilledBody From(ResolvedField field) => new(
        field.Outcome.ToString().ToLowerInvariant(),
        field is { Outcome: ResolveOutcome.Filled, Values.Length: 1 } ? field.Values[0].Value : null,
        [.. field.Values.Select(value => new FilledValueBody(value.Value, value.Source, value.Scope.Name, value.Subject, value.Confidence, value.OccurredAt))]);
}

/// <summary>One value and where it comes from.</summary>
/// <param name="Value">The value.</param>
/// <param name="Source">The belief to read.</param>
/// <param name="Scope">The scope it was found in.</param>
/// <param name="Subject">Whom it is about.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="OccurredAt">When it was so, or said to be.</param>
internal sealed record FilledValueBody(string Value, MemoryId Source, string Scope, string Subject, float Confidence, DateTimeOffset OccurredAt);
