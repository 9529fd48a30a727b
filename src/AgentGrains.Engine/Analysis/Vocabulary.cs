using System.Runtime.InteropServices;
using AgentGrains.Engine.Temporal;
using AgentGrains.Engine.Vectors;

namespace AgentGrains.Engine.Analysis;

/// <summary>What an index knows about one surface form.</summary>
/// <param name="Term">Its term; <see cref="Vocabulary.Stop"/> or <see cref="Vocabulary.Unknown"/> when there is none.</param>
/// <param name="Time">Its part in a time expression.</param>
internal readonly record struct SurfaceForm(int Term, TimeWord Time);

/// <summary>
/// Surface forms and terms of one index. A form is looked up by its characters, without a string; only a form met for the
/// first time is normalised and stemmed.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class Vocabulary
{
    public const int Stop = -1;
    public const int Unknown = -2;

    private readonly Dictionary<string, SurfaceForm> _forms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _terms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SurfaceForm>.AlternateLookup<ReadOnlySpan<char>> _formLookup;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _termLookup;

    private readonly TermVectors? _vectors;

    /// <param name="vectors">Is told every new term.</param>
    public Vocabulary(TermVectors? vectors = null)
    {
        _vectors = vectors;
        _formLookup = _forms.GetAlternateLookup<ReadOnlySpan<char>>();
        _termLookup = _terms.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Number of terms; term ids are below it.</summary>
    public int Terms => _terms.Count;

    /// <summary>Bytes taken, estimated: a string and a dictionary entry per form and per term.</summary>
    public long Bytes => (_forms.Count + (long)_terms.Count) * (40 + 32);

    /// <summary>The form of a record's token; learns it when it is new.</summary>
    public SurfaceForm Learn(ReadOnlySpan<char> surface, TokenKind kind) =>
        _formLookup.TryGetValue(surface, out var form) ? form : LearnNew(surface, kind);

    /// <summary>The form of a query's token. Questions leave no trace in the index.</summary>
    public SurfaceForm Find(ReadOnlySpan<char> surface, TokenKind kind)
    {
        if (_formLookup.TryGetValue(surface, out var form))
            return form;
        Span<char> buffer = stackalloc char[TermNormalizer.MaxStemmed];
        var time = TimeWords.Of(surface, kind);
        if (!TryNormalize(surface, kind, buffer, out var length))
            return new SurfaceForm(Stop, time);
        return new SurfaceForm(_termLookup.TryGetValue(buffer[..length], out var term) ? term : Unknown, time);
    }

    private SurfaceForm LearnNew(ReadOnlySpan<char> surface, TokenKind kind)
    {
        Span<char> buffer = stackalloc char[TermNormalizer.MaxStemmed];
        var term = TryNormalize(surface, kind, buffer, out var length) ? TermId(buffer[..length], surface) : Stop;
        var form = new SurfaceForm(term, TimeWords.Of(surface, kind));
        _formLookup[surface] = form;
        return form;
    }

    private static bool TryNormalize(ReadOnlySpan<char> surface, TokenKind kind, Span<char> term, out int length)
    {
        if (!TermNormalizer.TryNormalize(surface, kind, term, out length))
            return false;
        if (kind == TokenKind.Word && GreekStemmer.IsGreek(term[..length]))
            length = GreekStemmer.Stem(term[..length]);
        return true;
    }

    private int TermId(ReadOnlySpan<char> stem, ReadOnlySpan<char> surface)
    {
        ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(_termLookup, stem, out var exists);
        if (!exists)
        {
            id = _terms.Count - 1;
            _vectors?.Learn(id, surface);
        }

        return id;
    }
}
