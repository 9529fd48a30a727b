using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AgentGrains.Engine.Moves;

/// <summary>
/// A hash of a set of byte strings, whatever their order: the SHA-256 of each, added up in four lanes of 64 bits. Sets are added by adding their hashes. It finds
/// what a copy lost, doubled or changed; it is no proof against somebody who may choose what is in the set.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class SetHash
{
    public const int Bytes = 32;

    private readonly ulong[] _lanes = new ulong[4];

    /// <summary>Puts one more in the set.</summary>
    public void Add(ReadOnlySpan<byte> item)
    {
        Span<byte> hash = stackalloc byte[Bytes];
        SHA256.HashData(item, hash);
        AddHash(hash);
    }

    /// <summary>Adds another set's hash, as <see cref="ToArray"/> gave it.</summary>
    public void AddHash(ReadOnlySpan<byte> hash)
    {
        for (var i = 0; i < _lanes.Length; i++)
            _lanes[i] = unchecked(_lanes[i] + BinaryPrimitives.ReadUInt64LittleEndian(hash[(8 * i)..]));
    }

    /// <summary>The hash.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Bytes];
        for (var i = 0; i < _lanes.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8 * i), _lanes[i]);
        return bytes;
    }
}
