using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace AgentGrains.Silo;

/// <summary>The configured keys, and the tenant that each opens. Thread-safe.</summary>
internal sealed class ApiKeyRing(IOptions<SiloOptions> options)
{
    private readonly (string Tenant, byte[] Digest)[] _keys =
        [.. options.Value.ApiKeys.Select(key => (key.Tenant, ApiKey.TryParseHash(key.Hash, out var digest) ? digest : []))];

    /// <summary>True when no key is configured, so that only this machine may call.</summary>
    public bool IsEmpty => _keys.Length == 0;

    /// <summary>A tenant that has a key, for examples; null when there is none.</summary>
    public string? FirstTenant => IsEmpty ? null : _keys[0].Tenant;

    /// <summary>The tenant that a presented key opens; null when it opens none.</summary>
    public string? TenantOf(string presented)
    {
        var digest = ApiKey.Digest(presented);
        string? tenant = null;

        // Every key is compared, each in constant time: how long it takes says nothing about how close a guess came.
        foreach (var key in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(key.Digest, digest))
                tenant = key.Tenant;
        }

        return tenant;
    }
}
