using AgentGrains.Chaos.Servers;
using AgentGrains.Cluster.Tests.Clustering;
using AgentGrains.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AgentGrains.Cluster.Tests.Storage;

/// <summary>The commands of docs/operations.md that save memories and bring them back.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task A_dump_of_PostgreSql_made_while_silos_write_is_restored()
    {
        SharedServers.SkipWhenMissing("PostgreSql");
        await using var server = await PostgresServer.StartNewAsync();
        var folder = Directory.CreateTempSubdirectory("agentgrains-backup-");
        try
        {
            var file = Path.Combine(folder.FullName, "agentgrains.dump");
            await using (var silo = await ConfiguredSilo.StartAsync(server, "backup"))
            {
                await WriteAsync(silo.Memory, 0, 50);
                await Programs.RunAsync(server.Tool("pg_dump"), "--format=custom", "--schema=agentgrains", $"--file={file}", server.Url);
                await WriteAsync(silo.Memory, 50, 60);
            }

            await Programs.RunAsync(server.Tool("pg_restore"), "--clean", "--if-exists", $"--dbname={server.Url}", file);
            await using var later = await ConfiguredSilo.StartAsync(server, "backup");
            Assert.Equal(Texts(50), await ReadAsync(later.Memory));
            await WriteAsync(later.Memory, 50, 51);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_copy_of_SQLite_made_while_the_silo_writes_is_restored()
    {
        var (data, copy) = (Directory.CreateTempSubdirectory("agentgrains-backup-"), Directory.CreateTempSubdirectory("agentgrains-backup-"));
        try
        {
            using (var silo = await StartAsync(data.FullName))
            {
                await WriteAsync(silo.Services.GetRequiredService<IMemoryClient>(), 0, 50);
                await using (var connection = new SqliteConnection($"Data Source={Path.Combine(data.FullName, "agentgrains.db")};Pooling=False"))
                {
                    await connection.OpenAsync(TestContext.Current.CancellationToken);
                    await using var command = connection.CreateCommand();
                    command.CommandText = $"VACUUM INTO '{Path.Combine(copy.FullName, "agentgrains.db")}'";
                    await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
                }

                await WriteAsync(silo.Services.GetRequiredService<IMemoryClient>(), 50, 60);
                await silo.StopAsync(TestContext.Current.CancellationToken);
            }

            using var later = await StartAsync(copy.FullName);
            Assert.Equal(Texts(50), await ReadAsync(later.Services.GetRequiredService<IMemoryClient>()));
            await later.StopAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            data.Delete(recursive: true);
            copy.Delete(recursive: true);
        }
    }

    private static async Task<IHost> StartAsync(string directory)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.AddEmbeddedAgentGrains(directory, grains => grains.ConfigureDerivation(options => options.Enabled = false));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task WriteAsync(IMemoryClient memory, int from, int to)
    {
        for (var n = from; n < to; n++)
            await memory.Scope("acme", "user:ann").RememberAsync($"text {n}");
    }

    private static Task<List<string>> ReadAsync(IMemoryClient memory) =>
        memory.Scope("acme", "user:ann").ListAsync().Select(record => record.Text).ToListAsync(TestContext.Current.CancellationToken).AsTask();

    private static IEnumerable<string> Texts(int count) => Enumerable.Range(0, count).Select(n => $"text {n}");
}
