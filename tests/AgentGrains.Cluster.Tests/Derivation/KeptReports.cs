using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Cluster.Tests.Derivation;

/// <summary>Counts by stage, of this process: other tests add to them.</summary>
internal sealed class KeptMetrics : IDisposable
{
    private readonly ConcurrentDictionary<(string Name, string Stage), long> _counts = [];
    private readonly MeterListener _listener = new();

    public KeptMetrics()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name.StartsWith("agentgrains.derivation.", StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            _counts.AddOrUpdate((instrument.Name, tags.Length > 0 ? (string)tags[0].Value! : ""), value, (_, sum) => sum + value));
        _listener.Start();
    }

    public long Of(string name, string stage) => _counts.GetValueOrDefault((name, stage));

    public void Dispose() => _listener.Dispose();
}

/// <summary>Keeps what is logged.</summary>
internal sealed class KeptLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue(formatter(state, exception));

    public void Dispose()
    {
    }
}
