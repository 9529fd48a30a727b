using System.Collections.Concurrent;
using System.Net;
using System.Text;
using AgentGrains.Chaos.Servers;
using AgentGrains.Chaos.Silos;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace AgentGrains.Silo.Tests;

/// <summary>Two deployments that were given one cluster id and one database, and whose silos do not reach each other.</summary>
public sealed class UnreachableSiloTests
{
    private const string Ann = "/v1/tenants/acme/scopes/user:ann/memories";

    [Fact]
    public async Task One_that_does_not_reach_those_that_serve_does_not_start_and_says_what_to_do()
    {
        await using var postgres = await PostgresAsync();
        string[] args = [.. Storage(postgres), "--AgentGrains:Cluster:SiloPort=0", "--AgentGrains:Cluster:GatewayPort=0"];
        await using var first = await SiloServer.StartConfiguredAsync(static services => Advertise(services, Programs.FreePort()), args);
        using var stop = new CancellationTokenSource();
        var (written, writing) = await WriteAsync(first.Http, stop.Token);
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => SiloServer.StartConfiguredAsync(
            static services => Advertise(services, Programs.FreePort()).PostConfigure<ClusterMembershipOptions>(static options => options.MaxJoinAttemptTime = TimeSpan.FromSeconds(1)), args));
        await stop.CancelAsync();
        await writing;

        var told = StartFault.Explain(refused);
        Assert.True(told is not null, $"An operator is shown a stack trace: {refused}");
        foreach (var remedy in (string[])["AgentGrains:Cluster:AdvertisedAddress", "SiloPort", "AgentGrains:Cluster:ClusterId"])
            Assert.Contains(remedy, told, StringComparison.Ordinal);
        await RequireAsync(written, first);
    }

    [Fact]
    public async Task Of_two_that_advertise_one_address_the_later_one_serves_and_the_earlier_ends_itself()
    {
        await using var postgres = await PostgresAsync();
        await using var first = new SiloProcess(SiloProcess.Program, postgres, new Dictionary<string, string> { ["AgentGrains__Cluster__ClusterId"] = "shared" });
        await first.StartAsync();
        using var stop = new CancellationTokenSource();
        var (written, writing) = await WriteAsync(first.Http, stop.Token);
        await using var second = await SiloServer.StartConfiguredAsync(
            services => Advertise(services, first.SiloPort), [.. Storage(postgres), "--AgentGrains:Cluster:SiloPort=0", "--AgentGrains:Cluster:GatewayPort=0"]);
        Assert.NotEqual(0, await first.ExitAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Stop));
        await stop.CancelAsync();
        await writing;
        await RequireAsync(written, second);
        await second.SendOkAsync(HttpMethod.Post, Ann, """{"items":[{"text":"after all"}]}""");
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string[] Storage(PostgresServer postgres) =>
        ["--AgentGrains:Storage:Kind=PostgreSql", $"--AgentGrains:Storage:ConnectionString={postgres.ConnectionString}", "--AgentGrains:Cluster:ClusterId=shared"];

    private static async Task<PostgresServer> PostgresAsync()
    {
        Assert.SkipUnless(PostgresServer.Missing is null, PostgresServer.Missing ?? "");
        return await PostgresServer.StartNewAsync();
    }

    // What others are told is not where it listens, as behind a network that lets nobody through.
    private static IServiceCollection Advertise(IServiceCollection services, int port) => services.PostConfigure<EndpointOptions>(options =>
    {
        options.SiloListeningEndpoint = new IPEndPoint(IPAddress.Loopback, options.SiloPort);
        options.SiloPort = port;
    });

    /// <summary>Writes one turn after the other until it is stopped, and keeps what was acknowledged. A few are, when this returns.</summary>
    private static async Task<(ConcurrentQueue<string> Written, Task Writing)> WriteAsync(HttpClient http, CancellationToken stop)
    {
        var written = new ConcurrentQueue<string>();
        var writing = WriteOnAsync();
        while (written.Count < 10)
        {
            await Task.WhenAny(writing, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Stop));
            Assert.False(writing.IsCompleted, "Nothing can be written.");
        }

        return (written, writing);

        async Task WriteOnAsync()
        {
            for (var n = 0; !stop.IsCancellationRequested; n++)
            {
                try
                {
                    using var body = new StringContent($$"""{"items":[{"text":"text {{n}}","key":"k{{n}}"}]}""", Encoding.UTF8, "application/json");
                    using var answer = await http.PostAsync(new Uri(Ann, UriKind.Relative), body, Stop);
                    if (answer.IsSuccessStatusCode)
                        written.Enqueue($"text {n}");
                }
                catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException)
                {
                    // Whether that one was written is not known, nor asked.
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Stop);
            }
        }
    }

    private static async Task RequireAsync(IEnumerable<string> written, SiloServer server)
    {
        var texts = (await server.ListAsync(Ann)).Where(static record => record.GetProperty("kind").GetString() == "turn").Select(static record => record.GetProperty("text").GetString()!).ToList();
        Assert.Superset(written.ToHashSet(), texts.ToHashSet());
        Assert.Equal(texts.Count, texts.Distinct().Count());
    }
}
