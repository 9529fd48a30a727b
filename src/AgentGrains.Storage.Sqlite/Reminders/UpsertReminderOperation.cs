namespace AgentGrains.Storage.Sqlite;

/// <summary>Sets a reminder whether or not it is there, as Orleans asks; results in its new version.</summary>
internal sealed class UpsertReminderOperation(ReminderEntry entry) : WriteOperation
{
    protected override long Apply(WriterStatements statements, VersionCounter versions)
    {
        var next = versions.Next();
        statements.UpsertReminder
            .Bind(1, entry.GrainId.Type.AsSpan())
            .Bind(2, entry.GrainId.Key.AsSpan())
            .Bind(3, entry.ReminderName)
            .Bind(4, entry.GrainId.GetUniformHashCode())
            .Bind(5, ReminderRow.ToUtcTicks(entry.StartAt))
            .Bind(6, entry.Period.Ticks)
            .Bind(7, next)
            .Execute();
        return next;
    }
}
