namespace AgentGrains.Storage.Sqlite;

/// <summary>Reminders as they are in the file. Times are UTC ticks of 100 ns.</summary>
internal static class ReminderRow
{
    public static ReminderEntry? ReadOne(ReadConnection connection, (GrainId GrainId, string Name) query) =>
        ReadAll(BindGrain(connection.ReminderByName, query.GrainId).Bind(3, query.Name)).SingleOrDefault();

    public static List<ReminderEntry> ReadOfGrain(ReadConnection connection, GrainId grainId) =>
        ReadAll(BindGrain(connection.RemindersOfGrain, grainId));

    /// <summary>The ring range (begin, end]; equal bounds are the whole ring, and begin above end goes through zero.</summary>
    public static List<ReminderEntry> ReadRange(ReadConnection connection, (uint Begin, uint End) range)
    {
        var statement = range.Begin < range.End ? connection.RemindersInside : connection.RemindersAround;
        return ReadAll(statement.Bind(1, range.Begin).Bind(2, range.End));
    }

    public static long ToUtcTicks(DateTime time) => time.Kind == DateTimeKind.Local ? time.ToUniversalTime().Ticks : time.Ticks;

    private static PreparedStatement BindGrain(PreparedStatement statement, GrainId grainId) =>
        statement.Bind(1, grainId.Type.AsSpan()).Bind(2, grainId.Key.AsSpan());

    private static List<ReminderEntry> ReadAll(PreparedStatement statement)
    {
        try
        {
            List<ReminderEntry> entries = [];
            while (statement.Step())
                entries.Add(ReadEntry(statement));
            return entries;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static ReminderEntry ReadEntry(PreparedStatement row) => new()
    {
        GrainId = GrainId.Create(new GrainType(row.Blob(0)), new IdSpan(row.Blob(1))),
        ReminderName = row.Text(2),
        StartAt = new DateTime(row.Int64(3), DateTimeKind.Utc),
        Period = TimeSpan.FromTicks(row.Int64(4)),
        ETag = StateVersion.ToETag(row.Int64(5)),
    };
}
