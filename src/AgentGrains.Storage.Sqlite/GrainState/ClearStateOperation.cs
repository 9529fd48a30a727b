namespace AgentGrains.Storage.Sqlite;

/// <summary>Deletes the version the caller names; without an ETag only a missing record can be cleared. Results in 0.</summary>
internal sealed class ClearStateOperation(StateKey key, string? etag) : StateOperation(key, etag)
{
    protected override long Apply(WriterStatements statements, VersionCounter versions)
    {
        if (ETag is not null && Key.BindTo(statements.DeleteState).Bind(5, StateVersion.Parse(ETag)).Execute() == 1)
            return 0;
        var stored = ReadStoredETag(statements);
        return stored is null && ETag is null ? 0 : throw Conflict("Clearing", stored);
    }
}
