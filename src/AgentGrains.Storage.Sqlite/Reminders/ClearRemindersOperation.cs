namespace AgentGrains.Storage.Sqlite;

/// <summary>Removes every reminder; results in how many there were.</summary>
internal sealed class ClearRemindersOperation : WriteOperation
{
    protected override long Apply(WriterStatements statements, VersionCounter versions) => statements.ClearReminders.Execute();
}
