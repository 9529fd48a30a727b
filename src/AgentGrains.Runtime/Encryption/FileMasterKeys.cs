using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace AgentGrains.Runtime.Encryption;

/// <summary>
/// Master keys from a file or the environment, and a folder with a random part of each tenant's key. A data key is wrapped with AES-GCM
/// under HKDF(master key, salt = the tenant's part, info = the tenant's name).
/// </summary>
internal sealed class FileMasterKeys : IMasterKeys
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly IReadOnlyDictionary<string, byte[]> _keys;
    private readonly string _directory;

    /// <exception cref="FormatException">A key is not one.</exception>
    /// <exception cref="IOException">A file or the folder cannot be read.</exception>
    public FileMasterKeys(EncryptionOptions options)
    {
        (_keys, Current) = MasterKeyLines.Read(options.KeyFile.Length > 0 ? File.ReadAllText(options.KeyFile) : Environment.GetEnvironmentVariable(options.KeyVariable) ?? "");
        _directory = Path.GetFullPath(options.TenantKeyDirectory);
        Directory.CreateDirectory(_directory);
    }

    public string Current { get; }

    public async ValueTask<WrappedKey> WrapAsync(string tenant, ReadOnlyMemory<byte> dataKey, CancellationToken cancellationToken)
    {
        var part = await ReadPartAsync(tenant, cancellationToken) ?? await MakePartAsync(tenant, cancellationToken);
        var bytes = new byte[NonceBytes + dataKey.Length + TagBytes];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceBytes));
        using var cipher = Cipher(tenant, _keys[Current], part);
        cipher.Encrypt(bytes.AsSpan(0, NonceBytes), dataKey.Span, bytes.AsSpan(NonceBytes, dataKey.Length), bytes.AsSpan(NonceBytes + dataKey.Length), AssociatedData(tenant, Current));
        return new WrappedKey(Current, ImmutableArray.Create(bytes));
    }

    public async ValueTask<byte[]> UnwrapAsync(string tenant, WrappedKey key, CancellationToken cancellationToken)
    {
        if (File.Exists(DestroyedMark(tenant)))
            throw Destroyed(tenant);
        if (!_keys.TryGetValue(key.MasterKey, out var master))
            throw new TenantKeyException(tenant, false, $"The data of tenant '{tenant}' is encrypted under the master key '{key.MasterKey}', which this silo does not have; add its line to EncryptionOptions.KeyFile, before the last.");
        var part = await ReadPartAsync(tenant, cancellationToken)
            ?? throw new TenantKeyException(tenant, false, $"The key file of tenant '{tenant}' is not in '{_directory}'; mount or restore EncryptionOptions.TenantKeyDirectory. Nothing else can open its data.");
        var dataKey = new byte[key.Bytes.Length - NonceBytes - TagBytes];
        try
        {
            using var cipher = Cipher(tenant, master, part);
            cipher.Decrypt(key.Bytes.AsSpan(0, NonceBytes), key.Bytes.AsSpan(NonceBytes, dataKey.Length), key.Bytes.AsSpan(NonceBytes + dataKey.Length, TagBytes), dataKey, AssociatedData(tenant, key.MasterKey));
            return dataKey;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new TenantKeyException(tenant, false, $"The key of tenant '{tenant}' cannot be unwrapped: the master key '{key.MasterKey}' or the tenant's file in '{_directory}' is another than it was wrapped with. Restore the right one.");
        }
    }

    public async ValueTask DestroyAsync(string tenant, CancellationToken cancellationToken)
    {
        // The mark comes first: from then on the file is not looked for, and no new one is made in its place.
        await WriteAsync(DestroyedMark(tenant), Encoding.UTF8.GetBytes(tenant), FileMode.Create, cancellationToken);
        var file = PartFile(tenant);
        if (!File.Exists(file))
            return;
        await WriteAsync(file, new byte[MasterKeyLines.KeyBytes], FileMode.Open, cancellationToken);
        File.Delete(file);
    }

    internal static TenantKeyException Destroyed(string tenant) => new(
        tenant, true, $"The key of tenant '{tenant}' was destroyed; what was encrypted with it cannot be read again by anybody, backups included. Its scopes can be erased.");

    private async ValueTask<byte[]?> ReadPartAsync(string tenant, CancellationToken cancellationToken)
    {
        try
        {
            var part = await File.ReadAllBytesAsync(PartFile(tenant), cancellationToken);
            return part.Length == MasterKeyLines.KeyBytes ? part : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private async ValueTask<byte[]> MakePartAsync(string tenant, CancellationToken cancellationToken)
    {
        if (File.Exists(DestroyedMark(tenant)))
            throw Destroyed(tenant);
        var part = RandomNumberGenerator.GetBytes(MasterKeyLines.KeyBytes);
        await WriteAsync(PartFile(tenant) + ".new", part, FileMode.Create, cancellationToken);
        File.Move(PartFile(tenant) + ".new", PartFile(tenant));   // whole or not at all, and never over another
        return part;
    }

    private static async ValueTask WriteAsync(string path, byte[] bytes, FileMode mode, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows() && mode == FileMode.Create)
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, options);
        await file.WriteAsync(bytes, cancellationToken);
        file.Flush(flushToDisk: true);   // before anything is encrypted with it
    }

    // Tenants' names are longer than file names may be, and say who is a customer.
    private string PartFile(string tenant) => Path.Combine(_directory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tenant))) + ".key");

    private string DestroyedMark(string tenant) => Path.ChangeExtension(PartFile(tenant), ".destroyed");

    private static AesGcm Cipher(string tenant, byte[] master, byte[] part) => new(
        HKDF.DeriveKey(HashAlgorithmName.SHA256, master, MasterKeyLines.KeyBytes, part, Encoding.UTF8.GetBytes($"agentgrains tenant key|{tenant}")), TagBytes);

    private static byte[] AssociatedData(string tenant, string master) => Encoding.UTF8.GetBytes($"{master}|{tenant}");
}
