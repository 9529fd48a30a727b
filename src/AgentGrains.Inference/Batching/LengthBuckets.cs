namespace AgentGrains.Inference.Batching;

/// <summary>Classes of about the same length. Each is at most a fifth longer than the one before, so little of a batch is padding.</summary>
internal static class LengthBuckets
{
    private const double Step = 1.2;
    private const int Shortest = 4;

    private static readonly int[] Upper = Bounds();

    /// <summary>Number of classes.</summary>
    public static int Count => Upper.Length;

    /// <summary>The class of a length, from 0.</summary>
    public static int Of(int length)
    {
        var found = Array.BinarySearch(Upper, length);
        return Math.Min(found >= 0 ? found : ~found, Upper.Length - 1);
    }

    /// <summary>About how many tokens a tokenizer makes of a text: a guess for batching, which nothing else rests on.</summary>
    public static int EstimateTokens(string text) => 2 + (text.Length + 3) / 4;

    private static int[] Bounds()
    {
        var bounds = new List<int>();
        for (double bound = Shortest; bound < 32 * 1024; bound = Math.Max(bound + 1, bound * Step))
            bounds.Add((int)bound);
        return [.. bounds];
    }
}
