using System.Text;
using AgentGrains.Cluster.Tests.Storage;
using AgentGrains.Engine.Fusion;
using AgentGrains.Runtime.Encryption;
using AgentGrains.Runtime.Outcomes;
using Xunit;

namespace AgentGrains.Cluster.Tests.Encryption;

/// <summary>What is written is encrypted with its tenant's key, opens only as what it was written as, and is gone with the key.</summary>
public sealed class EncryptionTests
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(200);
    private static readonly Scope Ann = Scope.User("acme", "ann");
    private static readonly string[] Canaries = ["canary-of-the-text", "canary-of-the-actor", "canary-of-the-session", "canary-of-the-key", "canary-of-the-belief"];

    [Fact]
    public async Task Nothing_of_a_memory_stands_in_storage_and_everything_comes_back()
    {
        using var keys = new KeyFolder().Write("k1");
        await using var cluster = await StartAsync(keys);
        await FillAsync(cluster);
        Assert.Empty(Found(cluster.Storage));

        await cluster.ForgetActivationsAsync(Ann);
        await cluster.Silos.DeactivateAsync(GrainId.Create("tenant", "acme"));
        Assert.Equal(403, await cluster.Memory.Scope(Ann).ListAsync().CountAsync());
        Assert.NotEmpty((await cluster.Memory.Scope(Ann).RecallAsync("canary-of-the-text")).Evidence);

        // Without encryption the same words stand there for everybody to read.
        await using var plain = await StartAsync(null);
        await FillAsync(plain);
        Assert.Equal(Canaries, Found(plain.Storage));
    }

    [Fact]
    public async Task A_plain_journal_is_read_and_written_on_in_cipher_and_a_silo_that_does_not_encrypt_reads_both()
    {
        using var keys = new KeyFolder().Write("k1");
        var storage = new SharedStorage();
        await using (var before = await StartAsync(null, storage))
            await before.Memory.Scope(Ann).RememberAsync("an old thing");
        await using (var after = await StartAsync(keys, storage))
        {
            Assert.Equal(["an old thing"], await TextsAsync(after));
            await after.Memory.Scope(Ann).RememberAsync("canary-of-the-text");
            Assert.Empty(Found(storage));
        }

        await using var off = await MemoryCluster.StartAsync(storage: storage, configure: grains => grains.UseEncryption(options =>
        {
            keys.Configure(options);
            options.Enabled = false;
        }));
        Assert.Equal(["an old thing", "canary-of-the-text"], await TextsAsync(off));
    }

    [Theory]
    [InlineData("journal-000001", "journal-000002", false)]
    [InlineData("journal", "journal", true)]
    public async Task A_piece_in_another_ones_place_is_damage(string from, string to, bool ofAnotherScope)
    {
        using var keys = new KeyFolder().Write("k1");
        await using var cluster = await StartAsync(keys);
        await FillAsync(cluster);
        await cluster.Memory.Scope("acme", "user:bob").RememberAsync("something of Bob's");
        var ann = GrainId.Create("episodic-memory", Ann.Key);
        var source = ofAnotherScope ? GrainId.Create("episodic-memory", "acme/user:bob") : ann;
        var moved = cluster.Storage.Records[(from, source)].Payload;
        for (var tries = 1; ; tries++)
        {
            // Whoever activates the memory again, a derivation too, reads what storage then holds; what was active may write once more as it goes.
            cluster.Storage.Records[(to, ann)] = (cluster.Storage.Records[(to, ann)].ETag, moved);
            await cluster.ForgetActivationsAsync(Ann);
            if (cluster.Storage.Records[(to, ann)].Payload == moved)
                break;
            Assert.True(tries < 10, "The memory overwrites what it never read.");
        }

        var damage = await Assert.ThrowsAsync<JournalCorruptedException>(async () => await TextsAsync(cluster));
        Assert.Equal(to, damage.Segment);
        Assert.Contains("seal does not open", damage.Message, StringComparison.Ordinal);
        await cluster.Memory.Scope(Ann).EraseAsync();
        Assert.Empty(await TextsAsync(cluster));
    }

    [Fact]
    public async Task Destroying_a_tenants_key_makes_its_data_unreadable_backups_included()
    {
        using var keys = new KeyFolder().Write("k1");
        var storage = new SharedStorage();
        Dictionary<(string, GrainId), (string, byte[])> backup;
        await using (var cluster = await StartAsync(keys, storage))
        {
            await FillAsync(cluster);
            await cluster.Memory.Scope("globex", "user:bob").RememberAsync("another tenant's");
            backup = storage.Records.ToDictionary();
            await cluster.Memory.Tenant("acme").DestroyKeyAsync();
            await cluster.Memory.Tenant("acme").DestroyKeyAsync();

            // Also in the activations that had it in RAM, and for every kind of call.
            await AssertGoneAsync(cluster);
            Assert.Equal(["another tenant's"], await cluster.Memory.Scope("globex", "user:bob").ListAsync().Select(record => record.Text).ToListAsync());
        }

        // The backup has the wrapped key, and the master key is still there.
        var restored = new SharedStorage();
        foreach (var (key, value) in backup)
            restored.Records[key] = value;
        await using (var cluster = await StartAsync(keys, restored))
        {
            await AssertGoneAsync(cluster);
            Assert.Equal(["another tenant's"], await cluster.Memory.Scope("globex", "user:bob").ListAsync().Select(record => record.Text).ToListAsync());
        }

        await using var again = await StartAsync(keys, storage);
        await AssertGoneAsync(again);
        await again.Memory.Scope(Ann).EraseAsync();
        Assert.DoesNotContain(storage.Records.Keys, record => record.Grain.Key.ToString() == Ann.Key);
    }

    [Fact]
    public async Task Destroying_a_tenants_key_takes_back_what_its_ranking_shared()
    {
        using var keys = new KeyFolder().Write("k1");
        await using var cluster = await StartAsync(keys);
        await FillAsync(cluster);
        TenantContext.Set("acme");
        var federation = cluster.Grains.GetGrain<IRankingFederation>(RankingBasis.Of(wordVectors: false).ToString(System.Globalization.CultureInfo.InvariantCulture));
        await federation.ShareAsync([.. new float[RankingBasis.Size]]);
        var shared = Shared(cluster);
        await cluster.Memory.Tenant("acme").DestroyKeyAsync();
        Assert.True(Shared(cluster) < shared, "What was shared is still there.");
    }

    private static int Shared(MemoryCluster cluster) =>
        cluster.Storage.Records.Where(record => record.Key.Grain.Type.ToString() == "ranking-federation").Sum(record => record.Value.Payload.Length);

    [Fact]
    public async Task Other_silos_forget_what_they_hold_within_the_refresh_period()
    {
        using var keys = new KeyFolder().Write("k1");
        await using var cluster = await StartAsync(keys, silos: 2);
        for (var i = 0; i < 8; i++)
            await cluster.Memory.Scope("acme", $"user:{i}").RememberAsync("canary-of-the-text");
        await cluster.Memory.Tenant("acme").DestroyKeyAsync();
        for (var i = 0; i < 8; i++)
            await Record.ExceptionAsync(async () => await cluster.Memory.Scope("acme", $"user:{i}").GetAsync(default));
        await Task.Delay(3 * Refresh, TimeProvider.System, TestContext.Current.CancellationToken);
        for (var i = 0; i < 8; i++)
            await Assert.ThrowsAsync<TenantKeyException>(async () => await cluster.Memory.Scope("acme", $"user:{i}").ListAsync().ToListAsync());
    }

    [Fact]
    public async Task The_master_key_is_changed_by_wrapping_again_and_the_old_one_may_go()
    {
        using var keys = new KeyFolder().Write("k1");
        var storage = new SharedStorage();
        await using (var cluster = await StartAsync(keys, storage))
        {
            await cluster.Memory.Scope(Ann).RememberAsync("kept");
            await cluster.Memory.Scope("globex", "user:bob").RememberAsync("not wrapped again");
            Assert.Equal("k1", await cluster.Memory.Tenant("acme").RewrapKeyAsync());
        }

        keys.Write("k1", "k2");
        await using (var cluster = await StartAsync(keys, storage))
        {
            Assert.Equal("k2", await cluster.Memory.Tenant("acme").RewrapKeyAsync());
            Assert.Equal(["kept"], await TextsAsync(cluster));
        }

        keys.Write("k2");
        await using (var cluster = await StartAsync(keys, storage))
        {
            Assert.Equal(["kept"], await TextsAsync(cluster));
            var missing = await Assert.ThrowsAsync<TenantKeyException>(async () => await cluster.Memory.Scope("globex", "user:bob").ListAsync().ToListAsync());
            Assert.False(missing.IsDestroyed);
            Assert.Contains("'k1'", missing.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_the_tenants_part_or_without_keys_it_is_said_what_is_missing()
    {
        using var keys = new KeyFolder().Write("k1");
        var storage = new SharedStorage();
        await using (var cluster = await StartAsync(keys, storage))
        {
            await cluster.Memory.Scope(Ann).RememberAsync("kept");
            var noKey = await Assert.ThrowsAsync<InvalidMemoryException>(async () => await cluster.Memory.Tenant("initech").DestroyKeyAsync());
            Assert.Equal("key", noKey.Field);
        }

        await using (var cluster = await StartAsync(null, storage))
        {
            var refusal = await Assert.ThrowsAsync<TenantKeyException>(async () => await TextsAsync(cluster));
            Assert.Contains("KeyFile", refusal.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<TenantKeyException>(async () => await cluster.Memory.Scope(Ann).RememberAsync("not over what cannot be read"));
        }

        Directory.Move(keys.Tenants, keys.Tenants + ".away");
        await using (var cluster = await StartAsync(keys, storage))
            Assert.Contains("TenantKeyDirectory", (await Assert.ThrowsAsync<TenantKeyException>(async () => await TextsAsync(cluster))).Message, StringComparison.Ordinal);
        Directory.Delete(keys.Tenants, recursive: true);
        Directory.Move(keys.Tenants + ".away", keys.Tenants);
        await using (var cluster = await StartAsync(keys, storage))
            Assert.Equal(["kept"], await TextsAsync(cluster));
    }

    [Theory]
    [InlineData("")]
    [InlineData("k1")]
    [InlineData("k1:AAAA")]
    [InlineData("k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=;k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void Lines_that_are_no_keys_are_refused_and_not_repeated(string lines)
    {
        var fault = Assert.Throws<FormatException>(() => MasterKeyLines.Read(lines));
        Assert.DoesNotContain("AAAA", fault.Message, StringComparison.Ordinal);
    }

    private static Task<MemoryCluster> StartAsync(KeyFolder? keys, SharedStorage? storage = null, short silos = 1) => MemoryCluster.StartAsync(
        silos, storage, grains =>
        {
            grains.ConfigureTenants(options => options.RefreshPeriod = Refresh).UseHashingEmbedder(64);
            if (keys is not null)
                grains.UseEncryption(keys.Configure);
        });

    // Enough for several segments.
    private static async Task FillAsync(MemoryCluster cluster)
    {
        var memory = cluster.Memory.Scope(Ann);
        await memory.RememberAsync([.. Enumerable.Range(0, 401).Select(i => new MemoryDraft
        {
            Text = $"canary-of-the-text number {i} is long enough to fill a segment after a while",
            Actor = "canary-of-the-actor",
            Session = "canary-of-the-session",
            Key = $"canary-of-the-key {i}",
        })]);
        await memory.RememberAsync(new MemoryDraft { Text = "canary-of-the-belief", Kind = MemoryKind.Belief });
        await memory.RememberAsync(new MemoryDraft { Text = "a last thing", Key = "last" });
    }

    private static string[] Found(SharedStorage storage) =>
        [.. Canaries.Where(canary => storage.Records.Values.Any(record => record.Payload.AsSpan().IndexOf(Encoding.UTF8.GetBytes(canary)) >= 0))];

    private static async Task<List<string>> TextsAsync(MemoryCluster cluster) =>
        await cluster.Memory.Scope(Ann).ListAsync().Select(record => record.Text).ToListAsync();

    private static async Task AssertGoneAsync(MemoryCluster cluster)
    {
        var memory = cluster.Memory.Scope(Ann);
        foreach (var call in new Func<Task>[]
        {
            async () => await memory.ListAsync().ToListAsync(),
            async () => await memory.RecallAsync("canary-of-the-text"),
            async () => await memory.GetAsync(default),
            async () => await memory.RememberAsync("a new thing"),
            async () => await memory.ExportAsync().ToListAsync(),
        })
        {
            var gone = await Assert.ThrowsAsync<TenantKeyException>(call);
            Assert.True(gone.IsDestroyed);
            Assert.Equal("acme", gone.Tenant);
        }
    }
}
