using AgentGrains.Engine.Vectors;

namespace AgentGrains.Tests.Engine.Vectors;

/// <summary>
/// Word vectors for tests: words of one group have nearly the same vector, other words one of their own that is hardly related
/// to any; an unlisted word is unknown unless <paramref name="knowsAll"/>.
/// </summary>
internal sealed class MeaningGroups(bool knowsAll, params string[] groups) : IWordVectors
{
    private readonly string[][] _groups = [.. groups.Select(group => group.Split(' '))];

    public int Dimension => 48;

    public bool TryGet(ReadOnlySpan<char> word, Span<float> destination)
    {
        var text = word.ToString();
        var group = Array.FindIndex(_groups, words => words.Contains(text));
        if (group < 0 && !knowsAll)
            return false;
        var own = new Random(text.Aggregate(17, (hash, letter) => hash * 31 + letter));
        var shared = group < 0 ? own : new Random(group + 1);
        for (var i = 0; i < destination.Length; i++)
            destination[i] = (float)(shared.NextDouble() - 0.5 + (group < 0 ? 0 : 0.2 * (own.NextDouble() - 0.5)));
        return true;
    }
}
