using System.Numerics.Tensors;
using AgentGrains.Engine.Fusion;

namespace AgentGrains.Engine.Vectors;

/// <summary>
/// Vectors of one tenant and model as product codes, with a hot window of the newest ones unquantised: a write is searched exactly at
/// once and encoded later. Candidates by code are scored again from a finer copy that the caller keeps.
/// </summary>
/// <remarks>One codebook at a time: when it is learnt anew, every row is encoded again before the next search. Not thread-safe.</remarks>
internal sealed class ProductSpace(string tenant, string model, int dimension)
{
    private readonly List<int> _hot = [];
    private readonly List<float[]> _hotRows = [];
    private readonly List<int> _coldOrdinals = [];
    private readonly HashSet<int> _known = [];
    private readonly TopHits _top = new();
    private byte[] _codes = [];
    private float[] _dots = [];
    private float[] _table = [];

    /// <summary>The codebook in use; null until the first is learnt.</summary>
    public Codebook? Codebook { get; private set; }

    /// <summary>Rows that are codes.</summary>
    public int Encoded => _coldOrdinals.Count;

    /// <summary>Rows in the hot window.</summary>
    public int Hot => _hot.Count;

    /// <summary>Memory of the codes, the window and the codebook.</summary>
    public long Bytes => (long)Encoded * (Codebook?.Parts ?? 0) + (long)Hot * dimension * sizeof(float) + (Codebook?.Bytes ?? 0);

    /// <summary>Adds a vector to the hot window.</summary>
    public void Add(int ordinal, ReadOnlySpan<float> vector)
    {
        if (vector.Length != dimension)
            throw VectorCodec.Invalid($"Model '{model}' has {dimension} dimensions in this memory; this vector has {vector.Length}. Give a changed model another id.");
        VectorCodec.RequireValid(vector, model);
        if (!_known.Add(ordinal))
            throw new InvalidOperationException($"Record {ordinal} has a vector here; one is never two rows.");
        _hot.Add(ordinal);
        _hotRows.Add(Unit(vector));
    }

    /// <summary>Learns the next version of the codebook and encodes every row under it.</summary>
    /// <param name="original">The finer copy of a row that is a code already.</param>
    /// <param name="seed">Equal rows and seeds give equal codebooks.</param>
    public void Learn(Func<int, float[]> original, int seed = 1)
    {
        var rows = new float[(Encoded + Hot) * dimension];
        for (var i = 0; i < Encoded; i++)
            Unit(original(_coldOrdinals[i])).CopyTo(rows.AsSpan(i * dimension));
        for (var i = 0; i < Hot; i++)
            _hotRows[i].CopyTo(rows.AsSpan((Encoded + i) * dimension));
        var next = new CodebookId(tenant, model, (Codebook?.Id.Version ?? 0) + 1);
        Codebook = Codebook.Train(next, rows, dimension, Codebook.PartsFor(dimension), seed);
        _coldOrdinals.AddRange(_hot);
        _hot.Clear();
        _hotRows.Clear();
        _codes = new byte[_coldOrdinals.Count * Codebook.Parts];
        for (var i = 0; i < _coldOrdinals.Count; i++)
            Codebook.Encode(rows.AsSpan(i * dimension, dimension), _codes.AsSpan(i * Codebook.Parts));
    }

    /// <summary>Encodes the hot window under the codebook there is.</summary>
    public void Encode()
    {
        if (Codebook is not { } book)
            throw new InvalidOperationException("There is no codebook yet; learn one first.");
        Array.Resize(ref _codes, (Encoded + Hot) * book.Parts);
        foreach (var (row, ordinal) in _hotRows.Zip(_hot))
        {
            book.Encode(row, _codes.AsSpan(_coldOrdinals.Count * book.Parts));
            _coldOrdinals.Add(ordinal);
        }

        _hot.Clear();
        _hotRows.Clear();
    }

    /// <summary>Finds the nearest rows: the hot window exactly, the codes by table and again from the finer copy.</summary>
    /// <param name="query">The question, of the space's model.</param>
    /// <param name="limit">Most rows to return.</param>
    /// <param name="rescored">How many candidates by code are scored again.</param>
    /// <param name="finer">The finer copy of a row.</param>
    public (float Score, int Ordinal)[] Search(ReadOnlySpan<float> query, int limit, int rescored, Func<int, float[]> finer)
    {
        var asked = Unit(query);
        int[] candidates = [];
        if (Codebook is { } book)
        {
            if (_dots.Length < Encoded)
                _dots = new float[Encoded + Encoded / 2];
            if (_table.Length < book.Parts * Codebook.Centroids)
                _table = new float[book.Parts * Codebook.Centroids];
            book.FillTable(asked, _table);
            book.Scan(_table, _codes, _dots.AsSpan(0, Encoded));
            _top.Clear(rescored);
            for (var row = 0; row < Encoded; row++)
            {
                if (_dots[row] > _top.Floor)
                    _top.Offer(_dots[row], row);
            }

            candidates = new int[_top.Count];
            for (var i = 0; i < candidates.Length; i++)
                candidates[i] = _coldOrdinals[_top.Kept[i].Ordinal];
        }

        _top.Clear(limit);
        foreach (var ordinal in candidates)
            _top.Offer(TensorPrimitives.Dot<float>(asked, Unit(finer(ordinal))), ordinal);
        for (var i = 0; i < Hot; i++)
            _top.Offer(TensorPrimitives.Dot<float>(asked, _hotRows[i]), _hot[i]);
        return [.. _top.Sorted()];
    }

    private static float[] Unit(ReadOnlySpan<float> vector)
    {
        var unit = vector.ToArray();
        TensorPrimitives.Divide(unit, TensorPrimitives.Norm<float>(unit), unit);
        return unit;
    }
}
