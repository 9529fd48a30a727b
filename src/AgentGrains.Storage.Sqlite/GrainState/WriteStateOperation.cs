namespace AgentGrains.Storage.Sqlite;

/// <summary>Inserts a record when the caller has no ETag, else replaces the version it names; results in the new version.</summary>
internal sealed class WriteStateOperation(StateKey key, string? etag, ReadOnlyMemory<byte> payload) : StateOperation(key, etag)
{
    public override long Size => payload.Length;

    protected override long Apply(WriterStatements statements, VersionCounter versions)
    {
        var next = versions.Next();
        var statement = Key.BindTo(ETag is null ? statements.InsertState : statements.UpdateState).Bind(5, next).Bind(6, payload.Span);
        if (ETag is not null)
            statement.Bind(7, StateVersion.Parse(ETag));
        return statement.Execute() == 1 ? next : throw Conflict("Writing", ReadStoredETag(statements));
    }
}
