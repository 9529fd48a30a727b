using System.Numerics;
using System.Runtime.InteropServices;
using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Index;
using AgentGrains.Engine.Vectors;

namespace AgentGrains.Engine.Channels;

/// <summary>
/// Finds other words of the same meaning, by the vectors of single words: how near each word of the question comes to some word
/// of a record (a soft form of matching words, weighted by their rarity), and how near records come to it as a whole. Only
/// candidates and the records around them are looked at. Names have no meaning.
/// </summary>
/// <remarks>Owns scratch that the next call overwrites. Not thread-safe.</remarks>
internal sealed class WordChannel(IndexTables tables, TermVectors vectors)
{
    // Nearly any two words have a cosine of this.
    private const float Unrelated = 0.3f;

    // A cosine of 0.65: below that two words only go together.
    private const float SameMeaning = 0.5f;

    private readonly CandidatePlaces _places = new(tables.Records);
    private readonly TopicVectors _topics = new(vectors);
    private readonly List<int> _terms = [];   // of all places, each once
    private int[] _termAt = [];               // by term: its position in that list plus one; 0 for one that is not in it
    private float[] _rarity = [];             // by term: its idf, 0 for a name
    private float[] _near = [];               // by position of a term, then word of the question: how near they come, 0 to 1
    private float[] _soft = [];               // by place
    private float[] _nearest = [];            // by place: of all words of the question
    private bool _hasTopics;

    // What only depends on the candidates is kept from question to question: of a small memory they are always all.
    private readonly List<int> _knownPlaces = [];
    private (int Count, int Live, int Candidates) _known;

    /// <summary>Fills the signals that need word vectors.</summary>
    public void Fill(Question question, CandidateSignals signals, bool[]? visible)
    {
        foreach (var signal in Signals.OfWordVectors)
            signals[signal].Clear();
        _places.Collect([], visible);
        _hasTopics = false;
        if (question.Words.Count == 0)
            return;
        _places.Collect(signals.Ordinals, visible);
        if (!IsKnown(signals.Count))
            Describe(signals.Count);
        ScoreSoft(question);
        FillSoft(signals);
        FillTopics(question, signals, visible);
    }

    /// <summary>How near the question's words come to words of a record, summed by rarity; 0 for one that was no candidate.</summary>
    public float Soft(int ordinal) => _places.Of(ordinal) is >= 0 and var place ? _soft[place] : 0;

    /// <summary>How near a record comes to the question as a whole; 0 for one that was no candidate.</summary>
    public float Topic(int ordinal) => _hasTopics && _places.Of(ordinal) is >= 0 and var place ? _topics.Cosine(place) : 0;

    /// <summary>Whether some word of a record means much the same as one of the question's.</summary>
    public bool IsNear(int ordinal) => _places.Of(ordinal) is >= 0 and var place && _nearest[place] >= SameMeaning;

    // An index never comes back to the same two numbers: records are only added, and then only removed.
    private bool IsKnown(int candidates) =>
        _known == (tables.Records.Count, tables.Records.Live, candidates) && _places.Ordinals.SequenceEqual(CollectionsMarshal.AsSpan(_knownPlaces));

    private void Describe(int candidates)
    {
        ReadTerms();
        _topics.Clear(_places.Count);
        for (var place = 0; place < _places.Count; place++)
            _topics.Describe(place, Terms(place), _rarity);
        _topics.Center(candidates);
        _known = (tables.Records.Count, tables.Records.Live, candidates);
        _knownPlaces.Clear();
        _knownPlaces.AddRange(_places.Ordinals);
    }

    private void ReadTerms()
    {
        foreach (var term in _terms)
            _termAt[term] = 0;
        var terms = tables.Vocabulary.Terms;
        if (_termAt.Length < terms)
            (_termAt, _rarity) = (new int[terms + terms / 2], new float[terms + terms / 2]);
        _terms.Clear();
        for (var place = 0; place < _places.Count; place++)
        {
            foreach (var term in Terms(place))
            {
                if (_termAt[term] != 0)
                    continue;
                _terms.Add(term);
                _termAt[term] = _terms.Count;
                _rarity[term] = tables.Speakers.IsName(term) ? 0 : Bm25.Idf(tables.Records.Live, tables.Postings[term].Count);
            }
        }
    }

