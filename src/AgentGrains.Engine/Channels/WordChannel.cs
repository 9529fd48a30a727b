using System.Buffers;
using System.Numerics.Tensors;
using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Index;
using AgentGrains.Engine.Vectors;

namespace AgentGrains.Engine.Channels;

/// <summary>
/// Finds other words of the same meaning, by the vectors of single words: how near each word of the question comes to some word
/// of a record, and how near the record as a whole comes to the question. Only candidates are looked at. Names have no meaning.
/// </summary>
/// <remarks>Owns scratch that the next call overwrites. Not thread-safe.</remarks>
internal sealed class WordChannel(IndexTables tables, TermVectors vectors)
{
    // Nearly any two words have a cosine of this.
    private const float Unrelated = 0.3f;

    private readonly List<int> _terms = [];
    private float[] _rarity = [];   // by term: its idf, 0 for a name; meant only where _seen
    private float[] _near = [];
    private bool[] _seen = [];

    /// <summary>Fills <see cref="Signal.Soft"/> and <see cref="Signal.Topic"/>.</summary>
    public void Fill(Question question, CandidateSignals signals)
    {
        var soft = signals[Signal.Soft];
        var topic = signals[Signal.Topic];
        soft.Clear();
        topic.Clear();
        if (question.Words.Count == 0)
            return;
        ReadTerms(signals.Ordinals);
        foreach (var word in question.Words)
            AddNearest(word, question, signals.Ordinals, soft);
        FillTopic(question, signals.Ordinals, topic);
        foreach (var term in _terms)
            _seen[term] = false;
    }

    // Every term of the candidates once.
    private void ReadTerms(ReadOnlySpan<int> ordinals)
    {
        if (_seen.Length < tables.Vocabulary.Terms)
        {
            var capacity = tables.Vocabulary.Terms + tables.Vocabulary.Terms / 2;
            (_seen, _rarity, _near) = (new bool[capacity], new float[capacity], new float[capacity]);
        }

        _terms.Clear();
        foreach (var ordinal in ordinals)
        {
            foreach (var term in Tokens(ordinal))
            {
                if (_seen[term])
                    continue;
                _seen[term] = true;
                _terms.Add(term);
                _rarity[term] = tables.Speakers.IsName(term) ? 0 : Bm25.Idf(tables.Records.Live, tables.Postings[term].Count);
            }
        }
    }

    private void AddNearest(QuestionWord word, Question question, ReadOnlySpan<int> ordinals, Span<float> soft)
    {
        var rarity = Rarity(word);
        vectors.Scan(question.VectorOf(word, vectors.Dimension), _terms, _near);
        foreach (var term in _terms)
            _near[term] = _rarity[term] == 0 ? 0 : Math.Max(0, (_near[term] - Unrelated) / (1 - Unrelated));
        if (word.Term >= 0 && _seen[word.Term])
            _near[word.Term] = 1;
        for (var i = 0; i < ordinals.Length; i++)
        {
            var best = 0f;
            foreach (var term in Tokens(ordinals[i]))
                best = Math.Max(best, _near[term]);
            soft[i] += rarity * best;
        }
    }

    // Cosines of the question with the candidates, after what all candidates have in common was taken from both.
    private void FillTopic(Question question, ReadOnlySpan<int> ordinals, Span<float> topic)
    {
        var dimension = vectors.Dimension;
        var rented = ArrayPool<float>.Shared.Rent((ordinals.Length + 2) * dimension);
        var asked = rented.AsSpan(0, dimension);
        var mean = rented.AsSpan(dimension, dimension);
        var rows = rented.AsSpan(2 * dimension, ordinals.Length * dimension);
        asked.Clear();
        mean.Clear();
        rows.Clear();
        foreach (var word in question.Words)
            TensorPrimitives.MultiplyAdd(question.VectorOf(word, dimension), Rarity(word), asked, asked);
        for (var i = 0; i < ordinals.Length; i++)
        {
            var row = rows.Slice(i * dimension, dimension);
            foreach (var term in Tokens(ordinals[i]))
                vectors.AddScaled(term, _rarity[term], row);
            if (Normalize(row))
                TensorPrimitives.Add(mean, row, mean);
        }

        TensorPrimitives.Divide(mean, ordinals.Length, mean);
        if (Normalize(asked))
        {
            TensorPrimitives.Subtract(asked, mean, asked);
            Normalize(asked);
            for (var i = 0; i < ordinals.Length; i++)
            {
                var row = rows.Slice(i * dimension, dimension);
                TensorPrimitives.Subtract(row, mean, row);
                topic[i] = Normalize(row) ? TensorPrimitives.Dot<float>(asked, row) : 0;
            }
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    private ReadOnlySpan<int> Tokens(int ordinal) => tables.Tokens.Text(tables.Records.Rows[ordinal]);

    // A word that no record holds is the rarest there is.
    private float Rarity(QuestionWord word) =>
        word.Weight * Bm25.Idf(tables.Records.Live, word.Term < 0 ? 0 : tables.Postings[word.Term].Count);

    private static bool Normalize(Span<float> vector)
    {
        var length = TensorPrimitives.Norm<float>(vector);
        if (length < 1e-6f)
        {
            vector.Clear();
            return false;
        }

        TensorPrimitives.Divide(vector, length, vector);
        return true;
    }
}
