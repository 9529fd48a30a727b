using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AgentGrains.Hosting;

/// <summary>Before the silo starts: waits for Redis, and refuses one that would lose what was acknowledged.</summary>
internal sealed partial class RedisAtStart(
    ConfigurationOptions connection, AgentGrainsStorageOptions storage, TimeProvider clock, ILogger<RedisAtStart> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var asking = connection.Clone();
        asking.AllowAdmin = true;   // INFO and CONFIG count as such; nothing is changed with them
        await using var redis = await ConnectionMultiplexer.ConnectAsync(asking);
        while (true)
        {
            try
            {
                await CheckAsync(redis.GetServer(redis.GetEndPoints()[0]));
                return;
            }
            catch (Exception failure) when (failure is RedisException or TimeoutException)
            {
                if (failure.Message.Contains("NOAUTH", StringComparison.Ordinal) || failure.Message.Contains("WRONGPASS", StringComparison.Ordinal))
                    throw Refuse($"Redis at {Address} refuses the password; correct it in {AgentGrainsStorageOptions.Section}:ConnectionString.");
                if (clock.GetElapsedTime(started) + Pause > storage.StartTimeout)
                    throw Refuse($"Redis at {Address} does not answer: {failure.Message} Start it, or correct {AgentGrainsStorageOptions.Section}:ConnectionString.");
                LogWaiting(logger, Address, failure.Message);
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string Address => string.Join(", ", connection.EndPoints);

    private async Task CheckAsync(IServer server)
    {
        var persistence = (await server.InfoAsync("persistence")).SelectMany(group => group).ToDictionary(line => line.Key, line => line.Value);
        if (persistence.GetValueOrDefault("aof_enabled") != "1")
            Lose($"Redis at {Address} keeps no append-only file: a restart loses acknowledged memories. Set 'appendonly yes' and 'appendfsync always'");
        if (await AskAsync(server, "maxmemory-policy") is { } policy && policy != "noeviction")
            Lose($"Redis at {Address} evicts keys when it is full (maxmemory-policy {policy}): memories would vanish. Set 'maxmemory-policy noeviction'");
        if (await AskAsync(server, "appendfsync") is var sync && sync != "always")
            LogMayLose(logger, Address, sync ?? "not told");
    }

    // A hosted server may not answer CONFIG; then null.
    private static async Task<string?> AskAsync(IServer server, string setting)
    {
        try
        {
            return (await server.ConfigGetAsync(setting)).FirstOrDefault().Value;
        }
        catch (RedisServerException)
        {
            return null;
        }
    }

    private void Lose(string why)
    {
        if (!storage.AcceptDataLoss)
            throw Refuse($"{why}, or set {AgentGrainsStorageOptions.Section}:AcceptDataLoss to true.");
        LogLoses(logger, why);
    }

    private static OptionsValidationException Refuse(string message) => new(nameof(RedisAtStart), typeof(RedisAtStart), [message]);

    [LoggerMessage(41, LogLevel.Warning, "Redis at {Address} does not answer yet: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string address, string reason);

    [LoggerMessage(42, LogLevel.Warning, "Redis at {Address} has appendfsync {Sync}: when its machine fails, up to the last second of acknowledged memories is lost. Set 'appendfsync always'")]
    private static partial void LogMayLose(ILogger logger, string address, string sync);

    [LoggerMessage(43, LogLevel.Warning, "{Why}; AcceptDataLoss is on")]
    private static partial void LogLoses(ILogger logger, string why);
}
