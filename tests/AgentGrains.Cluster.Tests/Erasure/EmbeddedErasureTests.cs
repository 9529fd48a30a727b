using System.Text;
using AgentGrains.Hosting;
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
