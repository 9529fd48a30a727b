using System.Globalization;

namespace AgentGrains.Benchmarks.Search;

/// <summary>Made-up turns and questions from a seed: words by Zipf's law, two speakers, sessions of thirty turns.</summary>
internal sealed class SearchCorpus
{
    private static readonly string[] Syllables =
        "ba be bi bo bu ca ce co da de di do fa fe fo ga ge go ha he ho ka ke ki ko la le li lo ma me mi mo na ne ni no pa pe po ra re ri ro sa se si so ta te ti to va ve vo".Split(' ');

    private readonly Random _random;
    private readonly string[] _words = new string[30_000];
    private readonly double[] _cumulative = new double[30_000];

    public SearchCorpus(int records, int seed = 7)
    {
        _random = new Random(seed);
        var seen = new HashSet<string>();
        var total = 0.0;
        for (var i = 0; i < _words.Length; i++)
        {
            while (!seen.Add(_words[i] = string.Concat(Enumerable.Range(0, 2 + _random.Next(3)).Select(_ => Syllables[_random.Next(Syllables.Length)]))))
            {
            }

            _cumulative[i] = total += 1 / (i + 2.7);
        }

        Drafts = [.. Enumerable.Range(0, records).Select(Draft)];
        Queries = [.. Enumerable.Range(0, 400).Select(_ => Text(3, 8))];
    }

    public IReadOnlyList<MemoryDraft> Drafts { get; }

    public IReadOnlyList<string> Queries { get; }

    private MemoryDraft Draft(int n) => new()
    {
        Text = Text(8, 24),
        Actor = n % 2 == 0 ? "Ann" : "Bob",
        Session = string.Create(CultureInfo.InvariantCulture, $"session-{n / 30}"),
        OccurredAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(n),
        Key = n.ToString(CultureInfo.InvariantCulture),
    };

    private string Text(int least, int most) => string.Join(' ', Enumerable.Range(0, _random.Next(least, most)).Select(_ => Word()));

    private string Word()
    {
        var at = Array.BinarySearch(_cumulative, _random.NextDouble() * _cumulative[^1]);
        return _words[at < 0 ? ~at : at];
    }
}
