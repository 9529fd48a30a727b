using System.Runtime.InteropServices;
using AgentGrains.Engine.Channels;
using AgentGrains.Engine.Index;

namespace AgentGrains.Engine.Graph;

/// <summary>
/// Follows entities from the records that answer best to others they share an entity with, hop by hop: for questions whose answer is
/// told by a record that the question does not speak of. A record counts as much as the best path to it: the strength of the
/// record it begins at, times the rarity of each entity on the way (HyperMemory's beam of W. Fan et al. 2025, "HyperRAG", without a model).
/// </summary>
/// <remarks>Owns scratch that the next call overwrites. Not thread-safe.</remarks>
internal sealed class BridgeBeam(IndexTables tables)
{
    /// <summary>Best records that the beam begins at.</summary>
    public const int Seeds = 8;

    private const int Hops = 2;
    private const int Width = 8;        // records that are followed further
    private const float Fading = 0.5f;  // of a hop after the first
    private const int MostRecords = 64; // an entity of more connects nothing

    private readonly Dictionary<int, float> _gains = [];
    private readonly List<(float Strength, int Ordinal)> _frontier = [];
    private readonly List<(float Strength, int Ordinal)> _reached = [];
    private readonly HashSet<ulong> _seen = [];

    /// <summary>What each record that was reached gains, 0 to 1.</summary>
    public IReadOnlyDictionary<int, float> Gains => _gains;

    /// <summary>Follows the entities of the best records.</summary>
    /// <param name="seeds">The best records and their strength, at most 1, best first.</param>
    /// <param name="visible">Records that may be seen; null means all.</param>
    public void Follow(ReadOnlySpan<(float Strength, int Ordinal)> seeds, bool[]? visible)
    {
        _gains.Clear();
        if (tables.Entities.IsEmpty)
            return;
        _frontier.Clear();
        _frontier.AddRange(seeds);
        for (var hop = 0; hop < Hops && _frontier.Count > 0; hop++)
        {
            _reached.Clear();
            foreach (var (strength, ordinal) in _frontier)
                FollowOne(ordinal, hop == 0 ? strength : strength * Fading, visible);
            _reached.Sort(static (a, b) => a.Strength != b.Strength ? b.Strength.CompareTo(a.Strength) : a.Ordinal.CompareTo(b.Ordinal));
            _frontier.Clear();
            _frontier.AddRange(CollectionsMarshal.AsSpan(_reached)[..Math.Min(Width, _reached.Count)]);
        }
    }

    private void FollowOne(int ordinal, float strength, bool[]? visible)
    {
        _seen.Clear();
        foreach (var entity in tables.Entities.Of(ordinal))
        {
            if (_seen.Add(entity.Key))
                Reach(entity.Key, entity.Terms, ordinal, strength, visible);
        }

        // Longest name first; its words are then taken.
        var text = tables.Tokens.Text(tables.Records.Rows[ordinal]);
        for (var first = 0; first < text.Length; first++)
        {
            for (var terms = Math.Min(tables.Entities.Longest, text.Length - first); terms > 0; terms--)
            {
                var name = text.Slice(first, terms);
                if (!tables.Entities.IsName(name, out var entity))
                    continue;
                if (_seen.Add(entity))
                    Reach(entity, name, ordinal, strength, visible);
                first += terms - 1;
                break;
            }
        }
    }

    private void Reach(ulong entity, ReadOnlySpan<int> terms, int from, float strength, bool[]? visible)
    {
        var records = tables.Entities.RecordsOf(entity);
        if (records.Length > MostRecords)
            return;
        var gain = strength * Rarity(terms) / MathF.Sqrt(records.Length);
        foreach (var ordinal in records)
        {
            if (ordinal == from || (visible is not null && !visible[ordinal]))
                continue;
            ref var best = ref CollectionsMarshal.GetValueRefOrAddDefault(_gains, ordinal, out var known);
            if (!known)
                _reached.Add((gain, ordinal));
            best = Math.Max(best, gain);
        }
    }

    // Of its rarest word, as a share of the rarest there can be.
    private float Rarity(ReadOnlySpan<int> terms)
    {
        var fewest = int.MaxValue;
        foreach (var term in terms)
            fewest = Math.Min(fewest, tables.Postings[term].Count);
        var live = tables.Records.Live;
        return Bm25.Idf(live, fewest) / Bm25.Idf(live, 1);
    }
}
