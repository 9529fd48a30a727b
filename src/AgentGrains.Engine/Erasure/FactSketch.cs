using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace AgentGrains.Engine.Erasure;

/// <summary>
/// What a tombstone keeps of an erased text: for every sentence that says something, twelve bits of a salted hash for each of its words, in the order of
/// these bits. A text is refused when one of its sentences says the same in words of its own (docs/decisions/0024-tombstones-and-certificates.md).
/// </summary>
/// <remarks>Pure and thread-safe.</remarks>
internal static class FactSketch
{
    /// <summary>Length of a salt in bytes.</summary>
    public const int SaltBytes = 16;

    /// <summary>How many different hashes there are.</summary>
    public const int Hashes = 4096;

    /// <summary>Longest sentence that is sketched, in words; of a longer one only so many are kept, and a paraphrase of it is not known.</summary>
    private const int MostWords = 64;

    /// <summary>Length of a key's hash in bytes.</summary>
    private const int KeyBytes = 8;

    /// <summary>
    /// Writes the sketch of some texts: the salt, then each sentence as a count and its hashes; then, after a zero, how many idempotency keys the record had and a salted hash of
    /// each. Empty when there is neither.
    /// </summary>
    public static ImmutableArray<byte> Make(IEnumerable<string> texts, ReadOnlySpan<byte> salt, IEnumerable<string>? keys = null)
    {
        var own = salt.ToArray();
        var (bytes, seen) = (new List<byte>(own), new HashSet<string>());
        foreach (var words in texts.SelectMany(FactWords.Read))
        {
            // In the order of the hashes: the order of the words would tell more.
            var hashes = words.Take(MostWords).Select(word => Hash(word.Term, own)).Distinct().Order().ToList();
            if (!seen.Add(string.Join(' ', hashes)))
                continue;
            bytes.Add((byte)hashes.Count);
            foreach (var hash in hashes)
                bytes.AddRange([(byte)(hash >> 8), (byte)hash]);
        }

        var hashed = (keys ?? []).Distinct().Take(byte.MaxValue).Select(key => HashOfKey(key, own)).Order().ToList();
        if (hashed.Count > 0)
            bytes.AddRange([0, (byte)hashed.Count, .. hashed.SelectMany(BytesOf)]);
        return bytes.Count == SaltBytes ? [] : [.. bytes];
    }

    /// <summary>Reads a sketch: its salt, its sentences and the hashes of its keys.</summary>
    /// <exception cref="FormatException">It is no sketch.</exception>
    public static (byte[] Salt, ushort[][] Sentences, ulong[] Keys) Read(ReadOnlySpan<byte> sketch)
    {
        if (sketch.Length <= SaltBytes)
            throw new FormatException("A tombstone's sketch is cut short.");
        var sentences = new List<ushort[]>();
        var rest = sketch[SaltBytes..];
        for (; !rest.IsEmpty && rest[0] != 0; rest = rest[(1 + 2 * rest[0])..])
        {
            if (rest.Length < 1 + 2 * rest[0])
                throw new FormatException("A tombstone's sketch is cut short.");
            var hashes = new ushort[rest[0]];
            for (var i = 0; i < hashes.Length; i++)
                hashes[i] = BinaryPrimitives.ReadUInt16BigEndian(rest[(1 + 2 * i)..]);
            sentences.Add(hashes);
        }

        if (!rest.IsEmpty && (rest.Length < 2 || rest.Length != 2 + KeyBytes * rest[1]))
            throw new FormatException("A tombstone's keys are cut short.");
        var keys = new ulong[rest.IsEmpty ? 0 : rest[1]];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = BinaryPrimitives.ReadUInt64LittleEndian(rest[(2 + KeyBytes * i)..]);
        return (sketch[..SaltBytes].ToArray(), [.. sentences], keys);
    }

    private static byte[] BytesOf(ulong hash)
    {
        var bytes = new byte[KeyBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, hash);
        return bytes;
    }

    /// <summary>Eight bytes of a salted hash of an idempotency key.</summary>
    public static ulong HashOfKey(string key, ReadOnlySpan<byte> salt) =>
        BinaryPrimitives.ReadUInt64LittleEndian(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(key)));

    /// <summary>Twelve bits for a word: about 25 English words share each value, so that a sketch does not spell its words.</summary>
    public static ushort Hash(string term, ReadOnlySpan<byte> salt)
    {
        Span<byte> input = stackalloc byte[SaltBytes + 256];
        salt.CopyTo(input);
        Encoding.UTF8.TryGetBytes(term.AsSpan(0, Math.Min(term.Length, 64)), input[SaltBytes..], out var length);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input[..(SaltBytes + length)], hash);
        return (ushort)(BinaryPrimitives.ReadUInt16BigEndian(hash) >> 4);
    }

    /// <summary>Whether enough of an erased sentence's words are said for <see cref="Says"/> to be worth asking.</summary>
    /// <param name="erased">The erased sentence.</param>
    /// <param name="said">By hash, what a text says.</param>
    public static bool MaySay(ushort[] erased, bool[] said)
    {
        var missing = 0;
        foreach (var hash in erased)
            missing += said[hash & (Hashes - 1)] ? 0 : 1;
        return missing * 3 <= erased.Length;
    }

    /// <summary>
    /// Whether a sentence says what an erased one said. With all its words and nothing that distinguishes besides: the same. With words of its own in the place
    /// of some: another fact, as a swapped value or verb is. With fewer words and none of its own: a shorter form of it, down to two thirds.
    /// </summary>
    /// <param name="erased">The erased sentence's words, each by what stands for it, in order and each once.</param>
    /// <param name="words">The words of the sentence.</param>
    /// <param name="hashes">What stands for each of them.</param>
    public static bool Says<T>(T[] erased, IReadOnlyList<FactWord> words, ReadOnlySpan<T> hashes)
        where T : IComparable<T>
    {
        var (shared, own) = (0, 0);
        for (var i = 0; i < hashes.Length; i++)
        {
            if (Array.BinarySearch(erased, hashes[i]) >= 0)
                shared++;
            else if (words[i].Distinguishes)
                return false;
            else
                own++;
        }

        var missing = erased.Length - shared;
        return missing <= 0
            ? own <= (erased.Length == 1 ? 0 : Math.Max(2, erased.Length))
            : own == 0 && shared >= 2 && missing * 3 <= erased.Length;
    }
}
