using Orleans.Storage;

namespace AgentGrains.Storage.Sqlite;

/// <summary>A write that is conditional on a record's version.</summary>
internal abstract class StateOperation(StateKey key, string? etag) : WriteOperation
{
    protected StateKey Key { get; } = key;

    protected string? ETag { get; } = etag;

    protected InconsistentStateException Conflict(string verb, string? storedETag) => new(
        $"{verb} {Key} was refused: it has ETag {storedETag ?? "none"} and the caller had {ETag ?? "none"}. " +
        "Another writer was first, so read it again.", storedETag, ETag);

    protected string? ReadStoredETag(WriterStatements statements)
    {
        var read = Key.BindTo(statements.ReadVersion);
        try
        {
            return read.Step() ? StateVersion.ToETag(read.Int64(0)) : null;
        }
        finally
        {
            read.Reset();
        }
    }
}
