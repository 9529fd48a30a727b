namespace AgentGrains.Silo;

/// <summary>What belongs in every context of the asked scopes and domains.</summary>
internal sealed record StandingBody
{
    /// <summary>Pinned, and applies everywhere.</summary>
    public required IReadOnlyList<RecordBody> Persona { get; init; }

    /// <summary>Pinned in the asked domains.</summary>
    public required IReadOnlyList<RecordBody> Pinned { get; init; }

    /// <summary>Pinned questions that are open.</summary>
    public required IReadOnlyList<RecordBody> OpenQuestions { get; init; }

    /// <summary>Writes the tiers.</summary>
    public static StandingBody From(StandingContext standing) => new()
    {
        Persona = [.. standing.Persona.Select(RecordBody.From)],
        Pinned = [.. standing.Pinned.Select(RecordBody.From)],
        OpenQuestions = [.. standing.OpenQuestions.Select(RecordBody.From)],
    };
}