    private void ScoreSoft(Question question)
    {
        if (_soft.Length < _places.Count)
            (_soft, _nearest) = (new float[_places.Count + _places.Count / 2], new float[_places.Count + _places.Count / 2]);
        var stride = (question.Words.Count + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        CompareTerms(question, stride);
        Span<float> rarity = stackalloc float[question.Words.Count];
        for (var word = 0; word < rarity.Length; word++)
            rarity[word] = Rarity(question.Words[word]);
        Span<float> nearest = stackalloc float[stride];
        for (var place = 0; place < _places.Count; place++)
        {
            Nearest(Terms(place), nearest);
            var (soft, most) = (0f, 0f);
            for (var word = 0; word < rarity.Length; word++)
            {
                soft += rarity[word] * nearest[word];
                most = Math.Max(most, nearest[word]);
            }

            (_soft[place], _nearest[place]) = (soft, most);
        }
    }

    private void CompareTerms(Question question, int stride)
    {
        if (_near.Length < _terms.Count * stride)
            _near = new float[_terms.Count * stride + _terms.Count * stride / 2];
        Array.Clear(_near, 0, _terms.Count * stride);
        for (var word = 0; word < question.Words.Count; word++)
            vectors.Scan(question.VectorOf(question.Words[word], vectors.Dimension), _terms, _near.AsSpan(word), stride);
        for (var i = 0; i < _terms.Count; i++)
        {
            var near = _near.AsSpan(i * stride, stride);
            if (_rarity[_terms[i]] == 0)
            {
                near.Clear();
                continue;
            }

            foreach (ref var cosine in near)
                cosine = Math.Max(0, (cosine - Unrelated) / (1 - Unrelated));
        }

        for (var word = 0; word < question.Words.Count; word++)
        {
            if (question.Words[word].Term is >= 0 and var term && _termAt.Length > term && _termAt[term] is > 0 and var at)
                _near[(at - 1) * stride + word] = 1;
        }
    }

    // For each word of the question, how near the nearest of the terms comes.
    private void Nearest(ReadOnlySpan<int> terms, Span<float> nearest)
    {
        nearest.Clear();
        var best = MemoryMarshal.Cast<float, Vector<float>>(nearest);
        var near = MemoryMarshal.Cast<float, Vector<float>>(_near.AsSpan(0, _terms.Count * nearest.Length));
        foreach (var term in terms)
        {
            var from = (_termAt[term] - 1) * best.Length;
            for (var part = 0; part < best.Length; part++)
                best[part] = Vector.Max(best[part], near[from + part]);
        }
    }

    private void FillSoft(CandidateSignals signals)
    {
        var soft = signals[Signal.Soft];
        var asked = signals[Signal.SoftAsked];
        _soft.AsSpan(0, soft.Length).CopyTo(soft);
        for (var i = 0; i < signals.Count; i++)
        {
            var previous = tables.Records.Previous[signals.Ordinals[i]];
            if (_places.Of(previous) is >= 0 and var place && tables.Records.Rows[previous].Is(RecordMarks.Question))
                asked[i] = _soft[place];
        }
    }

    private void FillTopics(Question question, CandidateSignals signals, bool[]? visible)
    {
        _topics.Forget();
        foreach (var word in question.Words)
            _topics.Ask(question.VectorOf(word, vectors.Dimension), Rarity(word));
        _hasTopics = _topics.Asked();
        if (!_hasTopics)
            return;
        var own = signals[Signal.Topic];
        var window = signals[Signal.TopicWindow];
        Span<int> around = stackalloc int[RecordTable.MostAround];
        for (var i = 0; i < signals.Count; i++)
        {
            own[i] = _topics.Cosine(i);
            _topics.Gather(i);
            foreach (var at in tables.Records.Around(signals.Ordinals[i], visible, around))
                _topics.Join(_places.Of(at));
            window[i] = _topics.GatheredCosine();
        }
    }

    private ReadOnlySpan<int> Terms(int place) => tables.Tokens.Text(tables.Records.Rows[_places[place]]);

    // A word that no record holds is the rarest there is.
    private float Rarity(QuestionWord word) =>
        word.Weight * Bm25.Idf(tables.Records.Live, word.Term < 0 ? 0 : tables.Postings[word.Term].Count);
}
