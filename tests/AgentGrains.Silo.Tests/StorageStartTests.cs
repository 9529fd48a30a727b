using AgentGrains.Chaos.Servers;
using AgentGrains.Hosting;
using AgentGrains.Storage.PostgreSql;
using Microsoft.Extensions.Options;

namespace AgentGrains.Silo.Tests;

/// <summary>What an operator is told when the configured storage cannot serve, and that nothing starts then.</summary>
public sealed class StorageStartTests(StorageStartTests.Servers servers) : IClassFixture<StorageStartTests.Servers>
{
    private const string Storage = "--AgentGrains:Storage:";

    [Theory]
    [InlineData("AgentGrains:Storage:Kind", "PostgreSql, Redis", $"{Storage}Kind=MySql")]
    [InlineData("AgentGrains:Storage:ConnectionString", "AgentGrains__Storage__ConnectionString", $"{Storage}Kind=PostgreSql")]
    [InlineData("AgentGrains:Storage:ConnectionString", "AgentGrains__Storage__ConnectionString", $"{Storage}Kind=Redis")]
    [InlineData("AgentGrains:Storage:ConnectionString", "cache:6379", $"{Storage}Kind=Redis", $"{Storage}ConnectionString=a,nonsense=very-secret")]
    [InlineData("ConnectionString", "Host=db", $"{Storage}Kind=PostgreSql", $"{Storage}ConnectionString=Server db very-secret")]
    [InlineData("ConnectionString", "Host=db", $"{Storage}Kind=PostgreSql", $"{Storage}ConnectionString=Host=a;Pasword=very-secret")]
    [InlineData("Schema", "lower-case", $"{Storage}Kind=PostgreSql", $"{Storage}ConnectionString=Host=a;Password=very-secret", $"{Storage}Schema=a;b")]
    [InlineData("AgentGrains:Storage:StartTimeout", "10 minutes", $"{Storage}StartTimeout=1.00:00:00")]
    [InlineData("AgentGrains:Storage:StartTimeout", "cannot be read", $"{Storage}StartTimeout=soon")]
    [InlineData("AgentGrains:Cluster:SiloPort", "65,535", "--AgentGrains:Cluster:SiloPort=70000")]
    [InlineData("SiloPort and GatewayPort are both", "must differ", "--AgentGrains:Cluster:SiloPort=4000", "--AgentGrains:Cluster:GatewayPort=4000")]
    [InlineData("AgentGrains:Cluster:ClusterId", "letters", "--AgentGrains:Cluster:ClusterId=a b")]
    [InlineData("AgentGrains:Cluster:AdvertisedAddress", "other silos", "--AgentGrains:Cluster:AdvertisedAddress=0.0.0.0")]
    [InlineData("AgentGrains:Cluster:MissedProbes", "20", "--AgentGrains:Cluster:MissedProbes=0")]
    [InlineData("AgentGrains:Vectors:Kind", "None, Qdrant", "--AgentGrains:Vectors:Kind=Pinecone")]
    [InlineData("AgentGrains:Vectors:Endpoint", "http://qdrant:6334", "--AgentGrains:Vectors:Kind=Qdrant")]
    [InlineData("AgentGrains:Embedder:Kind", "Hashing, Model2Vec, Http", "--AgentGrains:Embedder:Kind=Bert")]
    [InlineData("AgentGrains:Embedder:Endpoint", "http address", "--AgentGrains:Embedder:Kind=Http")]
    [InlineData("AgentGrains:Embedder:Path", "folder", "--AgentGrains:Embedder:Kind=Model2Vec")]
#if !CLOUD_PACKAGES
    [InlineData("AgentGrains:Vectors:Kind", "-p:CloudPackages=true", "--AgentGrains:Vectors:Kind=Qdrant", "--AgentGrains:Vectors:Endpoint=http://127.0.0.1:6334")]
#endif
    [InlineData("AgentGrains:Cluster:ResponseTimeout", "seconds", "--AgentGrains:Cluster:ResponseTimeout=00:00:00")]
    public async Task A_setting_that_cannot_be_is_named_with_what_it_takes(string setting, string remedy, params string[] args)
    {
        var told = await RefusedAsync(args);
        Assert.Contains(setting, told, StringComparison.Ordinal);
        Assert.Contains(remedy, told, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_waited_for_and_then_named()
    {
        var told = await RefusedAsync(
            $"{Storage}Kind=PostgreSql", $"{Storage}ConnectionString=Host=127.0.0.1;Port={Programs.FreePort()};Username=a;Password=very-secret", $"{Storage}StartTimeout=00:00:01");
        Assert.Contains("does not answer", told, StringComparison.Ordinal);
        Assert.Contains("Start it, or correct Host and Port", told, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redis_that_is_not_there_is_waited_for_and_then_named()
    {
        var told = await RefusedAsync($"{Storage}Kind=Redis", $"{Storage}ConnectionString=127.0.0.1:{Programs.FreePort()}", $"{Storage}StartTimeout=00:00:01");
        Assert.Contains("does not answer", told, StringComparison.Ordinal);
        Assert.Contains("AgentGrains:Storage:ConnectionString", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_told_at_once_and_not_repeated()
    {
        var server = await servers.PostgresAsync();
        var told = await RefusedAsync($"{Storage}Kind=PostgreSql", $"{Storage}ConnectionString={server.ConnectionString};Password=very-secret");
        Assert.Contains("refuses the user name or password", told, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_told()
    {
        var server = await servers.PostgresAsync();
        var told = await RefusedAsync($"{Storage}Kind=PostgreSql", $"{Storage}ConnectionString={server.ConnectionString};Database=nowhere");
        Assert.Contains("no such database; create it", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_may_not_make_the_schema_is_told()
    {
        var server = await servers.PostgresAsync();
        await server.ExecuteAsync("CREATE ROLE guest LOGIN PASSWORD 'guest'");
        var told = await RefusedAsync($"{Storage}Kind=PostgreSql", $"{Storage}ConnectionString={server.ConnectionString};Username=guest;Password=guest", $"{Storage}Schema=forbidden");
        Assert.Contains("--migrate", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_schema_is_refused_until_it_is_migrated_and_a_newer_one_for_good()
    {
        var server = await servers.PostgresAsync();
        string[] args = [$"{Storage}Kind=PostgreSql", $"{Storage}ConnectionString={server.ConnectionString}", $"{Storage}Schema=by_hand"];
        string[] silo = [.. args, $"{Storage}MigrateAtStart=false", "--AgentGrains:Cluster:SiloPort=0", "--AgentGrains:Cluster:GatewayPort=0"];
        var missing = await RefusedAsync(silo);
        Assert.Contains("no schema", missing, StringComparison.Ordinal);
        Assert.Contains("--migrate", missing, StringComparison.Ordinal);

        using var output = new StringWriter();
        Assert.True(await MigrateCommand.RunAsync(["--migrate", .. args], output));
        Assert.True(await MigrateCommand.RunAsync(["--migrate", .. args], output));
        Assert.False(await MigrateCommand.RunAsync(args, output));
        Assert.Contains("from nothing to version 1", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("nothing was to be done", output.ToString(), StringComparison.Ordinal);
        await using (var server1 = await SiloServer.StartConfiguredAsync(silo))
            await server1.SendOkAsync(HttpMethod.Post, "/v1/tenants/acme/scopes/user:ann/memories", """{"items":[{"text":"a"}]}""");

        await server.ExecuteAsync($"INSERT INTO by_hand.schema_version (version) VALUES ({PostgreSqlSchema.Version + 1})");
        foreach (var newer in new[] { await RefusedAsync(silo), await RefusedAsync([.. silo, $"{Storage}MigrateAtStart=true"]) })
        {
            Assert.Contains("Use the build that made it or a newer one", newer, StringComparison.Ordinal);
            Assert.Contains($"version {PostgreSqlSchema.Version + 1}", newer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Silos_that_start_at_once_make_one_schema()
    {
        var server = await servers.PostgresAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PostgreSqlSchema.MigrateAsync(
            new PostgreSqlOptions { ConnectionString = server.ConnectionString, Schema = "at_once" }, TestContext.Current.CancellationToken)));
        await server.ExecuteAsync("DO $$ BEGIN ASSERT (SELECT count(*) = 1 FROM at_once.schema_version); END $$");
    }

    [Theory]
    [InlineData("append-only", "--appendonly", "no")]
    [InlineData("evicts", "--maxmemory-policy", "allkeys-lru")]
    public async Task A_redis_that_may_forget_is_refused_unless_that_is_accepted(string reason, params string[] redis)
    {
        Assert.SkipUnless(RedisServer.Missing is null, RedisServer.Missing ?? "");
        await using var server = await RedisServer.StartNewAsync(redis);
        string[] args =
        [
            $"{Storage}Kind=Redis", $"{Storage}ConnectionString={server.ConnectionString}", "--AgentGrains:Cluster:SiloPort=0", "--AgentGrains:Cluster:GatewayPort=0",
        ];
        var told = await RefusedAsync(args);
        Assert.Contains(reason, told, StringComparison.Ordinal);
        Assert.Contains("AcceptDataLoss", told, StringComparison.Ordinal);

        await using var accepted = await SiloServer.StartConfiguredAsync([.. args, $"{Storage}AcceptDataLoss=true"]);
        Assert.Contains("AcceptDataLoss is on", accepted.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redis_that_syncs_every_second_is_warned_of()
    {
        Assert.SkipUnless(RedisServer.Missing is null, RedisServer.Missing ?? "");
        await using var redis = await RedisServer.StartNewAsync("--appendfsync", "everysec");
        await using var server = await SiloServer.StartConfiguredAsync(
            $"{Storage}Kind=Redis", $"{Storage}ConnectionString={redis.ConnectionString}", "--AgentGrains:Cluster:SiloPort=0", "--AgentGrains:Cluster:GatewayPort=0");
        Assert.Contains("appendfsync everysec", server.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_says_loudly_that_it_forgets()
    {
        await using var server = await SiloServer.StartConfiguredAsync($"{Storage}Kind=Memory");
        Assert.Contains("EVERYTHING IS FORGOTTEN", server.Logs.Text, StringComparison.Ordinal);
        Assert.Contains("EVERYTHING IS FORGOTTEN", server.Printed.ToString(), StringComparison.Ordinal);
        await server.SendOkAsync(HttpMethod.Post, "/v1/tenants/acme/scopes/user:ann/memories", """{"items":[{"text":"a"}]}""");
    }

    [Fact]
    public void A_client_cannot_join_a_storage_of_one_process()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        var told = Assert.Throws<OptionsValidationException>(() => builder.AddAgentGrainsClusterClient());
        Assert.Contains("PostgreSql, Redis or Azure", told.Message, StringComparison.Ordinal);
    }

    private static async Task<string> RefusedAsync(params string[] args)
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => SiloServer.StartConfiguredAsync(args));
        var told = StartFault.Explain(refused);
        Assert.True(told is not null, $"An operator is shown a stack trace: {refused}");
        return told;
    }

    /// <summary>One PostgreSQL server for the tests of this class.</summary>
    public sealed class Servers : IAsyncLifetime
    {
        private Task<PostgresServer>? _postgres;

        public Task<PostgresServer> PostgresAsync()
        {
            Assert.SkipUnless(PostgresServer.Missing is null, PostgresServer.Missing ?? "");
            return _postgres ??= PostgresServer.StartNewAsync();
        }

        public ValueTask InitializeAsync() => ValueTask.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            if (_postgres is not null)
                await (await _postgres).DisposeAsync();
        }
    }
}
