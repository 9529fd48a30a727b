using AgentGrains.Engine.Analysis;
using AgentGrains.Engine.Channels;
using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Graph;
using AgentGrains.Engine.Names;
using AgentGrains.Engine.Vectors;

namespace AgentGrains.Engine.Index;

/// <summary>
/// The searchable side of one memory: words, neighbours, sessions, speakers, names, dates and vectors of its records. Pure: no
/// clock, no I/O; the same operations in the same order give the same results on every machine.
/// </summary>
/// <remarks>
/// Not thread-safe: for one owner at a time, such as a grain, whose calls do not overlap. Sessions are chained in the order of
/// adding. Ordinals are never reused; an index with many removals is best rebuilt from its records.
/// </remarks>
public sealed class RecallIndex
{
    private readonly IndexTables _tables;
    private readonly RecordIndexer _indexer;
    private readonly Question _question = new();
    private readonly QuestionReader _reader;
    private readonly LexicalChannels _lexical;
    private readonly PhraseChannel _phrases;
    private readonly DenseChannel _dense;
    private readonly SignalReader _signals;
    private readonly BridgeBeam _bridges;
    private readonly RecallRanker _ranker;
    private readonly SufficiencyCheck _sufficiency;
    private readonly Bm25Search _bm25;
    private readonly NameSearch _names;
    private readonly RecallWeights _weights;
    private bool[] _visible = [];

    /// <summary>Makes an empty index.</summary>
    /// <param name="words">Vectors of single words, to find other words of the same meaning.</param>
    /// <param name="weights">
    /// How channels are fused; null means <see cref="RecallWeights.Default"/>, or <see cref="RecallWeights.WithWordVectors"/> where there are any.
    /// </param>
    public RecallIndex(IWordVectors? words = null, RecallWeights? weights = null)
        : this(words, weights, scoreAllUpTo: 2_000)
    {
    }

    internal RecallIndex(IWordVectors? words, RecallWeights? weights, int scoreAllUpTo)
    {
        _weights = weights ?? (words is null ? RecallWeights.Default : RecallWeights.WithWordVectors);
        _tables = new IndexTables(words is null ? null : new TermVectors(words));
        var analyzer = new TextAnalyzer(_tables.Vocabulary);
        _indexer = new RecordIndexer(_tables, analyzer);
        _reader = new QuestionReader(analyzer, _tables, _question);
        _lexical = new LexicalChannels(_tables.Records, _tables.Sessions);
        _phrases = new PhraseChannel(_tables.Records, _tables.Tokens);
        _dense = new DenseChannel(_tables.Records);
        _bridges = new BridgeBeam(_tables);
        var wordChannel = _tables.Vectors is { } vectors ? new WordChannel(_tables, vectors) : null;
        _signals = new SignalReader(_tables, _lexical, _phrases, _dense, wordChannel);
        _ranker = new RecallRanker(_tables.Records, new CandidateSelector(_tables.Records, _lexical, _dense), _signals, _bridges) { ScoreAllUpTo = scoreAllUpTo };
        _sufficiency = new SufficiencyCheck(_tables, _signals);
        _bm25 = new Bm25Search(_tables.Records);
        _names = new NameSearch(_tables.Aliases);
    }

    /// <summary>Records in the index.</summary>
    public int Count => _tables.Records.Live;

    /// <summary>Memory the index takes, in bytes, without the records themselves.</summary>
    public long Bytes => _tables.Bytes + _dense.Bytes;

    /// <summary>Adds a record, searchable at once, and returns its ordinal: 0, 1, 2 and so on. Its vector is set apart.</summary>
    /// <exception cref="LimitExceededException">16.7 million ordinals have been given out.</exception>
    public int Add(MemoryRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return _indexer.Add(record);
    }

    /// <summary>Takes a record out; scores and neighbours are as if it had never been there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record.</exception>
    public void Remove(int ordinal)
    {
        RequireLive(ordinal);
        _dense.Remove(ordinal);
        _indexer.Remove(ordinal);
    }

    /// <summary>Takes a record out for a while: as <see cref="Remove"/>, but <see cref="Restore"/> can put it back in its place.</summary>
    internal void Archive(int ordinal) => Remove(ordinal);

    /// <summary>Puts a record that was archived back: scores and neighbours are as if it had never been away. Its vector is set apart.</summary>
    internal void Restore(int ordinal, MemoryRecord record) => _indexer.Restore(ordinal, record);

    /// <summary>Whether a record holds a time expression.</summary>
    internal bool TellsTime(int ordinal) => _tables.Records.Rows[ordinal].Is(RecordMarks.Time);

    /// <summary>Whether a record is in the index.</summary>
    internal bool Holds(int ordinal) => _tables.Records.IsLive(ordinal);

    /// <summary>Multiplies the odds that a record is the answer, 1 at first.</summary>
    internal void SetWeight(int ordinal, float weight) => _tables.Records.SetPrior(ordinal, MathF.Log(weight));

