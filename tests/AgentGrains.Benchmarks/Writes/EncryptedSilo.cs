using System.Security.Cryptography;

namespace AgentGrains.Benchmarks.Writes;

/// <summary>A silo that encrypts, with keys that go away with it.</summary>
internal sealed class EncryptedSilo : IAsyncDisposable
{
    private readonly BenchmarkSilo _silo;
    private readonly string _keys;

    private EncryptedSilo(BenchmarkSilo silo, string keys) => (_silo, _keys) = (silo, keys);

    public IMemoryClient Memory => _silo.Memory;

    public static async Task<EncryptedSilo> StartAsync(string storage)
    {
        var keys = Directory.CreateTempSubdirectory("agentgrains-bench-keys-").FullName;
        var file = Path.Combine(keys, "master.keys");
        await File.WriteAllTextAsync(file, $"bench:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}");
        return new EncryptedSilo(
            await BenchmarkSilo.StartAsync(storage, grains =>
            {
                BenchmarkSilo.WithoutDerivation(grains);
                grains.UseEncryption(options => (options.Enabled, options.KeyFile, options.TenantKeyDirectory) = (true, file, Path.Combine(keys, "tenants")));
            }),
            keys);
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        Directory.Delete(_keys, recursive: true);
    }
}
