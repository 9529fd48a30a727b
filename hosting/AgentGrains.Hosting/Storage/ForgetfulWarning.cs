using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Hosting;

/// <summary>Says loudly that nothing will be left.</summary>
internal sealed partial class ForgetfulWarning(ILogger<ForgetfulWarning> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        LogForgets(logger);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(40, LogLevel.Warning, "AgentGrains:Storage:Kind is Memory: EVERYTHING IS FORGOTTEN when this silo stops. Set it to Sqlite, PostgreSql or Redis to keep memories.")]
    private static partial void LogForgets(ILogger logger);
}
