using AgentGrains.Cluster.Tests.Storage;
using Xunit;

namespace AgentGrains.Cluster.Tests.Encryption;

/// <summary>A tenant's part is mixed into its key, goes with it for good, and no two pieces are sealed alike.</summary>
public sealed class TenantPartTests
{
    private const int HeaderBytes = 29;   // as SealFormatTests writes it: magic, format, key, salt, counter
    private static readonly Scope Ann = Scope.User("acme", "ann");
    private static readonly Scope Bob = Scope.User("globex", "bob");

    [Fact]
    public async Task The_part_of_another_tenant_opens_nothing()
    {
        using var keys = new KeyFolder().Write("k1");
        var storage = new SharedStorage();
        await using (var cluster = await StartAsync(keys, storage))
            await FillAsync(cluster);
        Exchange(keys);
        await using (var cluster = await StartAsync(keys, storage))
        {
            var refusal = await Assert.ThrowsAsync<TenantKeyException>(async () => await cluster.Memory.Scope(Ann).ListAsync().ToListAsync());
            Assert.Contains("another than it was wrapped with", refusal.Message, StringComparison.Ordinal);
        }

        Exchange(keys);
        await using (var cluster = await StartAsync(keys, storage))
            Assert.Equal("kept", (await cluster.Memory.Scope(Ann).ListAsync().SingleAsync()).Text);
    }

    [Fact]
    public async Task A_destroyed_part_is_gone_from_its_folder_and_no_new_one_is_made_in_its_place()
    {
        using var keys = new KeyFolder().Write("k1");
        await using (var cluster = await StartAsync(keys, new SharedStorage()))
        {
            await FillAsync(cluster);
            Assert.Equal(2, Parts(keys).Length);
            await cluster.Memory.Tenant("acme").DestroyKeyAsync();
            Assert.Single(Parts(keys));
        }

        // A storage that never heard of it: whoever destroyed the key meant the tenant, not one database.
        await using var other = await StartAsync(keys, new SharedStorage());
        Assert.True((await Assert.ThrowsAsync<TenantKeyException>(async () => await other.Memory.Scope(Ann).RememberAsync("a new thing"))).IsDestroyed);
        await other.Memory.Scope(Bob).RememberAsync("of another tenant");
        Assert.Single(Parts(keys));
    }

    [Fact]
    public async Task No_two_pieces_are_sealed_with_the_same_salt_and_counter()
    {
        using var keys = new KeyFolder().Write("k1");
        var storage = new SharedStorage();
        await using var cluster = await StartAsync(keys, storage);
        var seen = new Dictionary<string, string>();
        for (var round = 0; round < 4; round++)
        {
            await cluster.Memory.Scope(Ann).RememberAsync($"thing {round}");
            foreach (var payload in storage.Records.Values.Select(record => record.Payload).Where(payload => payload.AsSpan().StartsWith("AGE"u8)))
            {
                var (header, rest) = (Convert.ToHexString(payload.AsSpan(0, HeaderBytes)), Convert.ToHexString(payload.AsSpan(HeaderBytes)));
                Assert.Equal(rest, seen.TryGetValue(header, out var before) ? before : seen[header] = rest);
            }

            await cluster.ForgetActivationsAsync(Ann);
        }

        Assert.True(seen.Count >= 4);
    }

    private static async Task FillAsync(MemoryCluster cluster)
    {
        await cluster.Memory.Scope(Ann).RememberAsync("kept");
        await cluster.Memory.Scope(Bob).RememberAsync("another tenant's");
    }

    private static string[] Parts(KeyFolder keys) => [.. Directory.GetFiles(keys.Tenants, "*.key").Order(StringComparer.Ordinal)];

    private static void Exchange(KeyFolder keys)
    {
        var files = Parts(keys);
        Assert.Equal(2, files.Length);
        var (one, other) = (File.ReadAllBytes(files[0]), File.ReadAllBytes(files[1]));
        File.WriteAllBytes(files[0], other);
        File.WriteAllBytes(files[1], one);
    }

    private static Task<MemoryCluster> StartAsync(KeyFolder keys, SharedStorage storage) =>
        MemoryCluster.StartAsync(storage: storage, configure: grains => grains.UseEncryption(keys.Configure));
}
