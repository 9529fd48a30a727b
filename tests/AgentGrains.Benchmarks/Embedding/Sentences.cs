using System.Text;

namespace AgentGrains.Benchmarks.Embedding;

/// <summary>Texts about as long as turns of a conversation, no two alike, all from a seed: most are short and some are long.</summary>
internal sealed class Sentences(int seed)
{
    private static readonly string[] Words =
        ("the a my our her to of and in on at with from about again never often yesterday tomorrow balcony garden kitchen office train ticket river " +
         "mountain oleander tomato bread coffee letter violin guitar swimming running painting sister brother neighbour teacher doctor garden plan " +
         "holiday birthday meeting project report deadline weather storm sunshine window door bicycle market station museum concert walked bought " +
         "forgot remembered wanted liked moved called wrote found lost began finished quietly slowly").Split(' ');

    private readonly Random _random = new(seed);
    private int _next;

    public string Next()
    {
        var words = 3 + (int)(14 * -Math.Log(1 - _random.NextDouble()));
        var text = new StringBuilder($"{seed} {_next++}");
        for (var i = 0; i < Math.Min(words, 120); i++)
            text.Append(' ').Append(Words[_random.Next(Words.Length)]);
        return text.Append('.').ToString();
    }

    public string[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];
}
