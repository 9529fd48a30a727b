using Xunit;

namespace AgentGrains.Cluster.Tests.Memory;

/// <summary>Bad input is refused by the field's name, and nothing is written.</summary>
public sealed class BadInputTests
{
    private const string Lone = "a\ud800b";
    private static readonly Scope Ann = Scope.User("acme", "ann");
    private static readonly string Long = new('x', 1025);
    private static readonly MemoryDraft Good = new() { Text = "good" };

    private static readonly (string Field, MemoryDraft Draft)[] Bad =
    [
        ("text", Good with { Text = "" }),
        ("text", Good with { Text = " \n\t" }),
        ("text", Good with { Text = null! }),
        ("text", Good with { Text = new string('x', 32 * 1024 + 1) }),
        ("text", Good with { Text = Lone }),
        ("text", Good with { Text = "ends in \ud83d" }),
        ("text", Good with { Text = "\ude00 begins" }),
        ("kind", Good with { Kind = (MemoryKind)99 }),
        ("key", Good with { Key = "" }),
        ("key", Good with { Key = "#1" }),
        ("key", Good with { Key = Long }),
        ("key", Good with { Key = Lone }),
        ("actor", Good with { Actor = " " }),
        ("session", Good with { Session = Lone }),
        ("source", Good with { Source = Long }),
        ("why", Good with { Why = Lone }),
        ("canonicalName", Good with { CanonicalName = "" }),
        ("aliases", Good with { Aliases = ["fine", ""] }),
        ("aliases", Good with { Aliases = [null!] }),
        ("aliases", Good with { Aliases = [.. Enumerable.Range(0, 65).Select(i => $"alias {i}")] }),
        ("arguments", Good with { Arguments = [new("giver", "")] }),
        ("arguments", Good with { Arguments = [null!] }),
        ("metadata", Good with { Metadata = [new("", "x")] }),
        ("metadata", Good with { Metadata = [new("a", null!)] }),
        ("metadata", Good with { Metadata = [new("a", Lone)] }),
        ("metadata", Good with { Metadata = [new("a", "1"), new("a", "2")] }),
        ("metadata", Good with { Metadata = [null!] }),
        ("slot.subject", Good with { Slot = new("", "lives in", "Oslo") }),
        ("slot.predicate", Good with { Slot = new("Ann", Lone, "Oslo") }),
        ("slot.value", Good with { Slot = new("Ann", "lives in", null!) }),
        ("validTo", Good with { ValidFrom = DateTimeOffset.UnixEpoch, ValidTo = DateTimeOffset.UnixEpoch }),
        ("validTo", Good with { ValidFrom = DateTimeOffset.UnixEpoch, ValidTo = DateTimeOffset.MinValue }),
        ("confidence", Good with { Confidence = float.NaN }),
        ("confidence", Good with { Confidence = -0.1f }),
        ("confidence", Good with { Confidence = float.PositiveInfinity }),
        ("supersedes", Good with { Supersedes = new MemoryId(MemoryType.Episodic, 1) }),
        ("items", null!),
    ];

    [Fact]
    public async Task Every_bad_field_is_refused_by_name_and_nothing_is_written()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        TenantContext.Set("acme");
        var grain = cluster.Grains.GetGrain<IEpisodicMemoryGrain>(Ann.Key);
        await grain.RememberAsync([Good], CancellationToken.None);
        var before = cluster.Storage.Records.ToDictionary();
        foreach (var (field, draft) in Bad)
        {
            // Through the client, which must see what the wire would repair; and by the grain, which trusts no client.
            MemoryDraft[] batch = [Good, draft];
            AssertRefused(field, await Record.ExceptionAsync(async () => await cluster.Memory.Scope(Ann).RememberAsync(batch)));
            if (HoldsLoneSurrogate(draft))
                continue;
            AssertRefused(field, await Record.ExceptionAsync(async () => await grain.RememberAsync([Good, draft, Good], CancellationToken.None)));
        }

        Assert.Equal("items", (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await cluster.Memory.Scope(Ann).RememberAsync([]))).Field);
        Assert.Equal("kind", (await Assert.ThrowsAsync<InvalidMemoryException>(
            async () => await grain.RememberAsync([Good with { Kind = MemoryKind.Belief }], CancellationToken.None))).Field);
        Assert.Equal(before, cluster.Storage.Records.ToDictionary());
    }

    [Fact]
    public async Task A_malformed_item_keeps_a_batch_for_several_memories_out_of_all_of_them()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var batch = new[] { Good, Good with { Kind = MemoryKind.Lesson }, Good with { Text = Lone, Kind = MemoryKind.Belief } };
        AssertRefused("text", await Record.ExceptionAsync(async () => await cluster.Memory.Scope(Ann).RememberAsync(batch)));
        Assert.Empty(cluster.Storage.Records);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bad_reason_to_forget_is_refused_and_nothing_is_forgotten(bool oversized)
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var receipt = await memory.RememberAsync("good");
        var failure = await Assert.ThrowsAsync<InvalidMemoryException>(
            async () => await memory.ForgetAsync(receipt.Id, oversized ? new string('x', 32 * 1024 + 1) : Lone));
        Assert.Equal("reason", failure.Field);
        Assert.NotNull(await memory.GetAsync(receipt.Id));
    }

    private static bool HoldsLoneSurrogate(MemoryDraft? draft) =>
        draft is not null && $"{draft}{draft.Slot}{draft.Metadata.FirstOrDefault()}".Any(char.IsSurrogate);

    private static void AssertRefused(string field, Exception? failure) =>
        Assert.True(failure is InvalidMemoryException invalid && invalid.Field == field, $"{field}: {failure}");
}
