namespace AgentGrains.Storage.Sqlite;

/// <summary>What names a record. Grain ids are bytes and need not be text.</summary>
internal readonly record struct StateKey(string Provider, string StateName, GrainId GrainId)
{
    public PreparedStatement BindTo(PreparedStatement statement) => statement
        .Bind(1, Provider)
        .Bind(2, GrainId.Type.AsSpan())
        .Bind(3, GrainId.Key.AsSpan())
        .Bind(4, StateName);

    public override string ToString() => $"state '{StateName}' of '{GrainId}' in provider '{Provider}'";
}
