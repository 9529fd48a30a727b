using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace AgentGrains.Engine.Names;

/// <summary>
/// Names by their deletion neighbourhood (Mor and Fraenkel; SymSpell): two words one edit apart share a form with one letter
/// left out, so a lookup costs as many probes as the question's word has letters, however many names there are.
/// </summary>
/// <remarks>The first two characters are taken as they are; digits are never guessed ("k9s" is not "k8s"). Not thread-safe.</remarks>
internal sealed class TypoTable
{
    /// <summary>Shortest name, in characters without spaces, that is found in spite of an error.</summary>
    public const int MinLength = 4;

    private const int MaxLength = 40;
    private const int Prefix = 2;

    private readonly Dictionary<ulong, List<string>> _byForm = [];

    /// <summary>Names in the table.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a folded name. Its words are joined: where the spaces are is not compared.</summary>
    public void Add(string name)
    {
        Count++;
        var letters = Joined(name);
        if (letters.Length is < MinLength or > MaxLength)
            return;
        foreach (var form in Forms(letters))
        {
            ref var names = ref CollectionsMarshal.GetValueRefOrAddDefault(_byForm, form, out _);
            names ??= [];
            if (!names.Contains(name))
                names.Add(name);
        }
    }

    /// <summary>Names that one insertion, deletion, replacement or transposition makes of the phrase; the phrase itself is not among them.</summary>
    public IEnumerable<string> Find(string phrase)
    {
        var letters = Joined(phrase);
        if (letters.Length is < MinLength or > MaxLength)
            yield break;
        var words = phrase.Count(' ');
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var form in Forms(letters))
        {
            foreach (var name in _byForm.GetValueOrDefault(form, []))
            {
                if (name.Count(' ') == words && name != phrase && IsOneEdit(letters, Joined(name)) && seen.Add(name))
                    yield return name;
            }
        }
    }

    private static string Joined(string name) => name.Replace(" ", "", StringComparison.Ordinal);

    private static IEnumerable<ulong> Forms(string letters)
    {
        yield return Hash(letters, letters.Length);
        for (var left = Prefix; left < letters.Length; left++)
            yield return Hash(letters, left);
    }

    private static ulong Hash(string letters, int leftOut)
    {
        Span<char> form = stackalloc char[letters.Length];
        letters.AsSpan(0, leftOut).CopyTo(form);
        if (leftOut < letters.Length)
            letters.AsSpan(leftOut + 1).CopyTo(form[leftOut..]);
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(form[..(leftOut < letters.Length ? letters.Length - 1 : letters.Length)]));
    }

    private static bool IsOneEdit(string one, string other)
    {
        if (!one.AsSpan(0, Prefix).SequenceEqual(other.AsSpan(0, Prefix)))
            return false;
        var same = one.AsSpan().CommonPrefixLength(other);
        var left = one.AsSpan(same);
        var right = other.AsSpan(same);
        if (left.Length == right.Length)
        {
            var swapped = left.Length > 1 && left[0] == right[1] && left[1] == right[0] && left[2..].SequenceEqual(right[2..]);
            return !left.IsEmpty && !IsDigit(left[0]) && !IsDigit(right[0]) && (swapped || left[1..].SequenceEqual(right[1..]));
        }

        var longer = left.Length > right.Length ? left : right;
        var shorter = left.Length > right.Length ? right : left;
        return longer.Length == shorter.Length + 1 && !IsDigit(longer[0]) && longer[1..].SequenceEqual(shorter);
    }

    private static bool IsDigit(char c) => char.IsAsciiDigit(c);
}
