using System.Collections.Concurrent;
using System.ComponentModel;
using System.Text;
using System.Text.Json;
using AgentGrains.Cluster.Tests.Agents;
using AgentGrains.Cluster.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using Xunit;

namespace AgentGrains.Cluster.Tests.Procedural;

/// <summary>A secret's value is where it was put and nowhere else.</summary>
public sealed class VaultTests
{
    /// <summary>A key for tests.</summary>
    internal const string Key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private const string Canary = "canary-7f3a91-sings";
    private static readonly Scope Ann = Scope.User("acme", "ann");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_is_found_in_no_byte_log_recall_list_export_context_or_reply_though_a_tool_is_given_it()
    {
        var (logs, model, shop) = (new Logs(), new ToolModel(
            _ => ToolModel.Call("shop_pay", ("token", "secret://shop-token"), ("other", "secret://unknown")),
            _ => ToolModel.Call("shop_fail", ("token", "Bearer secret://shop-token")),
            seen => ToolModel.Say($"Paid: {ToolModel.Last(seen)}")), new Shop());
        await using var cluster = await MemoryCluster.StartAsync(
            configure: grains => grains.ConfigureVault(vault => vault.Key = Key).UseHashingEmbedder().UseChatClient(_ => model).AddPlugin("shop", _ => shop),
            silo: host => host.Services.AddLogging(logging => logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace)), derives: true);
        var memory = cluster.Memory.Scope(Ann);
        await memory.Vault.SetAsync("shop-token", Canary, "for the shop", Token);
        var grant = await memory.Vault.GrantAsync("shop-token", "buyer", Token);
        await memory.RememberAsync("I pay in the shop with my shop-token.", "Ann", cancellationToken: Token);
        await cluster.Memory.Agent("acme", "buyer").ConfigureAsync(new AgentProfile { Reads = [Ann], Writes = Ann, Plugins = ["shop"], Secrets = [grant] }, Token);
        var updates = await cluster.Memory.Agent("acme", "buyer").RunStreamingAsync("monday", "Please pay with the shop token.", Token).ToListAsync(Token);

        Assert.Equal([$"{Canary}/secret://unknown", $"Bearer {Canary}"], shop.Given);   // the tool had it
        var places = new Dictionary<string, string>
        {
            ["prompts"] = string.Join('\n', model.Prompts.SelectMany(prompt => prompt).SelectMany(message => message.Contents).Select(content => JsonSerializer.Serialize<object>(content))),
            ["updates and reply"] = JsonSerializer.Serialize(updates),
            ["logs"] = string.Join('\n', logs.Lines),
            ["list"] = JsonSerializer.Serialize(await memory.ListAsync(Token).ToListAsync(Token)),
            ["export"] = JsonSerializer.Serialize(await memory.ExportAsync(Token).ToListAsync(Token)),
            ["vault list"] = JsonSerializer.Serialize(await memory.Vault.ListAsync(Token)),
            ["recall by its value"] = JsonSerializer.Serialize((await memory.RecallAsync($"shop-token {Canary}", 100, 100_000, Token)).Evidence),
            ["working memory"] = JsonSerializer.Serialize(await memory.Working("monday").GetAsync(Token)),
            ["what it says of itself"] = $"{await memory.Vault.ReadAsync(grant, Token)} {grant}",
        };
        Assert.All(places, place => Assert.False(place.Value.Contains(Canary, StringComparison.Ordinal), $"The secret is in {place.Key}."));
        Assert.DoesNotContain(cluster.Storage.Records, record => Holds(record.Value.Payload));
        Assert.True(logs.Lines.Count > 10, "Nothing was logged, so nothing was looked at.");
        Assert.Contains(cluster.Storage.Records, record => record.Key.Grain.Type.ToString() == "vault");
        Assert.Equal(Canary, (await memory.Vault.ReadAsync(grant, Token))!.Reveal());
    }

    [Fact]
    public async Task Only_a_grant_that_holds_reads_a_secret()
    {
        var storage = new SharedStorage();
        SecretGrant grant;
        await using (var cluster = await MemoryCluster.StartAsync(storage: storage, configure: grains => grains.ConfigureVault(vault => vault.Key = Key)))
        {
            var vault = cluster.Memory.Scope(Ann).Vault;
            await vault.SetAsync("a", "first", cancellationToken: Token);
            await vault.SetAsync("b", "other", cancellationToken: Token);
            grant = await vault.GrantAsync("a", "bot", Token);
            Assert.Equal(grant, await vault.GrantAsync("a", "bot", Token));
            await vault.SetAsync("a", "second", cancellationToken: Token);
            Assert.Equal("second", (await vault.ReadAsync(grant, Token))!.Reveal());
            foreach (var forged in new[]
            {
                grant with { Name = "b" }, grant with { Holder = "spy" }, grant with { Token = grant.Token[..^1] + (grant.Token[^1] == '0' ? '1' : '0') }, grant with { Token = "" },
                grant with { Scope = Scope.User("acme", "bob") },
            })
                Assert.Null(await vault.ReadAsync(forged, Token));
            Assert.Null(await cluster.Memory.Scope("acme", "user:bob").Vault.ReadAsync(grant, Token));
        }

        await using (var later = await MemoryCluster.StartAsync(storage: storage, configure: grains => grains.ConfigureVault(vault => vault.Key = Key)))
        {
            var vault = later.Memory.Scope(Ann).Vault;
            Assert.Equal("second", (await vault.ReadAsync(grant, Token))!.Reveal());
            await vault.RevokeAsync("a", "bot", Token);
            Assert.Null(await vault.ReadAsync(grant, Token));
            Assert.NotEqual(grant, await vault.GrantAsync("a", "bot", Token));   // an old grant does not come back to life
            Assert.Null(await vault.ReadAsync(grant, Token));
            Assert.True(await vault.RemoveAsync("b", Token));
            Assert.False(await vault.RemoveAsync("b", Token));
        }

        await using var other = await MemoryCluster.StartAsync(storage: storage, configure: grains => grains.ConfigureVault(vault => vault.Key = Convert.ToBase64String(new byte[32])));
        var wrong = other.Memory.Scope(Ann).Vault;
        Assert.Null(await wrong.ReadAsync(grant, Token));
        var own = await wrong.GrantAsync("a", "thief", Token);
        Assert.Equal("key", (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await wrong.ReadAsync(own, Token))).Field);
    }

    [Fact]
    public async Task Without_a_key_no_secret_is_taken()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var vault = cluster.Memory.Scope(Ann).Vault;
        Assert.Equal("key", (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await vault.SetAsync("a", Canary, cancellationToken: Token))).Field);
        Assert.DoesNotContain(cluster.Storage.Records, record => Holds(record.Value.Payload) || record.Key.Grain.Type.ToString() == "vault");
    }

    // As UTF-8, UTF-16 and base64.
    private static bool Holds(byte[] payload) =>
        new[] { Encoding.UTF8.GetBytes(Canary), Encoding.Unicode.GetBytes(Canary), Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(Canary))[..20]) }
            .Any(form => payload.AsSpan().IndexOf(form) >= 0);

    private sealed class Shop
    {
        public List<string> Given { get; } = [];

        [KernelFunction("pay"), Description("Pays.")]
        public string Pay(string token, string other)
        {
            Given.Add($"{token}/{other}");
            return $"accepted {token}";
        }

        [KernelFunction("fail"), Description("Fails.")]
        public string Fail(string token)
        {
            Given.Add(token);
            throw new InvalidOperationException($"401 for {token}");
        }
    }

    private sealed class Logs : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
