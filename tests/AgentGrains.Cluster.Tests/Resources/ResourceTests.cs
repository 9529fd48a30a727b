using AgentGrains.Cluster.Tests.Storage;
using Xunit;

namespace AgentGrains.Cluster.Tests.Resources;

/// <summary>Documents are found by what is said of them, read whole in pieces, replaced and removed without a rest.</summary>
public sealed class ResourceTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Too random to be compressed into one piece of the journal, with characters of one to four bytes.
    private static string Long { get; } = MakeLong(new Random(5));

    [Fact]
    public async Task A_document_is_found_by_its_summary_and_read_whole_in_pieces_after_a_restart()
    {
        var storage = new SharedStorage();
        ResourceInfo put;
        await using (var cluster = await MemoryCluster.StartAsync(storage: storage))
        {
            var memory = cluster.Memory.Scope(Ann);
            put = await memory.Resources.PutAsync("boiler-manual", Manual(Long), Token);
            Assert.Equal(put, await memory.Resources.PutAsync("boiler-manual", Manual(Long), Token));   // again changes nothing
            Assert.Equal((Long.Length, 1), (put.Length, put.Version));
            await memory.Resources.PutAsync("empty", new ResourceDraft { Title = "An empty page", Content = "" }, Token);
        }

        await using var later = await MemoryCluster.StartAsync(storage: storage);
        var resources = later.Memory.Scope(Ann).Resources;
        var found = Assert.Single((await later.Memory.Scope(Ann).RecallAsync("How do I bleed the radiators?", cancellationToken: Token)).Evidence).Record;
        Assert.Equal((MemoryKind.Resource, "boiler-manual", put.Record), (found.Kind, found.Metadata.Single(entry => entry.Name == ResourceOptions.MetadataName).Value, found.Id));
        var read = "";
        for (int? offset = 0; offset is { } from;)
        {
            var piece = (await resources.ReadAsync("boiler-manual", from, 9_999, Token))!;
            Assert.Equal(from, piece.Offset);
            Assert.False(char.IsLowSurrogate(piece.Text[0]) || char.IsHighSurrogate(piece.Text[^1]));
            (read, offset) = (read + piece.Text, piece.Next);
        }

        Assert.Equal(Long, read);
        Assert.Equal(("", null), (await resources.ReadAsync("empty", cancellationToken: Token)) is { } page ? (page.Text, page.Next) : ("none", 0));
        Assert.Equal(["boiler-manual", "empty"], await resources.ListAsync(Token).Select(info => info.Name).ToListAsync(Token));
        Assert.Null(await resources.ReadAsync("unknown", cancellationToken: Token));
        Assert.Null(await later.Memory.Scope("acme", "user:bob").Resources.ReadAsync("boiler-manual", cancellationToken: Token));
        Assert.Empty((await later.Memory.Scope(Ann).RecallAsync("7919", cancellationToken: Token)).Evidence);   // the content is not indexed
    }

    [Fact]
    public async Task A_new_version_replaces_record_and_content_and_removal_leaves_neither()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var first = await memory.Resources.PutAsync("boiler-manual", Manual("old"), Token);
        var second = await memory.Resources.PutAsync("boiler-manual", Manual("new") with { Summary = "Descaling the kettle." }, Token);
        Assert.Equal((2, "new"), (second.Version, (await memory.Resources.ReadAsync("boiler-manual", cancellationToken: Token))!.Text));
        Assert.Equal([second.Record!.Value], await memory.ListAsync(Token).Select(record => record.Id).ToListAsync(Token));
        Assert.NotEqual(first.Record, second.Record);
        var third = await memory.Resources.PutAsync("boiler-manual", Manual("new"), Token);   // only what is said of it
        Assert.Equal((3, second.ContentId), (third.Version, third.ContentId));
        Assert.Equal(1, Contents(cluster.Storage));

        Assert.True(await memory.Resources.RemoveAsync("boiler-manual", Token));
        Assert.False(await memory.Resources.RemoveAsync("boiler-manual", Token));
        Assert.Equal(0, Contents(cluster.Storage));
        Assert.Empty(await memory.ListAsync(Token).ToListAsync(Token));
        var again = await memory.Resources.PutAsync("boiler-manual", Manual("new"), Token);
        Assert.Equal([again.Record!.Value], await memory.ListAsync(Token).Select(record => record.Id).ToListAsync(Token));
    }

    [Fact]
    public async Task Erasing_the_record_or_the_scope_erases_the_content()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var one = await memory.Resources.PutAsync("one", Manual("first"), Token);
        await memory.Resources.PutAsync("two", Manual("second"), Token);
        await memory.EraseRecordsAsync([one.Record!.Value], Token);
        Assert.Equal(["two"], await memory.Resources.ListAsync(Token).Select(info => info.Name).ToListAsync(Token));
        Assert.Equal(1, Contents(cluster.Storage));
        await memory.EraseAsync(Token);
        Assert.Equal(0, Contents(cluster.Storage));
        Assert.Null(await memory.Resources.ReadAsync("two", cancellationToken: Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Storage_that_fails_at_any_step_leaves_the_last_version_once_and_no_content_that_nobody_has(int seed)
    {
        var storage = new SharedStorage(new StorageFaults(seed, rate: 0.15));
        await using (var cluster = await MemoryCluster.StartAsync(storage: storage))
        {
            var resources = cluster.Memory.Scope(Ann).Resources;
            for (var version = 0; version < 5; version++)
                await UntilDoneAsync(async () => await resources.PutAsync("page", Manual($"version {version}") with { Summary = $"Version {version}." }, Token));
            await UntilDoneAsync(async () => await resources.RemoveAsync("unknown", Token));   // a sweep after a lost acknowledgement
        }

        Assert.True(storage.Faults.Failures > 5, "The storage hardly failed.");
        var kept = new SharedStorage();
        foreach (var (key, value) in storage.Records)
            kept.Records[key] = value;
        await using var reader = await MemoryCluster.StartAsync(storage: kept);
        var memory = reader.Memory.Scope(Ann);
        Assert.Equal("version 4", (await memory.Resources.ReadAsync("page", cancellationToken: Token))!.Text);
        var record = Assert.Single(await memory.ListAsync(Token).ToListAsync(Token));
        Assert.Equal("Boiler manual: Version 4.", record.Text);
        Assert.Equal(record.Id, Assert.Single(await memory.Resources.ListAsync(Token).ToListAsync(Token)).Record);
        Assert.Equal(1, Contents(kept));
    }

    [Fact]
    public async Task What_is_not_valid_or_too_much_is_refused_with_words()
    {
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => grains.ConfigureResources(options => (options.MaxContentBytes, options.MaxResources) = (100, 1)));
        var resources = cluster.Memory.Scope(Ann).Resources;
        Assert.Equal("content", (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await resources.PutAsync("a", Manual(new string('x', 101)), Token))).Field);
        Assert.Equal("title", (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await resources.PutAsync("a", Manual("x") with { Title = " " }, Token))).Field);
        await Assert.ThrowsAsync<InvalidScopeException>(async () => await resources.PutAsync("a/b", Manual("x"), Token));
        await resources.PutAsync("a", Manual("x"), Token);
        Assert.Equal(nameof(ResourceOptions.MaxResources), (await Assert.ThrowsAsync<LimitExceededException>(async () => await resources.PutAsync("b", Manual("x"), Token))).Limit);
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await resources.ReadAsync("a", -1, cancellationToken: Token));
        Assert.Equal(1, Contents(cluster.Storage));
    }

    [Fact]
    public async Task A_content_of_which_a_crash_left_a_part_is_written_anew()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var content = cluster.Grains.GetGrain<IResourceContentGrain>($"{Ann.Key}/one");
        var writes = 0;
        cluster.Storage.Faults.RefusesState = _ => Interlocked.Increment(ref writes) == 4;
        TenantContext.Set("acme");
        await Assert.ThrowsAsync<WriteUncertainException>(async () => await content.SetAsync(Long, Token));
        cluster.Storage.Faults.RefusesState = null;
        Assert.True(Contents(cluster.Storage) == 1, "Nothing was written before the failure.");
        Assert.Null(await content.ReadAsync(0, 10, Token));
        await content.SetAsync(Long, Token);
        await cluster.Silos.DeactivateAsync(content.GetGrainId());
        Assert.Equal(Long, (await content.ReadAsync(0, Long.Length, Token))!.Value.Text);
    }

    private static string MakeLong(Random random)
    {
        var text = new System.Text.StringBuilder();
        while (text.Length < 400_000)
            text.Append(random.Next(4) == 0 ? "🦊" : ((char)random.Next('!', 'ÿ')).ToString());
        return text.ToString();
    }

    private static ResourceDraft Manual(string content) => new() { Title = "Boiler manual", Summary = "Bleeding the radiators and setting the pressure.", MediaType = "text/markdown", Content = content };

    private static int Contents(SharedStorage storage) =>
        storage.Records.Where(record => record.Key.Grain.Type.ToString() == "resource-content" && record.Value.Payload.Length > 0).Select(record => record.Key.Grain).Distinct().Count();

    private static async Task UntilDoneAsync(Func<Task> act)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            try
            {
                await act();
                return;
            }
            catch (Exception failure) when (failure is WriteUncertainException or StorageUnavailableException or IOException or OrleansException)
            {
            }
        }

        Assert.Fail("It does not get through.");
    }
}