    /// <summary>Bits per component of a record's vector; 0 when it has none.</summary>
    internal int VectorBits(int ordinal) => _dense.BitsOf(ordinal);

    /// <summary>Bytes of the vectors.</summary>
    internal long VectorBytes => _dense.Bytes;

    /// <summary>Gives a record the vector of one model; an earlier one of any model is forgotten.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record.</exception>
    /// <exception cref="InvalidMemoryException">The vector is unusable or has another dimension than its model's others.</exception>
    public void SetVector(int ordinal, StoredVector vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        RequireLive(ordinal);
        _dense.Set(ordinal, vector);
    }

    /// <summary>Whether a record is in the index.</summary>
    internal bool IsLive(int ordinal) => _tables.Records.IsLive(ordinal);

    /// <summary>Forgets a record's vector.</summary>
    internal void RemoveVector(int ordinal) => _dense.Remove(ordinal);

    /// <summary>Throws unless the vector could be set now.</summary>
    internal void RequireVector(StoredVector vector) => _dense.Require(vector);

    /// <summary>Finds the records that answer a question, best first; equal scores by ordinal.</summary>
    /// <param name="query">The question.</param>
    /// <param name="results">Cleared, then filled.</param>
    /// <exception cref="InvalidMemoryException">The question's vector is unusable or has the wrong dimension.</exception>
    /// <returns>
    /// Whether something found may be the answer: false when no record holds, with those around it, all that the question calls by name and
    /// fits its date. The results are the best there is all the same.
    /// </returns>
    public bool Search(in SearchQuery query, List<RankedHit> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        results.Clear();
        if (Count == 0)
            return false;
        var visible = Score(query);
        foreach (var (score, ordinal) in _ranker.Rank(_question, query, _weights, visible))
            results.Add(new RankedHit(ordinal, score, _lexical.Coverage(ordinal), _signals.Explain(ordinal, _question) with { Graph = _bridges.Gains.GetValueOrDefault(ordinal) }));
        return _sufficiency.IsAnswered(_question, results, visible);
    }

    /// <summary>Cosines with the question's vector by ordinal, not a number where there is none to compare; null when nothing has one of its model.</summary>
    /// <exception cref="InvalidMemoryException">The question's vector is unusable or has the wrong dimension.</exception>
    internal float[]? ReadCosines(in SearchQuery query)
    {
        _dense.Score(query);
        if (!_dense.IsActive)
            return null;
        var cosines = new float[_tables.Records.Count];
        for (var ordinal = 0; ordinal < cosines.Length; ordinal++)
            cosines[ordinal] = _dense.HasVector(ordinal) ? _dense.Cosines[ordinal] : float.NaN;
        return cosines;
    }

    /// <summary>Which signals there are; a learnt adjustment of other ones does not fit.</summary>
    internal int Basis => RankingBasis.Of(_tables.Vectors is not null);

    /// <summary>What the last search weighed of a hit; <see cref="RankingBasis.Size"/> values.</summary>
    internal void ReadWeighed(int ordinal, Span<float> values) => _ranker.ReadWeighed(ordinal, values);

    /// <summary>The candidates of a question and their signals, for fitting weights. Valid until the next search.</summary>
    internal CandidateSignals ReadSignals(in SearchQuery query) => _ranker.Read(_question, _weights, Score(query));

    /// <summary>Finds the records that a question calls by one of their names, in no order.</summary>
    internal IEnumerable<NameHit> SearchNames(string query) => _names.Find(query);

    /// <summary>A name as it is compared: folded words joined by spaces.</summary>
    internal string FoldName(string name) => _names.Fold(name);

    /// <summary>Finds records by BM25 of their own words and speaker alone.</summary>
    /// <param name="query">The question; its vector is not used.</param>
    /// <param name="results">Cleared, then filled.</param>
    public void SearchBm25(in SearchQuery query, List<(int Ordinal, float Score)> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        results.Clear();
        _reader.Read(query.Text);
        _bm25.Search(_question, _tables.Postings, query.Limit, query.Visible, results);
    }

    private bool[]? Score(in SearchQuery query)
    {
        var visible = See(query.Visible);
        _reader.Read(query.Text);
        _dense.Score(query);
        _lexical.Score(_question, _tables.Postings, visible);
        _phrases.Score(_question, _tables.Postings, visible);
        return visible;
    }

    private bool[]? See(Func<int, bool>? visible)
    {
        if (visible is null)
            return null;
        var records = _tables.Records;
        if (_visible.Length < records.Count)
            _visible = new bool[records.Capacity];
        for (var ordinal = 0; ordinal < records.Count; ordinal++)
            _visible[ordinal] = records.IsLive(ordinal) && visible(ordinal);
        return _visible;
    }

    private void RequireLive(int ordinal)
    {
        if (!_tables.Records.IsLive(ordinal))
            throw new ArgumentOutOfRangeException(nameof(ordinal), ordinal, "No record of the index has this ordinal.");
    }
}
