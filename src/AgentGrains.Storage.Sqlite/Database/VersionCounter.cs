namespace AgentGrains.Storage.Sqlite;

/// <summary>
/// Hands out the numbers that become ETags: one ascending sequence for the whole file, so that a number is never used
/// twice, not even for a record that was cleared and inserted again. Numbers are reserved in blocks; the reservation is part
/// of the commit that first needs it, and what a crash leaves unused is skipped. For the writer thread only.
/// </summary>
internal sealed class VersionCounter
{
    private const long Block = 1 << 20;

    private readonly WriterStatements _statements;
    private long _last;
    private long _reserved;
    private long _durable;

    public VersionCounter(WriterStatements statements)
    {
        _statements = statements;
        _last = _reserved = _durable = statements.ReadReserved();
    }

    public long Next()
    {
        if (_last >= _reserved)
        {
            _statements.Reserve(_last + Block);
            _reserved = _last + Block;
        }

        return ++_last;
    }

    public void Committed() => _durable = _reserved;

    /// <summary>Forgets a reservation that was rolled back; numbers already handed out stay used.</summary>
    public void RolledBack() => _reserved = _durable;
}
