using System.Security.Cryptography;

namespace AgentGrains.Cluster.Tests.Encryption;

/// <summary>Master keys and tenants' parts in a folder that is gone when the test is over.</summary>
internal sealed class KeyFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("agentgrains-keys-").FullName;

    public string KeyFile => Path.Combine(_root, "master.keys");

    public string Tenants => Path.Combine(_root, "tenants");

    /// <summary>Writes the file of master keys; the last one wraps.</summary>
    public KeyFolder Write(params string[] ids)
    {
        File.WriteAllText(KeyFile, "# kept by the test\n" + string.Join('\n', ids.Select(id => $"{id}:{Convert.ToBase64String(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id + _root)))}")));
        return this;
    }

    public void Configure(EncryptionOptions options) => (options.Enabled, options.KeyFile, options.TenantKeyDirectory) = (true, KeyFile, Tenants);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
