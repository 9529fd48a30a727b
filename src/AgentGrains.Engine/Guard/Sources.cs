namespace AgentGrains.Engine.Guard;

/// <summary>Who a memory came from, as the guard counts sources.</summary>
internal static class Sources
{
    /// <summary>A source's name in the ledger: source and actor. What a source lets anybody claim to be is the ledger's to learn.</summary>
    public static string Key(string? source, string? actor) => actor is null ? source ?? "" : $"{source}|{actor}";

    /// <inheritdoc cref="Key(string?, string?)"/>
    public static string Key(MemoryRecord record) => Key(record.Provenance.Source, record.Provenance.Actor);

    /// <summary>
    /// Whose voice a record is when votes are counted: its source, however many actors speak through it; the actor only where no source is told.
    /// </summary>
    public static string Voice(string? source, string? actor) => source ?? (actor is null ? "" : $"|{actor}");

    /// <inheritdoc cref="Voice(string?, string?)"/>
    public static string Voice(MemoryRecord record) => Voice(record.Provenance.Source, record.Provenance.Actor);
}
