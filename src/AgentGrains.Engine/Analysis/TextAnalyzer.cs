using System.Runtime.InteropServices;
using AgentGrains.Engine.Temporal;

namespace AgentGrains.Engine.Analysis;

/// <summary>
/// Reads a text once and leaves its terms, the parts its words play in time expressions, and its words joined by spaces.
/// </summary>
/// <remarks>The results stay valid until the next call. Not thread-safe.</remarks>
internal sealed class TextAnalyzer(Vocabulary vocabulary)
{
    private readonly TextFolder _folder = new(foldDigits: true);
    private readonly List<int> _terms = [];
    private readonly List<TimeWord> _times = [];
    private readonly List<int> _wordStarts = [];
    private char[] _joined = new char[512];
    private int _joinedLength;

    /// <summary>Terms in order, without stop words; unknown ones of a question are <see cref="Vocabulary.Unknown"/>.</summary>
    public ReadOnlySpan<int> Terms => CollectionsMarshal.AsSpan(_terms);

    /// <summary>One entry per word, stop words included.</summary>
    public ReadOnlySpan<TimeWord> Times => CollectionsMarshal.AsSpan(_times);

    /// <summary>True when some word can begin a time expression.</summary>
    public bool HasTimeAnchor { get; private set; }

    /// <summary>Number of words, when they were joined.</summary>
    public int Words => _wordStarts.Count;

    /// <summary>Reads a text that is being indexed: new words enter the vocabulary.</summary>
    public void Learn(string text)
    {
        Clear();
        var tokens = new Tokenizer(_folder.Fold(text), singles: true);
        while (tokens.MoveNext())
            Take(vocabulary.Learn(tokens.Current, tokens.Kind));
    }

    /// <summary>Reads a question and joins its words.</summary>
    /// <param name="text">The question.</param>
    /// <param name="each">Called with every word's form and spelling.</param>
    public void Find(string text, Action<SurfaceForm, ReadOnlySpan<char>> each)
    {
        Clear();
        var tokens = new Tokenizer(_folder.Fold(text));
        while (tokens.MoveNext())
        {
            var form = vocabulary.Find(tokens.Current, tokens.Kind);
            Take(form);
            Join(tokens.Current);
            each(form, tokens.Current);
        }
    }

    /// <summary>Reads a name and joins its words; the vocabulary does not change.</summary>
    public void Join(string name)
    {
        Clear();
        var tokens = new Tokenizer(_folder.Fold(name));
        while (tokens.MoveNext())
            Join(tokens.Current);
    }

    /// <summary>The joined words from one to another.</summary>
    public ReadOnlySpan<char> Phrase(int first, int words)
    {
        var end = first + words == _wordStarts.Count ? _joinedLength : _wordStarts[first + words];
        return _joined.AsSpan(_wordStarts[first], end - _wordStarts[first] - 1);
    }

    private void Take(SurfaceForm form)
    {
        _times.Add(form.Time);
        HasTimeAnchor |= form.Time.IsAnchor;
        if (form.Term != Vocabulary.Stop)
            _terms.Add(form.Term);
    }

    private void Join(ReadOnlySpan<char> word)
    {
        if (_joinedLength + word.Length + 1 > _joined.Length)
            Array.Resize(ref _joined, (_joinedLength + word.Length + 1) * 2);
        _wordStarts.Add(_joinedLength);
        var place = _joined.AsSpan(_joinedLength, word.Length);
        word.CopyTo(place);
        // A name stands in the case its sentence gives it.
        _joinedLength += GreekStemmer.IsGreek(word) ? GreekStemmer.Stem(place) : word.Length;
        _joined[_joinedLength++] = ' ';
    }

    private void Clear()
    {
        _terms.Clear();
        _times.Clear();
        _wordStarts.Clear();
        _joinedLength = 0;
        HasTimeAnchor = false;
    }
}
