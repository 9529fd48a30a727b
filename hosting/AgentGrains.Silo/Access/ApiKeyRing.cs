using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace AgentGrains.Silo;

/// <summary>The configured keys, and what each opens. Thread-safe.</summary>
internal sealed class ApiKeyRing(IOptions<SiloOptions> options)
{
    private readonly (Caller Caller, byte[] Digest)[] _keys =
        [.. options.Value.ApiKeys.Select(key => (CallerOf(key), ApiKey.TryParseHash(key.Hash, out var digest) ? digest : []))];

    /// <summary>True when no key is configured.</summary>
    public bool IsEmpty => _keys.Length == 0;

    /// <summary>A tenant that has a key, for examples; null when there is none.</summary>
    public string? FirstTenant => _keys.Select(key => key.Caller.Tenant).FirstOrDefault(tenant => tenant is not null);

    /// <summary>What a presented key opens; null when it opens nothing.</summary>
    public Caller? Find(string presented)
    {
        var digest = ApiKey.Digest(presented);
        Caller? caller = null;

        // Every key is compared, each in constant time: how long it takes says nothing about how close a guess came.
        foreach (var key in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(key.Digest, digest))
                caller = key.Caller;
        }

        return caller;
    }

    // A key from before there were roles opened everything.
    private static Caller CallerOf(ApiKeyOptions key) =>
        !Roles.TryParse(key.Role, out var role) ? new Caller(key.Tenant, Role.Admin)
        : role == Role.Operator ? new Caller(null, role)
        : new Caller(key.Tenant, role);
}
