using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace AgentGrains.Engine.Records;

/// <summary>What every idempotency key was used for. Holds 128-bit hashes of keys: 40 bytes a key, however long it is.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class KeyIndex
{
    private readonly Dictionary<UInt128, KeyUse> _uses = [];

    public bool TryGet(string key, out KeyUse use) => _uses.TryGetValue(Hash(key), out use);

    /// <summary>What is known of the keys.</summary>
    public IReadOnlyCollection<UInt128> Hashes => _uses.Keys;

    /// <summary>Every key's hash and first use.</summary>
    public IReadOnlyDictionary<UInt128, KeyUse> Uses => _uses;

    public void Add(string key, KeyUse use) => _uses[Hash(key)] = use;

    public static UInt128 Hash(string key) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(key.AsSpan()));
}

/// <summary>A key's first use.</summary>
/// <param name="ContentHash">Hash of what was asked for.</param>
/// <param name="Sequence">The operation's position in the journal.</param>
/// <param name="Ordinal">The record it made.</param>
internal readonly record struct KeyUse(ulong ContentHash, long Sequence, int Ordinal);
