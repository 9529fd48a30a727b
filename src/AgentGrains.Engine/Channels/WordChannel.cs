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
    private bool[] _seen = [];                // by term; all false between questions
    private float[] _rarity = [];             // by term: its idf, 0 for a name
    private float[] _near = [];               // by term: how near it comes to one word, 0 to 1
    private float[] _soft = [];               // by place
    private float[] _nearest = [];            // by place: of all words of the question
    private bool _hasTopics;

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
        ReadTerms();
        ScoreSoft(question);
        FillSoft(signals);
        FillTopics(question, signals, visible);
        foreach (var term in _terms)
            _seen[term] = false;
    }

    /// <summary>How near the question's words come to words of a record, summed by rarity; 0 for one that was no candidate.</summary>
    public float Soft(int ordinal) => _places.Of(ordinal) is >= 0 and var place ? _soft[place] : 0;

    /// <summary>How near a record comes to the question as a whole; 0 for one that was no candidate.</summary>
    public float Topic(int ordinal) => _hasTopics && _places.Of(ordinal) is >= 0 and var place ? _topics.Cosine(place) : 0;

    /// <summary>Whether some word of a record means much the same as one of the question's.</summary>
    public bool IsNear(int ordinal) => _places.Of(ordinal) is >= 0 and var place && _nearest[place] >= SameMeaning;

    private void ReadTerms()
    {
        var terms = tables.Vocabulary.Terms;
        if (_seen.Length < terms)
            (_seen, _rarity, _near) = (new bool[terms + terms / 2], new float[terms + terms / 2], new float[terms + terms / 2]);
        _terms.Clear();
        for (var place = 0; place < _places.Count; place++)
        {
            foreach (var term in Terms(place))
            {
                if (_seen[term])
                    continue;
                _seen[term] = true;
                _terms.Add(term);
                _rarity[term] = tables.Speakers.IsName(term) ? 0 : Bm25.Idf(tables.Records.Live, tables.Postings[term].Count);
            }
        }
    }

    private void ScoreSoft(Question question)
    {
        if (_soft.Length < _places.Count)
            (_soft, _nearest) = (new float[_places.Count + _places.Count / 2], new float[_places.Count + _places.Count / 2]);
        Array.Clear(_soft, 0, _places.Count);
        Array.Clear(_nearest, 0, _places.Count);
        foreach (var word in question.Words)
        {
            var rarity = Rarity(word);
            vectors.Scan(question.VectorOf(word, vectors.Dimension), _terms, _near);
            foreach (var term in _terms)
                _near[term] = _rarity[term] == 0 ? 0 : Math.Max(0, (_near[term] - Unrelated) / (1 - Unrelated));
            if (word.Term >= 0 && _seen[word.Term])
                _near[word.Term] = 1;
            for (var place = 0; place < _places.Count; place++)
            {
                var nearest = 0f;
                foreach (var term in Terms(place))
                    nearest = Math.Max(nearest, _near[term]);
                _soft[place] += rarity * nearest;
                _nearest[place] = Math.Max(_nearest[place], nearest);
            }
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
        _topics.Clear(_places.Count);
        foreach (var word in question.Words)
            _topics.Ask(question.VectorOf(word, vectors.Dimension), Rarity(word));
        for (var place = 0; place < _places.Count; place++)
            _topics.Describe(place, Terms(place), _rarity);
        _hasTopics = _topics.Center(signals.Count);
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
