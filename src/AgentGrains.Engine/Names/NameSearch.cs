using System.Runtime.InteropServices;
using AgentGrains.Engine.Analysis;
using AgentGrains.Engine.Index;

namespace AgentGrains.Engine.Names;

/// <summary>How a question calls a record.</summary>
/// <param name="Ordinal">The record.</param>
/// <param name="Name">The folded name it was called by.</param>
/// <param name="Words">Number of its words.</param>
/// <param name="IsExact">False when one typing error was allowed for.</param>
internal readonly record struct NameHit(int Ordinal, string Name, int Words, bool IsExact);

/// <summary>
/// Finds the records that a question calls by name: whole names only, of one word or more, one typing error allowed where the name
/// is long enough to bear it. After Tenure's alias-first retrieval.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class NameSearch(AliasTable aliases)
{
    private readonly TextAnalyzer _analyzer = new(new Vocabulary());
    private readonly TypoTable _typos = new();

    /// <summary>The best way each record is called, in no order.</summary>
    public IEnumerable<NameHit> Find(string query)
    {
        while (_typos.Count < aliases.Names.Count)
            _typos.Add(aliases.Names[_typos.Count]);
        var found = new Dictionary<int, NameHit>();
        _analyzer.Join(QueryText.Clean(query));
        for (var at = 0; at < _analyzer.Words; at++)
        {
            for (var words = Math.Min(aliases.LongestWords, _analyzer.Words - at); words > 0; words--)
            {
                var phrase = _analyzer.Phrase(at, words).ToString();
                Take(phrase, words, true, found);

                // What is a name as it is written is no misspelling of another.
                if (aliases.Find(phrase).IsEmpty && (words > 1 || !StopWords.Contains(phrase)))
                {
                    foreach (var name in _typos.Find(phrase))
                        Take(name, words, false, found);
                }
            }
        }

        return found.Values;
    }

    /// <summary>A name as it is compared.</summary>
    public string Fold(string name)
    {
        _analyzer.Join(name);
        return _analyzer.Words == 0 ? "" : _analyzer.Phrase(0, _analyzer.Words).ToString();
    }

    private void Take(string name, int words, bool exact, Dictionary<int, NameHit> found)
    {
        foreach (var ordinal in aliases.Find(name))
        {
            ref var hit = ref CollectionsMarshal.GetValueRefOrAddDefault(found, ordinal, out var known);
            if (!known || (exact, words).CompareTo((hit.IsExact, hit.Words)) > 0)
                hit = new NameHit(ordinal, name, words, exact);
        }
    }
}
