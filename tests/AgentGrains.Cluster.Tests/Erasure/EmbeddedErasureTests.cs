using System.Text;
using AgentGrains.Cluster.Tests.Debate;
using AgentGrains.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AgentGrains.Cluster.Tests.Erasure;

/// <summary>What was erased stands in no byte of the files of an embedded silo, while that goes on.</summary>
public sealed class EmbeddedErasureTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("agentgrains-erasure-");

    [Fact]
    public async Task A_canary_is_found_in_no_file_once_its_record_or_its_scope_is_erased()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.AddEmbeddedAgentGrains(_data.FullName);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var client = host.Services.GetRequiredService<IMemoryClient>();
        var (ann, bob) = (client.Scope("acme", "user:ann"), client.Scope("acme", "user:bob"));
        for (var number = 0; number < 60; number++)
            await ann.RememberAsync($"Turn {number} tells of the weather in Oslo.", actor: "Ann", session: "s");
        var said = await ann.RememberAsync("I live in Quixotopia.", actor: "Ann", session: "s");
        await bob.RememberAsync("Bob knows of Zanzibaria.", actor: "Bob", session: "s");
        for (var tries = 0; !await ann.ListAsync().AnyAsync(record => record.Kind == MemoryKind.Belief && record.Text.Contains("Quixotopia", StringComparison.Ordinal)); tries++)
        {
            Assert.True(tries < 400, "Nothing was derived.");
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.True(Holds("Quixotopia") && Holds("Zanzibaria"));
        await ann.EraseRecordsAsync([said.Id]);
        Assert.False(Holds("Quixotopia"));
        Assert.True(Holds("Zanzibaria"));
        await bob.EraseAsync();
        Assert.False(Holds("Zanzibaria"));
        Assert.Equal(60, await ann.ListAsync().CountAsync(record => record.Kind == MemoryKind.Turn));
        await ann.RememberAsync("Life goes on.");
        await host.StopAsync(TestContext.Current.CancellationToken);
        Assert.False(Holds("Quixotopia") || Holds("Zanzibaria"));
    }

    [Fact]
    public async Task Of_an_erased_tenant_no_byte_is_left_in_files_log_or_free_pages()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.AddEmbeddedAgentGrains(_data.FullName);
        using (var host = builder.Build())
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            var client = host.Services.GetRequiredService<IMemoryClient>();
            for (var number = 0; number < 80; number++)
            {
                await client.Scope("acme", number % 2 == 0 ? "user:ann" : "team:quixotopia").RememberAsync($"Turn {number} tells of the weather in Quixotopia.", actor: "Ann", session: "s");
                await client.Scope("globex", "user:bob").RememberAsync($"Turn {number} tells of the weather in Zanzibaria.", actor: "Bob", session: "s");
            }

            await client.Scope("acme", "user:ann").Working("s").ApplyAsync([WorkingEdit.Open("Travel to Quixotopia.")], TestContext.Current.CancellationToken);
            await client.Agent("acme", "helper").ConfigureAsync(new AgentProfile { Persona = "You are from Quixotopia.", Reads = [Scope.User("acme", "ann")], Writes = Scope.User("acme", "ann") }, TestContext.Current.CancellationToken);
            Assert.True(Holds("Quixotopia") && Holds("Zanzibaria"));
            Assert.Equal(2, (await client.Tenant("acme").EraseAsync(cancellationToken: TestContext.Current.CancellationToken)).Scopes);
            Assert.False(Holds("Quixotopia"));
            Assert.Equal(80, await client.Scope("globex", "user:bob").ListAsync().CountAsync(record => record.Kind == MemoryKind.Turn));
            await host.StopAsync(TestContext.Current.CancellationToken);
        }

        // Files as they are at rest, and again when every page was written anew from what it holds.
        Assert.False(Holds("Quixotopia"));
        foreach (var file in _data.EnumerateFiles("*.db", SearchOption.AllDirectories))
        {
            await using var database = new SqliteConnection($"Data Source={file.FullName};Pooling=False");
            await database.OpenAsync(TestContext.Current.CancellationToken);
            await using var vacuum = database.CreateCommand();
            vacuum.CommandText = "VACUUM";
            await vacuum.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        Assert.False(Holds("Quixotopia"));
        Assert.True(Holds("Zanzibaria"));
    }

    [Fact]
    public async Task An_erased_debate_and_what_it_taught_are_in_no_file()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.AddEmbeddedAgentGrains(_data.FullName, new NumberDebates().Configure());
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var client = host.Services.GetRequiredService<IDebateClient>();
        foreach (var (id, place) in new[] { ("gone", "Quixotopia"), ("kept", "Zanzibaria") })
        {
            var request = NumberDebates.Request(id) with { Bank = "team:bank" };
            await (await client.StartAsync("acme", id, request with { Task = request.Task with { Problem = $"Which number has the door in {place}?" } })).WaitAsync(TestContext.Current.CancellationToken);
        }

        Assert.True(Holds("Quixotopia") && Holds("Zanzibaria"));
        await client.Debate("acme", "gone").EraseAsync(TestContext.Current.CancellationToken);
        Assert.False(Holds("Quixotopia"));
        Assert.True(Holds("Zanzibaria"));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => _data.Delete(recursive: true);

    private bool Holds(string text)
    {
        foreach (var file in _data.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Extension != ".lock"))   // which is empty, and held
        {
            using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            if (Encoding.UTF8.GetString(bytes.ToArray()).Contains(text, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
