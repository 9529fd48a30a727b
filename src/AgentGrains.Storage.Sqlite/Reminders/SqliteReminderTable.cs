namespace AgentGrains.Storage.Sqlite;

/// <summary>Reminders in the silo's SQLite file, durable when acknowledged. Thread-safe.</summary>
internal sealed class SqliteReminderTable(SqliteStorageOptions options, SqliteDatabaseRegistry databases) : IReminderTable
{
    private SqliteDatabase? _database;

    private SqliteDatabase Database => _database
        ?? throw new InvalidOperationException("The reminder table is not open: it opens when the silo starts and closes with it.");

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        _database ??= databases.Acquire(options);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _database, null) is { } database)
            await databases.ReleaseAsync(database);
    }

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => ReadRow(grainId, reminderName, CancellationToken.None);

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName, CancellationToken cancellationToken) =>
        await Database.ReadAsync((grainId, reminderName), ReminderRow.ReadOne, cancellationToken);

    public Task<ReminderTableData> ReadRows(GrainId grainId) => ReadRows(grainId, CancellationToken.None);

    public async Task<ReminderTableData> ReadRows(GrainId grainId, CancellationToken cancellationToken) =>
        new(await Database.ReadAsync(grainId, ReminderRow.ReadOfGrain, cancellationToken));

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => ReadRows(begin, end, CancellationToken.None);

    public async Task<ReminderTableData> ReadRows(uint begin, uint end, CancellationToken cancellationToken) =>
        new(await Database.ReadAsync((begin, end), ReminderRow.ReadRange, cancellationToken));

    public Task<string?> UpsertRow(ReminderEntry entry) => UpsertRow(entry, CancellationToken.None);

    public async Task<string?> UpsertRow(ReminderEntry entry, CancellationToken cancellationToken) =>
        StateVersion.ToETag(await Database.ExecuteAsync(new UpsertReminderOperation(entry), cancellationToken));

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) =>
        RemoveRow(grainId, reminderName, eTag, CancellationToken.None);

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag, CancellationToken cancellationToken) =>
        await Database.ExecuteAsync(new RemoveReminderOperation(grainId, reminderName, eTag), cancellationToken) == 1;

    public Task TestOnlyClearTable() => TestOnlyClearTable(CancellationToken.None);

    public Task TestOnlyClearTable(CancellationToken cancellationToken) =>
        Database.ExecuteAsync(new ClearRemindersOperation(), cancellationToken);
}
