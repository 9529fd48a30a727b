using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Cluster.Tests;

/// <summary>Keeps what silos log of warnings and worse, their framework's included, but for what it says of a busy machine.</summary>
internal sealed class WarningLogs : ILoggerProvider
{
    private static readonly string[] OfTheMachine = ["Orleans.Runtime.Silo", "Orleans.Runtime.Watchdog", "Orleans.Runtime.Scheduler.", "Orleans.Runtime.SiloLifecycleSubject", "Orleans.Runtime.MembershipService.LocalSiloHealthMonitor"];

    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>One line for each, with what failed.</summary>
    public string Text => string.Join("\n", _lines);

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _lines);

    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
    {
        private readonly bool _isKept = !OfTheMachine.Any(name => name[^1] == '.' ? category.StartsWith(name, StringComparison.Ordinal) : category == name);

        public bool IsEnabled(LogLevel logLevel) => _isKept && logLevel >= LogLevel.Warning;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                lines.Enqueue($"{logLevel} {category} {formatter(state, exception)} {exception}");
        }
    }
}
