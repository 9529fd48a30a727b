using AgentGrains.Cluster.Tests.Procedural;
using Xunit;

namespace AgentGrains.Cluster.Tests.Client;

/// <summary>The code of docs/recipes.md, line by line; a test of the pages compares them.</summary>
public sealed class RecipeTests
{
    [Fact]
    public async Task The_recipes_do_what_they_say()
    {
        await using var cluster = await MemoryCluster.StartAsync(derives: true, learns: true, configure: grains => grains.ConfigureVault(vault => vault.Key = VaultTests.Key));
        var memory = cluster.Memory;
        var ann = Scope.User("acme", "ann");
        await memory.Scope(ann).RememberAsync(new MemoryDraft { Text = "I moved to Lisbon.", Actor = "Ann", Key = "chat-17" });
        await memory.Scope(ann).RememberAsync(new MemoryDraft { Text = "I moved to Lisbon.", Actor = "Ann", Key = "chat-17" });
        Assert.Single(await memory.Scope(ann).ListAsync().Where(record => record.Kind == MemoryKind.Turn).ToListAsync());

        var receipt = await memory.Scope(ann).RememberAsync("I moved to Lisbon.", actor: "Ann");
        var result = await memory.RecallAsync("acme", new RecallRequest { Query = "Where does Ann live?", Scopes = [ann], Watermark = receipt.Watermark });
        Assert.Contains("Lisbon", result.Evidence[0].Record.Text, StringComparison.Ordinal);
        Assert.Contains(await memory.Scope(ann).ListAsync().ToListAsync(), record => record is { Kind: MemoryKind.Belief, Slot.Value: "Lisbon" });
        var before =
            await memory.RecallAsync("acme", new RecallRequest { Query = "Where does Ann live?", Scopes = [ann], AsOf = new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero) });
        Assert.Empty(before.Evidence);

        var form = await memory.Scope(ann).ResolveAsync([new FormField { Name = "home city" }, new FormField { Name = "allergies", Many = true }], subject: "Ann");
        Assert.Equal("Lisbon", form.Fields.Single(field => field.Name == "home city").Values.Single().Value);
        await memory.Scope(ann).ReportOutcomeAsync(result.RecallId, used: [result.Evidence[0].Record.Id], success: true);

        var (text, token) = ("# Radiators", "t-1");
        await memory.Scope(ann).Resources.PutAsync("boiler-manual", new ResourceDraft { Title = "Boiler manual", Summary = "Bleeding the radiators.", Content = text });
        await memory.Scope(ann).Vault.SetAsync("shop-token", token, "for the shop");
        await memory.Scope(ann).KnowHow.ReviseLessonsAsync("billing", [LessonEdit.Add("Check the order date before a refund.")]);
        Assert.Equal(text, (await memory.Scope(ann).Resources.ReadAsync("boiler-manual"))!.Text);
    }
}
