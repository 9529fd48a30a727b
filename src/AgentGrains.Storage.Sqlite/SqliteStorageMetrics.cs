using System.Diagnostics.Metrics;

namespace AgentGrains.Storage.Sqlite;

/// <summary>Names every instrument of the SQLite store. Thread-safe.</summary>
public sealed class SqliteStorageMetrics
{
    /// <summary>Name of the meter to subscribe to.</summary>
    public const string MeterName = "AgentGrains.Storage.Sqlite";

    private readonly Counter<long> _commits;
    private readonly Counter<long> _failedCommits;
    private readonly Histogram<int> _rowsPerCommit;
    private readonly Histogram<double> _commitDuration;

    internal SqliteStorageMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _commits = meter.CreateCounter<long>("agentgrains.sqlite.commits", "{commit}", "Commits made durable.");
        _failedCommits = meter.CreateCounter<long>("agentgrains.sqlite.commits.failed", "{commit}", "Commits that failed as a whole.");
        _rowsPerCommit = meter.CreateHistogram<int>("agentgrains.sqlite.commit.rows", "{row}", "Operations that shared one commit.");
        _commitDuration = meter.CreateHistogram<double>("agentgrains.sqlite.commit.duration", "s", "From begin to durable.");
    }

    internal void Committed(int rows, TimeSpan duration)
    {
        _commits.Add(1);
        _rowsPerCommit.Record(rows);
        _commitDuration.Record(duration.TotalSeconds);
    }

    internal void Failed() => _failedCommits.Add(1);
}
