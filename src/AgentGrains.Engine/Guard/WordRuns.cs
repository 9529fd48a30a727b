namespace AgentGrains.Engine.Guard;

/// <summary>Hashes of a text's words and of runs of them: what texts have in common, without keeping them.</summary>
internal static class WordRuns
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>Hashes of the words, in order; letters and digits count, case and marks between them do not.</summary>
    public static void Words(ReadOnlySpan<char> text, List<ulong> words)
    {
        words.Clear();
        var (hash, length) = (Offset, 0);
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
            {
                hash = (hash ^ (c < 0x80 ? c | 0x20u : char.ToLowerInvariant(c))) * Prime;
                length++;
            }
            else if (length > 0 && c != '\'' && c != '\u2019')
            {
                words.Add(Mix(hash));
                (hash, length) = (Offset, 0);
            }
        }

        if (length > 0)
            words.Add(Mix(hash));
    }

    /// <summary>Hashes of the runs of <paramref name="length"/> words as they come; of the whole when it is shorter.</summary>
    public static ulong[] InOrder(List<ulong> words, int length)
    {
        if (words.Count == 0)
            return [];
        var runs = new ulong[Math.Max(1, words.Count - length + 1)];
        for (var i = 0; i < runs.Length; i++)
            runs[i] = Hash(words, i, Math.Min(length, words.Count));
        return runs;
    }

    /// <summary>Hashes of the runs of <paramref name="length"/> words, sorted and distinct; of the whole when it is shorter.</summary>
    public static ulong[] Runs(List<ulong> words, int length, int most)
    {
        var runs = InOrder(words, length);
        Array.Sort(runs);
        var distinct = 0;
        for (var i = 0; i < runs.Length; i++)
        {
            if (i == 0 || runs[i] != runs[i - 1])
                runs[distinct++] = runs[i];
        }

        return runs.AsSpan(0, Math.Min(distinct, most)).ToArray();
    }

    public static ulong Hash(List<ulong> words, int start, int length)
    {
        var hash = Offset;
        for (var i = start; i < start + length; i++)
            hash = (hash ^ words[i]) * Prime;
        return Mix(hash);
    }

    /// <summary>Share of the first's hashes that are among the second's; both sorted.</summary>
    public static float Contained(ulong[] part, ulong[] whole)
    {
        if (part.Length == 0)
            return 0;
        var common = 0;
        for (int i = 0, j = 0; i < part.Length && j < whole.Length;)
        {
            var order = part[i].CompareTo(whole[j]);
            common += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return (float)common / part.Length;
    }

    public static ulong Mix(ulong value)
    {
        value ^= value >> 33;
        value *= 0xff51afd7ed558ccd;
        value ^= value >> 33;
        return value;
    }
}
