using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AgentGrains.Storage.PostgreSql;

/// <summary>Before the silo starts: waits for the database, brings its schema up to date or checks it, and looks at what would lose data.</summary>
internal sealed partial class SchemaAtStart(PostgreSqlDatabase database, TimeProvider clock, ILogger<SchemaAtStart> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            try
            {
                await PrepareAsync(cancellationToken);
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
            {
                if (!PostgreSqlErrors.MayPass(failure) || clock.GetElapsedTime(started) + Pause > database.Options.StartTimeout)
                    throw PostgreSqlErrors.Explain(failure, database);
                if (tries == 1)
                    LogWaiting(logger, database.Address, database.Options.StartTimeout.TotalSeconds, failure.Message);
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (database.Options.MigrateAtStart)
            await PostgreSqlSchema.MigrateAsync(database, cancellationToken);
        else
            await PostgreSqlSchema.CheckAsync(database, cancellationToken);

        await using var command = database.Membership.CreateCommand("SELECT current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on'");
        if (await command.ExecuteScalarAsync(cancellationToken) is not true)
            LogNotDurable(logger, database.Address);
    }

    [LoggerMessage(30, LogLevel.Warning, "PostgreSQL ({Address}) does not answer yet; waiting up to {Seconds} s: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string address, double seconds, string reason);

    [LoggerMessage(31, LogLevel.Warning, "PostgreSQL ({Address}) runs with fsync or full_page_writes off: acknowledged memories are lost when its machine fails. Turn both on.")]
    private static partial void LogNotDurable(ILogger logger, string address);
}
