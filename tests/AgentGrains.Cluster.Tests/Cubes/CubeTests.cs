using System.Security.Cryptography;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Cubes;
using AgentGrains.Engine.Records;
using AgentGrains.Inference.Embedding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace AgentGrains.Cluster.Tests.Cubes;

/// <summary>A scope goes out as a file and comes in elsewhere: all of it, once, whatever fails on the way.</summary>
public sealed class CubeTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann"), Bea = Scope.User("globex", "bea");
    private static readonly string Key = ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem();
    private static readonly string[] Words = ["orchid", "ferry", "harbour", "violin", "ledger", "meadow", "copper", "lantern", "walnut", "glacier", "sparrow", "cinnamon", "bicycle", "atlas", "pepper", "window", "marble", "thunder", "velvet", "compass"];

    [Fact]
    public async Task Another_tenant_has_every_record_its_history_and_its_ranking_on_200_questions()
    {
        await using var cluster = await StartAsync(embeds: true);
        var (source, target) = (cluster.Memory.Scope(Ann), cluster.Memory.Scope(Bea));
        var random = new Random(7);
        await FillAsync(source, random, 400);
        for (var tries = 0; (await source.ListAsync().CountAsync(record => record.Vector is null)) > 0; tries++)
        {
            Assert.True(tries < 400, "Vectors do not come.");
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        using var file = new MemoryStream();
        var info = await source.Cubes.ExportAsync(file);
        Assert.Equal((Ann, 2, file.Length), (info.Source, info.Memories.Length, info.Bytes));
        Assert.Single(info.Models);
        var done = await ImportAsync(target, file, ConflictRule.Refuse);
        Assert.Equal((info.Memories.Sum(part => part.Records), 0, 0, false), (done.Imported, done.Same, done.Conflicts, done.WasFinished));

        await AssertSameAsync(source, target);
        await cluster.ForgetActivationsAsync(Bea);
        await AssertSameAsync(source, target);
        for (var i = 0; i < 200; i++)
        {
            var question = $"What about the {Words[random.Next(Words.Length)]} and the {Words[random.Next(Words.Length)]} number {random.Next(400)}?";
            var expected = (await source.RecallAsync(question)).Evidence.Select(item => item.Record.Id);
            Assert.Equal(expected, (await target.RecallAsync(question)).Evidence.Select(item => item.Record.Id));
        }

        Assert.True((await ImportAsync(target, file, ConflictRule.Refuse)).WasFinished);
        var written = await target.RememberAsync("Bea goes on.", actor: "Bea");
        Assert.Equal("Bea goes on.", (await target.GetAsync(written.Id))!.Text);
    }

    [Fact]
    public async Task What_was_erased_does_not_travel_and_does_not_come_back_with_the_same_cube()
    {
        await using var cluster = await StartAsync();
        var (source, target) = (cluster.Memory.Scope(Ann), cluster.Memory.Scope(Bea));
        var old = await source.RememberAsync(new MemoryDraft { Text = "Ann lives in Paris.", Kind = MemoryKind.Belief });
        var kept = await source.RememberAsync(new MemoryDraft { Text = "Ann likes tea.", Kind = MemoryKind.Belief });
        var erased = await source.RememberAsync(new MemoryDraft { Text = "Ann lives in Quixotopia.", Kind = MemoryKind.Belief, Supersedes = old.Id });
        using var before = new MemoryStream();
        await source.Cubes.ExportAsync(before);
        await source.EraseRecordsAsync([erased.Id]);
        using var after = new MemoryStream();
        await source.Cubes.ExportAsync(after);
        Assert.Equal(-1, after.ToArray().AsSpan().IndexOf("Quixotopia"u8));
        await ImportAsync(target, after, ConflictRule.Refuse);
        Assert.Equal([kept.Id], await target.ListAsync().Select(record => record.Id).ToListAsync());   // what it had replaced stays replaced

        // The last record of an import is erased where it came to: asked again, the import is still finished.
        var third = cluster.Memory.Scope("acme", "user:cy");
        await ImportAsync(third, before, ConflictRule.Refuse);
        await third.EraseRecordsAsync([erased.Id]);
        Assert.True((await ImportAsync(third, before, ConflictRule.Refuse)).WasFinished);
        Assert.Equal([kept.Id], await third.ListAsync().Select(record => record.Id).ToListAsync());
    }

    [Fact]
    public async Task A_cube_brings_its_tombstones_and_nothing_that_a_tombstone_refuses()
    {
        await using var cluster = await StartAsync();
        var (source, target) = (cluster.Memory.Scope(Ann), cluster.Memory.Scope(Bea));
        var here = await target.RememberAsync("I am afraid of spiders.");
        await target.EraseRecordsAsync([here.Id]);
        await source.RememberAsync("Spiders scare me.");
        var kept = await source.RememberAsync("Thunder scares me.");
        var home = await source.RememberAsync("I live in Quixotopia.");
        var tea = await source.RememberAsync("I drink tea at noon.");
        await source.EraseRecordsAsync([home.Id, tea.Id]);
        await source.LiftTombstonesAsync([tea.Id, here.Id]);
        await MoveAsync(source, target, ConflictRule.Refuse);
        Assert.Equal([kept.Id], await target.ListAsync().Select(record => record.Id).ToListAsync());
        await Assert.ThrowsAsync<MemoryRejectedException>(async () => await target.RememberAsync("My home is in Quixotopia."));
        await Assert.ThrowsAsync<MemoryRejectedException>(async () => await target.RememberAsync("I have a fear of spiders."));
        await target.RememberAsync("I drink tea at noon.");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_key_that_came_with_the_records_doubles_nothing_and_what_is_held_stays_held(bool restarts)
    {
        await using var cluster = await StartAsync();
        var (source, target) = (cluster.Memory.Scope(Ann), cluster.Memory.Scope(Bea));
        var draft = new MemoryDraft { Text = "The spare key is under the flower pot.", Key = "mail-17" };
        var first = await source.RememberAsync(draft);
        Assert.True(await source.Quarantine.HoldAsync((await source.RememberAsync("The ferry leaves at noon.")).Id, "nobody said so"));
        await MoveAsync(source, target, ConflictRule.Refuse);
        if (restarts)
            await cluster.ForgetActivationsAsync(Bea);
        Assert.Equal(first.Id, (await target.RememberAsync(draft)).Id);
        Assert.Equal("Request: nobody said so", Assert.Single(await target.Quarantine.ListAsync().ToListAsync()).Reason);
        Assert.Equal(first.Id, Assert.Single(await target.ListAsync().ToListAsync()).Id);
    }

    [Theory]
    [InlineData(ConflictRule.Skip, "Ann lives in Porto.", "Ann has two cats.", "Ann sings.")]
    [InlineData(ConflictRule.Replace, "Ann has two cats.", "Ann lives in Lisbon.", "Ann sings.")]
    [InlineData(ConflictRule.KeepBoth, "Ann lives in Porto.", "Ann has two cats.", "Ann lives in Lisbon.", "Ann sings.")]
    public async Task Records_that_are_there_with_other_content_follow_the_rule(ConflictRule rule, params string[] expected)
    {
        await using var cluster = await StartAsync();
        var (source, target) = (cluster.Memory.Scope(Ann), cluster.Memory.Scope(Bea));
        var home = (await source.RememberAsync([Belief("Ann lives in Lisbon."), Belief("Ann has two cats.")]))[0].Id;
        using var file = new MemoryStream();
        await source.Cubes.ExportAsync(file);
        await ImportAsync(target, Altered(file, "Lisbon", "Porto"), ConflictRule.Refuse);
        Assert.Equal(1, await source.ReinforceAsync([home]));
        await source.RememberAsync(Belief("Ann sings."));
        using var later = new MemoryStream();
        await source.Cubes.ExportAsync(later);

        var before = await target.ListAsync().Select(record => record.Id).ToListAsync();
        var refusal = await Assert.ThrowsAsync<InvalidMemoryException>(() => ImportAsync(target, later, ConflictRule.Refuse));
        Assert.Contains("1 records", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await target.ListAsync().Select(record => record.Id).ToListAsync());

        var done = await ImportAsync(target, later, rule);
        Assert.Equal((rule == ConflictRule.Skip ? 1 : 2, 1, 1), (done.Imported, done.Same, done.Conflicts));
        Assert.Equal(expected, await target.ListAsync().Select(record => record.Text).ToListAsync());
        Assert.Equal(rule == ConflictRule.Replace ? 1 : 0, (await target.GetAsync(home))!.Life.AccessCount);
        Assert.True((await ImportAsync(target, later, rule)).WasFinished);
        await cluster.ForgetActivationsAsync(Bea);
        Assert.Equal(expected, await target.ListAsync().Select(record => record.Text).ToListAsync());
    }

    [Fact]
    public async Task What_replaced_a_record_replaces_it_in_a_scope_that_has_the_old_one()
    {
        await using var cluster = await StartAsync();
        var (source, target) = (cluster.Memory.Scope(Ann), cluster.Memory.Scope(Bea));
        var old = await source.RememberAsync(Belief("Ann lives in Lisbon."));
        await MoveAsync(source, target, ConflictRule.Refuse);
        await source.RememberAsync(Belief("Ann lives in Porto.") with { Supersedes = old.Id });
        var done = await MoveAsync(source, target, ConflictRule.Refuse);
        Assert.Equal((1, 1, 0), (done.Imported, done.Same, done.Conflicts));
        await AssertSameAsync(source, target, places: false);
        Assert.Equal("Ann lives in Porto.", Assert.Single(await target.ListAsync().ToListAsync()).Text);
    }

    [Theory, InlineData("before"), InlineData("after"), InlineData("stopped")]
    public async Task An_import_that_fails_or_is_stopped_at_any_write_goes_on_and_doubles_nothing(string fault)
    {
        using var file = new MemoryStream();
        await using var cluster = await StartAsync();
        var source = cluster.Memory.Scope(Ann);
        await FillAsync(source, new Random(3), 40);
        await source.Cubes.ExportAsync(file);
        for (var failAt = 1; ; failAt++)
        {
            var scope = Scope.User("globex", $"copy{failAt}");
            var target = cluster.Memory.Scope(scope);
            using var stop = new CancellationTokenSource();
            var (writes, failed) = (0, false);
            cluster.Storage.Faults.RefusesState = _ =>
            {
                if (Interlocked.Increment(ref writes) != failAt)
                    return false;
                failed = true;
                if (fault == "stopped")
                    stop.Cancel();
                else if (fault == "after")
                    cluster.Storage.Faults.FailNextWrite(before: false);
                return fault == "before";
            };
            await Record.ExceptionAsync(() => ImportAsync(target, file, ConflictRule.KeepBoth, stop.Token));
            cluster.Storage.Faults.RefusesState = null;
            if (fault == "stopped")
                await cluster.ForgetActivationsAsync(scope);
            var done = await ImportAsync(target, file, ConflictRule.KeepBoth);
            Assert.Equal((0, 0), (done.Same, done.Conflicts));
            await AssertSameAsync(source, target);
            if (!failed)
            {
                Assert.True(failAt > 6, "An import of so few writes tests little.");
                return;
            }
        }
    }

    [Fact]
    public async Task What_was_derived_comes_along_and_is_not_derived_again()
    {
        await using var cluster = Keyed(await MemoryCluster.StartAsync(derives: true));
        var (source, target) = (cluster.Memory.Scope(Ann), cluster.Memory.Scope(Bea));
        await AssertFollowedAsync(cluster, await source.RememberAsync("I moved to Lisbon in March. I have two cats.", actor: "Ann", session: "monday"), Ann);
        var derived = await DerivedAsync(source);
        Assert.NotEmpty(derived);
        await MoveAsync(source, target, ConflictRule.Refuse);
        await AssertFollowedAsync(cluster, await target.RememberAsync("Good morning.", actor: "Bea", session: "tuesday"), Bea);
        Assert.Equal(derived, await DerivedAsync(target));
    }

    private static async Task<MemoryCluster> StartAsync(bool embeds = false) => Keyed(
        await MemoryCluster.StartAsync(configure: embeds ? grains => grains.UseEmbedder(_ => new HashingEmbeddingGenerator()) : null), embeds ? 100 : 10);

    private static MemoryCluster Keyed(MemoryCluster cluster, int page = 10)
    {
        var options = cluster.Silos.Client.ServiceProvider.GetRequiredService<IOptions<CubeOptions>>().Value;
        (options.SigningKey, options.ImportPage) = (Key, page);
        return cluster;
    }

    // A recall waits for what is derived as long as its own deadline, which a busy machine may take longer than.
    private static async Task AssertFollowedAsync(MemoryCluster cluster, MemoryReceipt receipt, Scope scope)
    {
        var request = new RecallRequest { Query = "Where?", Scopes = [scope], Watermark = receipt.Watermark };
        for (var tries = 1; (await cluster.Memory.RecallAsync(scope.Tenant, request)).Flags.Contains(RecallRemark.Behind); tries++)
            Assert.True(tries < 10, $"Nothing follows the log of '{scope.Key}'.");
    }

    private static async Task<List<MemoryId>> DerivedAsync(IScopedMemory memory) =>
        await memory.ListAsync().Where(record => record.Provenance.Producer is not null).Select(record => record.Id).ToListAsync();

    private static MemoryDraft Belief(string text) => new() { Kind = MemoryKind.Belief, Text = text };

    private static async Task FillAsync(IScopedMemory memory, Random random, int count)
    {
        var ids = new List<MemoryId>();
        foreach (var batch in Enumerable.Range(0, count).Chunk(50))
        {
            ids.AddRange((await memory.RememberAsync([.. batch.Select(i => new MemoryDraft
            {
                Text = $"The {Words[random.Next(Words.Length)]} stands by the {Words[random.Next(Words.Length)]} number {i}.",
                Actor = i % 3 == 0 ? "Ann" : "Bob",
                Session = $"s{i / 20}",
                Key = i % 2 == 0 ? $"key-{i}" : null,
            })])).Select(receipt => receipt.Id));
        }

        var home = await memory.RememberAsync(Belief("Ann lives in Lisbon."));
        await memory.RememberAsync(Belief("Ann lives in Porto.") with { Supersedes = home.Id });
        await memory.ForgetAsync(ids[5], "not needed");
        await memory.ReinforceAsync([ids[7], ids[9]]);

        // Made and forgotten in one page of an import: whoever takes the page twice makes it twice.
        await memory.ForgetAsync((await memory.RememberAsync("The lantern was here for a moment.")).Id);
    }

    private static async Task<CubeImport> MoveAsync(IScopedMemory source, IScopedMemory target, ConflictRule rule)
    {
        using var file = new MemoryStream();
        await source.Cubes.ExportAsync(file);
        return await ImportAsync(target, file, rule);
    }

    private static async Task<CubeImport> ImportAsync(IScopedMemory target, MemoryStream file, ConflictRule rule, CancellationToken cancellationToken = default)
    {
        file.Position = 0;
        return await target.Cubes.ImportAsync(file, rule, cancellationToken);
    }

    // Every version as it is or was, in order; its place in the journal is no part of it.
    private static async Task AssertSameAsync(IScopedMemory source, IScopedMemory target, bool places = true)
    {
        var (expected, found) = (await VersionsAsync(source), await VersionsAsync(target));
        Assert.Equal(places ? expected : [.. expected.Order()], places ? found : [.. found.Order()]);
        Assert.True(found.Count > 1, "So few records show little.");
    }

    private static async Task<List<string>> VersionsAsync(IScopedMemory memory)
    {
        var (states, writer, versions) = (new List<MemoryState>(), new FieldWriter(), new List<string>());
        await foreach (var operation in memory.ExportAsync())
        {
            if (operation.Sequence == 1)   // of the next memory
                states.Add(new MemoryState(memory.Scope, MemoryType.Episodic));
            states[^1].Apply(operation);
        }

        foreach (var (part, state) in states.Index())
        {
            for (var ordinal = 0; ordinal < state.Versions; ordinal++)
            {
                writer.Reset();
                if (state[ordinal] is { } record)
                    OperationCodec.WriteRecord(writer, record with { Sequence = 0 });
                versions.Add($"{part} {Convert.ToHexString(writer.Written)}");
            }
        }

        return versions;
    }

    // Signed anew, with other words.
    private static MemoryStream Altered(MemoryStream file, string from, string to)
    {
        using var key = CubeKey.Parse(Key);
        var (info, logs) = CubeFile.Read(file.ToArray(), [key]);
        var log = CubeLog.Of(info.Source, MemoryType.Semantic, [.. Assert.Single(logs).Operations.Select(operation => operation with
        {
            Record = operation.Record is { } record ? record with { Text = record.Text.Replace(from, to, StringComparison.Ordinal) } : null,
        })]);
        return new MemoryStream(CubeFile.Write(info.Source, info.ExportedAt, [log], key));
    }
}
