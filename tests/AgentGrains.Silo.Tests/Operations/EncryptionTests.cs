using System.Net;
using System.Text;
using Microsoft.Extensions.Options;

namespace AgentGrains.Silo.Tests;

/// <summary>Encryption by configuration, on the real store.</summary>
public sealed class EncryptionTests
{
    private const string Memories = "/v1/tenants/acme/scopes/user:ann/memories";

    [Fact]
    public async Task The_file_on_disk_has_no_word_of_a_memory_and_a_destroyed_key_is_told()
    {
        using var data = new TemporaryDirectory();
        using var keys = new TemporaryDirectory();
        using var line = new StringWriter();
        Assert.Equal(0, NewMasterKeyCommand.Run(["--new-master-key", "k1"], line, TextWriter.Null));
        await File.WriteAllTextAsync(Path.Combine(keys.Path, "master"), line.ToString(), TestContext.Current.CancellationToken);
        string[] settings =
        [
            "--AgentGrains:Encryption:Enabled=true", $"--AgentGrains:Encryption:KeyFile={Path.Combine(keys.Path, "master")}",
            $"--AgentGrains:Encryption:TenantKeyDirectory={Path.Combine(keys.Path, "tenants")}",
        ];
        await using (var server = await SiloServer.StartDurableAsync(data.Path, settings))
        {
            for (var i = 0; i < 60; i++)
                await server.SendOkAsync(HttpMethod.Post, Memories, $$"""{"items":[{"text":"the canary number {{i}} sings a long song by the river","actor":"Annabel"}]}""");
            var rewrapped = await server.SendOkAsync(HttpMethod.Post, "/v1/tenants/acme/key/rewrap");
            Assert.Equal("k1", rewrapped.GetProperty("masterKey").GetString());
        }

        foreach (var file in Directory.EnumerateFiles(data.Path, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            Assert.True(bytes.AsSpan().IndexOf("canary"u8) < 0 && bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("Annabel")) < 0, file);
        }

        await using (var server = await SiloServer.StartDurableAsync(data.Path, settings))
        {
            Assert.Equal(60, (await server.ListAsync(Memories)).Count);
            using var destroyed = await server.SendAsync(HttpMethod.Delete, "/v1/tenants/acme/key");
            Assert.Equal(HttpStatusCode.NoContent, destroyed.StatusCode);
            using var gone = await server.SendAsync(HttpMethod.Get, Memories);
            await ProblemAssert.IsAsync(gone, HttpStatusCode.Gone, "key-destroyed");
            using var recalled = await server.SendAsync(HttpMethod.Post, "/v1/tenants/acme/recall", """{"query":"canary","scopes":["user:ann"]}""");
            await ProblemAssert.IsAsync(recalled, HttpStatusCode.Gone, "key-destroyed");
        }
    }

    [Theory]
    [InlineData("TenantKeyDirectory", "--AgentGrains:Encryption:Enabled=true")]
    [InlineData("KeyFile", "--AgentGrains:Encryption:Enabled=true", "--AgentGrains:Encryption:KeyFile=/does/not/exist", "--AgentGrains:Encryption:TenantKeyDirectory=/tmp")]
    public async Task Keys_that_are_not_there_stop_the_start(string setting, params string[] args)
    {
        using var data = new TemporaryDirectory();
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => SiloServer.StartDurableAsync(data.Path, args));
        Assert.Contains(setting, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--new-master-key")]
    [InlineData("--new-master-key", "a:b")]
    public void A_master_key_wants_an_id(params string[] args)
    {
        Assert.Equal(2, NewMasterKeyCommand.Run(args, TextWriter.Null, TextWriter.Null));
        Assert.Null(NewMasterKeyCommand.Run(["--urls", "x"], TextWriter.Null, TextWriter.Null));
    }
}
