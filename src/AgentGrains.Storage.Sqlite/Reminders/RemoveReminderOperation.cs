namespace AgentGrains.Storage.Sqlite;

/// <summary>Removes the version of a reminder the caller names; results in 1 when it was there, else 0.</summary>
internal sealed class RemoveReminderOperation(GrainId grainId, string reminderName, string etag) : WriteOperation
{
    protected override long Apply(WriterStatements statements, VersionCounter versions) => statements.DeleteReminder
        .Bind(1, grainId.Type.AsSpan())
        .Bind(2, grainId.Key.AsSpan())
        .Bind(3, reminderName)
        .Bind(4, StateVersion.Parse(etag))
        .Execute();
}
