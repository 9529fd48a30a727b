using System.Collections.Frozen;
using AgentGrains.Engine.Analysis;

namespace AgentGrains.Engine.Consolidation;

/// <summary>What two names have in common by themselves. Never enough to say that they are one entity; enough, often, to say that they are two.</summary>
/// <remarks>Not thread-safe. English nicknames; names of any script.</remarks>
internal sealed class EntityNames
{
    private const int MostWords = 5;
    private const int LeastLetters = 7;   // of a word that may be misspelled: of shorter ones a letter makes another name

    private static readonly FrozenSet<string> Generations = FrozenSet.ToFrozenSet(["jr", "sr", "junior", "senior", "ii", "iii", "iv", "younger", "elder", "2nd", "3rd"], StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string[]> Nicknames =
        ("robert bob bobby rob robbie|william bill billy will liam|richard dick rick rich|elizabeth liz beth betty lizzie|margaret maggie peggy meg|katherine kate katie kathy|catherine cathy kate cate|james jim jimmy|john jack johnny|thomas tom tommy|"
        + "michael mike mick|joseph joe joey|edward ed eddie ted|anthony tony|daniel dan danny|samuel sam|samantha sam|alexander alex sandy|alexandra alex sandra|benjamin ben|"
        + "christopher chris|christina chris tina|patricia pat patty trish|patrick pat|rebecca becky|susan sue|nicholas nick|andrew andy drew|matthew matt")
        .Split('|').Select(line => line.Split(' ')).ToFrozenDictionary(names => names[0], names => names[1..], StringComparer.Ordinal);

    private readonly TextFolder _folder = new();

    /// <summary>A name in the form that is compared.</summary>
    public string Fold(string name) => string.Join(' ', _folder.Fold(name).ToString().Split([' ', '.', ','], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Whether a text can be somebody's or something's name.</summary>
    public static bool IsName(string text) => text.Trim() is { Length: > 1 } name && (char.IsUpper(name[0]) || name.Any(char.IsDigit)) && name.Count(c => c == ' ') < MostWords;

    /// <summary>Whether what tells generations and versions apart is not the same in both: "Jr", "III", "4", "4o".</summary>
    public static bool DifferInMark(string one, string other) => !Marks(one).SetEquals(Marks(other));

    /// <summary>Whether each word of the shorter one is a word of the longer one, its initial, or short for it.</summary>
    public static bool IsShortFor(string brief, string full)
    {
        var (words, rest) = (brief.Split(' '), full.Split(' ').ToList());
        return words.Length <= rest.Count && brief != full && words.All(word => rest.FindIndex(whole => Stands(word, whole)) is >= 0 and var at && Take(at));

        bool Take(int at)
        {
            rest.RemoveAt(at);
            return true;
        }
    }

    /// <summary>Whether two names differ by one letter that was left out, added, changed or swapped, inside one long word.</summary>
    // A first letter makes another name, and a last one another gender: Mario, Maria.
    public static bool IsMisspelled(string one, string other)
    {
        var (words, others) = (one.Split(' '), other.Split(' '));
        if (words.Length != others.Length)
            return false;
        var differ = Enumerable.Range(0, words.Length).Where(i => words[i] != others[i]).ToList();
        return differ is [var at] && Math.Min(words[at].Length, others[at].Length) >= LeastLetters && words[at][0] == others[at][0] && words[at][^1] == others[at][^1]
            && IsOneEdit(words[at], others[at]);
    }

    private static bool Stands(string word, string whole) => word == whole || (word.Length == 1 && whole[0] == word[0]) || (Nicknames.GetValueOrDefault(whole)?.Contains(word) ?? false);

    private static bool IsOneEdit(string one, string other)
    {
        if (one.Length > other.Length)
            (one, other) = (other, one);
        var same = 0;
        while (same < one.Length && one[same] == other[same])
            same++;
        var left = one.AsSpan(same);
        var right = other.AsSpan(same);
        return one.Length == other.Length
            ? left[1..].SequenceEqual(right[1..]) || (left.Length > 1 && left[0] == right[1] && left[1] == right[0] && left[2..].SequenceEqual(right[2..]))
            : other.Length - one.Length == 1 && left.SequenceEqual(right[1..]);
    }

    private static HashSet<string> Marks(string name) => [.. name.Split(' ', '-').Where(word => Generations.Contains(word) || word.Any(char.IsDigit))];
}
