using System.Security.Cryptography;
using System.Text;
using AgentGrains.Cluster.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AgentGrains.Cluster.Tests.Encryption;

/// <summary>The sealed format, written a second time from its description: what version 1 wrote must be read for ever.</summary>
public sealed class SealFormatTests
{
    [Fact]
    public async Task A_piece_that_was_sealed_by_the_description_opens()
    {
        using var keys = new KeyFolder().Write("k1");
        var storage = new SharedStorage();
        var scope = Scope.User("acme", "ann");
        var grain = GrainId.Create("episodic-memory", scope.Key);
        await using var plain = await MemoryCluster.StartAsync(storage: storage);
        await plain.Memory.Scope(scope).RememberAsync("written in the clear");
        var known = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();

        await using var cluster = await MemoryCluster.StartAsync(storage: storage, configure: grains => grains.UseMasterKeys(_ => new OneKey(known)).Services.Configure<EncryptionOptions>(options => options.Enabled = true));
        await cluster.Memory.Scope("acme", "user:bob").RememberAsync("so that the tenant has a key");
        var (etag, head) = storage.Records[("journal", grain)];
        storage.Records[("journal", grain)] = (etag, Seal(known, "journal", grain.ToString(), head));
        Assert.Equal(["written in the clear"], await cluster.Memory.Scope(scope).ListAsync().Select(record => record.Text).ToListAsync());
    }

    private static byte[] Seal(byte[] dataKey, string name, string grain, byte[] plain)
    {
        byte[] salt = [.. Enumerable.Range(100, 16).Select(i => (byte)i)];
        byte[] header = [.. "AGE"u8, 1, 1, .. salt, 7, 0, 0, 0, 0, 0, 0, 0];
        byte[] nonce = [7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        var (cipher, tag) = (new byte[plain.Length], new byte[16]);
        using var aes = new AesGcm(HKDF.DeriveKey(HashAlgorithmName.SHA256, dataKey, 32, salt, Encoding.UTF8.GetBytes("agentgrains journal")), 16);
        byte[] associated = [.. header, .. Encoding.UTF8.GetBytes(name), 0, .. Encoding.UTF8.GetBytes(grain)];
        aes.Encrypt(nonce, plain, cipher, tag, associated);
        return [.. header, .. cipher, .. tag];
    }

    /// <summary>Gives every tenant the key of the test.</summary>
    private sealed class OneKey(byte[] dataKey) : IMasterKeys
    {
        public string Current => "one";

        public ValueTask<WrappedKey> WrapAsync(string tenant, ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => new(new WrappedKey("one", [1]));

        public ValueTask<byte[]> UnwrapAsync(string tenant, WrappedKey key, CancellationToken cancellationToken) => new([.. dataKey]);

        public ValueTask DestroyAsync(string tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
