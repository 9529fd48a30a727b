namespace AgentGrains.Engine.Fusion;

/// <summary>One record that a search found.</summary>
/// <param name="Ordinal">The record, as <c>RecallIndex.Add</c> returned it.</param>
/// <param name="Score">Fused score; comparable within one result list only.</param>
/// <param name="Coverage">
/// How much of the question the record answers to, from 0 to 1: the share of the question's words, by their rarity, that it
/// holds. Comparable between indexes.
/// </param>
/// <param name="Channels">What each channel gave, before weighting.</param>
public readonly record struct RankedHit(int Ordinal, float Score, float Coverage, ChannelScores Channels);

/// <summary>Raw scores of one record by channel; 0 where a channel has nothing to say.</summary>
/// <param name="Record">BM25 of the record with its speaker.</param>
/// <param name="Session">BM25 of its session.</param>
/// <param name="Window">BM25 of the two records on either side.</param>
/// <param name="Before">BM25 of the three records before.</param>
/// <param name="Asked">BM25 of the record before, when that is a question.</param>
/// <param name="Phrase">BM25 of neighbouring word pairs.</param>
/// <param name="Speaker">1 when the question names its speaker.</param>
/// <param name="Date">How well its days fit the question's dates, 0 to 1.</param>
/// <param name="Time">1 when it holds a time expression.</param>
/// <param name="Alias">Number of the question's words that are one of its names.</param>
/// <param name="Dense">Cosine with the question's embedding.</param>
/// <param name="Soft">How near the question's words come to its words, summed by rarity.</param>
/// <param name="Topic">Cosine of its words with the question's, as a whole, less what all records have in common.</param>
/// <param name="Graph">How strongly other records lead to it by entities they share, 0 to 1.</param>
public readonly record struct ChannelScores(
    float Record, float Session, float Window, float Before, float Asked, float Phrase,
    float Speaker, float Date, float Time, float Alias, float Dense, float Soft = 0, float Topic = 0, float Graph = 0);
