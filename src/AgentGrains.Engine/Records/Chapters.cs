using System.IO.Hashing;
using System.Text;

namespace AgentGrains.Engine.Records;

/// <summary>
/// How the chapters of one memory are numbered: every chapter has a journal of its own, and everything that names a place in the memory
/// (sequences, positions of pages, ids) says which chapter it is in (docs/decisions/0020-chapters.md).
/// </summary>
/// <remarks>Persisted: never change the numbers.</remarks>
public static class Chapters
{
    private const int SequenceBits = 40;   // a chapter has room for 10^12 operations, and 8,192 chapters fit where numbers are doubles
    private const int PositionBits = 32;
    private const ulong FingerprintMask = 0xFFFF_FFFF_FFFF;

    /// <summary>The chapter's key: the scope's for the first, which is the front door; for others the scope's, a slash, and its number.</summary>
    // No scope id holds a slash, so no scope has the key of a chapter.
    public static string Key(Scope scope, int chapter)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return chapter == 0 ? scope.Key : $"{scope.Key}/{chapter}";
    }

    /// <summary>Reads a key as <see cref="Key"/> writes it.</summary>
    /// <exception cref="InvalidScopeException">It is not one.</exception>
    public static (Scope Scope, int Chapter) ParseKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var slash = key.LastIndexOf('/');
        return slash > key.IndexOf('/', StringComparison.Ordinal)
            && int.TryParse(key.AsSpan(slash + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var chapter)
            && chapter > 0
                ? (Scope.ParseKey(key[..slash]), chapter)
                : (Scope.ParseKey(key), 0);
    }

    /// <summary>The sequence just before a chapter's first operation.</summary>
    public static long SequenceBefore(int chapter) => (long)chapter << SequenceBits;

    /// <summary>The chapter of an operation, or of the place before its first.</summary>
    public static int OfSequence(long sequence) => (int)(sequence >> SequenceBits);

    /// <summary>A place in the whole memory, from a place in a chapter.</summary>
    public static long Position(int chapter, long within) => ((long)chapter << PositionBits) + within;

    /// <summary>A place in a chapter, from a place in the whole memory.</summary>
    public static (int Chapter, long Within) OfPosition(long position) =>
        position < 0 ? (0, 0) : ((int)(position >> PositionBits), position & uint.MaxValue);

    /// <summary>What the ids of a chapter's records end in.</summary>
    public static ulong Fingerprint(Scope scope, int chapter) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(Key(scope, chapter))) & FingerprintMask;

    /// <summary>What an id ends in.</summary>
    public static ulong FingerprintOf(MemoryId id) => (ulong)id.Value & FingerprintMask;
}
