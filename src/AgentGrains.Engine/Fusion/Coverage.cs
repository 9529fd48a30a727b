using AgentGrains.Engine.Channels;
using AgentGrains.Engine.Index;

namespace AgentGrains.Engine.Fusion;

/// <summary>The share of a question's words, weighted by rarity, that a record holds. Absolute, so indexes can be merged by it.</summary>
internal static class Coverage
{
    public static float Of(Question question, IndexTables tables, int ordinal)
    {
        var live = tables.Records.Live;

        // A word that no record holds is the rarest there is: an index that knows half the question must not look perfect.
        double covered = 0, asked = question.UnknownWeight * Bm25.Idf(live, 0);
        foreach (var term in question.Terms)
        {
            var postings = tables.Postings[term.Term];
            var weight = term.Weight * Bm25.Idf(live, postings.Count);
            asked += weight;
            if (postings.Find(ordinal) != 0)
                covered += weight;
        }

        return asked <= 0 ? 0 : (float)(covered / asked);
    }
}
