using System.Runtime.CompilerServices;
using AgentGrains.Engine.Analysis;
using AgentGrains.Engine.Graph;
using AgentGrains.Engine.Vectors;

namespace AgentGrains.Engine.Index;

/// <summary>The tables one index is made of.</summary>
internal sealed class IndexTables(TermVectors? vectors)
{
    private PostingList[] _postings = [];

    public Vocabulary Vocabulary { get; } = new(vectors);

    /// <summary>Vectors of the terms, when a model has them.</summary>
    public TermVectors? Vectors => vectors;

    public RecordTable Records { get; } = new();

    public SessionTable Sessions { get; } = new();

    public SpeakerTable Speakers { get; } = new();

    public AliasTable Aliases { get; } = new();

    public EntityTable Entities { get; } = new();

    public TokenStore Tokens { get; } = new();

    /// <summary>Posting lists by term.</summary>
    public Span<PostingList> Postings => _postings;

    /// <summary>Makes room for terms the vocabulary has learnt.</summary>
    public void EnsureTerms()
    {
        if (_postings.Length < Vocabulary.Terms)
            Array.Resize(ref _postings, Math.Max(64, Vocabulary.Terms + Vocabulary.Terms / 2));
    }

    /// <summary>Bytes of the tables, an estimate for the vocabulary.</summary>
    public long Bytes
    {
        get
        {
            var postings = (long)_postings.Length * Unsafe.SizeOf<PostingList>();
            foreach (var list in _postings)
                postings += list.Bytes;
            return postings + Vocabulary.Bytes + Records.Bytes + Sessions.Bytes + Tokens.Bytes + Entities.Bytes + (vectors?.Bytes ?? 0);
        }
    }
}
