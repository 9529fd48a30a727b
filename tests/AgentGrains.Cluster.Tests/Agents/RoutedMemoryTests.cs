using System.Text;
using AgentGrains.Cluster.Tests.Procedural;
using AgentGrains.Engine.Routing;
using AgentGrains.SemanticKernel;
using Xunit;

namespace AgentGrains.Cluster.Tests.Agents;

/// <summary>What a model remembers without saying what it is goes where the router says; a secret goes nowhere but to the vault.</summary>
public sealed class RoutedMemoryTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Ann met Bob at the station yesterday.", MemoryKind.Event)]
    [InlineData("Lisbon is the capital of Portugal.", MemoryKind.Belief)]
    [InlineData("To reset the router, hold the button for ten seconds, then wait until it blinks.", MemoryKind.Procedure)]
    [InlineData("The floor plan is in the shared folder as plan.pdf.", MemoryKind.Resource)]
    [InlineData("From now on always answer in short sentences.", MemoryKind.Belief)]
    public async Task A_statement_becomes_what_it_is(string text, MemoryKind kind)
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        Assert.StartsWith("Remembered. id: ", await Plugin(memory).RememberAsync(text, cancellationToken: Token), StringComparison.Ordinal);
        var record = Assert.Single(await memory.ListAsync(Token).ToListAsync(Token));
        Assert.Equal((kind, text, false), (record.Kind, record.Text, record.Pinned));
        await memory.ForgetAsync(record.Id, cancellationToken: Token);

        // The model's own word counts more, and only an option lets a model's words stand in every context.
        await Plugin(memory).RememberAsync(text, "note", cancellationToken: Token);
        await Plugin(memory, pins: true).RememberAsync(text + " Really.", cancellationToken: Token);
        var records = await memory.ListAsync(Token).ToListAsync(Token);
        Assert.Equal(MemoryKind.Note, records.Single(one => one.Text == text).Kind);
        Assert.Equal(text.Contains("always", StringComparison.Ordinal), records.Single(one => one.Text != text).Pinned);
    }

    [Theory]
    [InlineData("The Wi-Fi password is canary-7f3a.", "The Wi-Fi password is secret://wi-fi-password.", "canary-7f3a")]
    [InlineData("My API key: \"canary-7f3a\"", "My API key: \"secret://api-key\"", "canary-7f3a")]
    [InlineData("Ann told me the alarm code canary-7f3a while we walked home", null, "Ann told me the alarm code canary-7f3a while we walked home")]
    [InlineData("canary-7f3a: the password is canary-7f3a", null, "canary-7f3a: the password is canary-7f3a")]
    public async Task A_secret_is_in_the_vault_and_in_no_byte_of_memory(string text, string? remembered, string value)
    {
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => grains.ConfigureVault(vault => vault.Key = VaultTests.Key).UseHashingEmbedder());
        var memory = cluster.Memory.Scope(Ann);
        var answer = await Plugin(memory).RememberAsync(text, cancellationToken: Token);
        Assert.StartsWith("Kept in the vault as '", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", answer, StringComparison.Ordinal);
        Assert.Equal(remembered is null ? [] : [remembered], await memory.ListAsync(Token).Select(record => record.Text).ToListAsync(Token));
        Assert.DoesNotContain(cluster.Storage.Records, record => Encoding.UTF8.GetString(record.Value.Payload).Contains("canary", StringComparison.OrdinalIgnoreCase));
        var secret = Assert.Single(await memory.Vault.ListAsync(Token));
        Assert.DoesNotContain("canary", secret.Caption ?? "", StringComparison.Ordinal);
        Assert.Equal(value, (await memory.Vault.ReadAsync(await memory.Vault.GrantAsync(secret.Name, "bot", Token), Token))!.Reveal());
        Assert.Contains($"'{secret.Name}-2'", await Plugin(memory).RememberAsync(text, "secret", cancellationToken: Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_for_the_vault_a_secret_is_not_remembered_at_all()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        Assert.Contains("VaultOptions.Key", await Plugin(memory).RememberAsync("The password is canary-7f3a.", cancellationToken: Token), StringComparison.Ordinal);
        Assert.Empty(await memory.ListAsync(Token).ToListAsync(Token));
    }

    [Fact]
    public async Task A_model_stores_finds_and_reads_a_document()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var documents = new DocumentPlugin(cluster.Memory, [Scope.Team("acme", "desk"), Ann], Ann);
        Assert.Equal("There are no documents.", await documents.ListAsync(Token));
        var text = string.Concat(Enumerable.Range(0, 3_000).Select(n => $"{n} "));
        Assert.Equal(
            "Stored: boiler-manual, version 1, 13,890 characters.", await documents.StoreAsync("boiler-manual", "Boiler manual", "How to bleed the radiators.", text, Token));
        Assert.Contains("document boiler-manual", await Plugin(memory).RecallAsync("How do I bleed the radiators?", cancellationToken: Token), StringComparison.Ordinal);
        var (read, offset) = ("", 0);
        for (var calls = 0; calls < 3 && offset >= 0; calls++)
        {
            var answer = await documents.ReadAsync("boiler-manual", offset, Token);
            read += answer[(answer.IndexOf('\n', StringComparison.Ordinal) + 1)..answer.LastIndexOf('\n')];
            offset = answer.Contains("Go on with offset", StringComparison.Ordinal) ? int.Parse(answer.Split("offset ")[1].Split(' ')[0], null) : -1;
        }

        Assert.Equal(text, read);
        Assert.Equal("boiler-manual: Boiler manual (13,890 characters, user:ann)", await documents.ListAsync(Token));
        Assert.StartsWith("There is no document 'radio'", await documents.ReadAsync("radio", cancellationToken: Token), StringComparison.Ordinal);
        Assert.StartsWith("Not stored: ", await documents.StoreAsync("a/b", "x", "x", "x", Token), StringComparison.Ordinal);
        Assert.Contains("read-only", await new DocumentPlugin(cluster.Memory, [Ann], null).StoreAsync("a", "x", "x", "x", Token), StringComparison.Ordinal);
    }

    private static MemoryPlugin Plugin(IScopedMemory memory, bool pins = false) => new(memory, new MemoryPluginOptions { Router = new RuleMemoryRouter(), PinCore = pins });
}
