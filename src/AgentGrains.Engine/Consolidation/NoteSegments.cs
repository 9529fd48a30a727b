using System.Collections.Immutable;

namespace AgentGrains.Engine.Consolidation;

/// <summary>
/// Cuts a log into segments of episodes that belong together: of one session, without a long pause. What a segment holds follows from the log alone,
/// so whoever reads the log again finds the same ones.
/// </summary>
/// <remarks>Give it the log in order. Not thread-safe.</remarks>
internal sealed class NoteSegments(int leastEpisodes)
{
    private const int MostEpisodes = 40;      // fewer than a record may have sources
    private const int MostOpen = 256;         // sessions that go on at once; the oldest is taken for over
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private readonly List<(string Session, List<MemoryRecord> Episodes)> _open = [];   // the one that was spoken in last is the last

    /// <summary>Takes in what comes next in the log.</summary>
    /// <returns>Segments that were closed by it.</returns>
    public IEnumerable<ImmutableArray<MemoryRecord>> Add(IEnumerable<MemoryRecord> episodes)
    {
        foreach (var episode in episodes.Where(MayBeTold))
        {
            var session = episode.Provenance.Session ?? "";
            var at = _open.FindIndex(open => open.Session == session);
            var said = at < 0 ? [] : _open[at].Episodes;
            if (at >= 0)
                _open.RemoveAt(at);
            if (said.Count > 0 && (said.Count == MostEpisodes || (episode.OccurredAt - said[^1].OccurredAt).Duration() > Pause))
            {
                foreach (var closed in Closed(said))
                    yield return closed;
                said = [];
            }

            said.Add(episode);
            _open.Add((session, said));
            if (_open.Count <= MostOpen)
                continue;
            foreach (var closed in Closed(_open[0].Episodes))
                yield return closed;
            _open.RemoveAt(0);
        }
    }

    /// <summary>Segments that nothing was added to since a time; the others are open, and wait.</summary>
    public IEnumerable<ImmutableArray<MemoryRecord>> Quiet(DateTimeOffset since) => _open.Where(open => open.Episodes[^1].RecordedAt <= since).SelectMany(open => Closed(open.Episodes));

    // What will be gone some day, or is doubted, is in no text that outlives it.
    private static bool MayBeTold(MemoryRecord record) => record is { ExpiresAt: null, Lineage.RetiredAt: null, Status: < EpistemicStatus.Superseded };

    private IEnumerable<ImmutableArray<MemoryRecord>> Closed(List<MemoryRecord> episodes) => episodes.Count >= leastEpisodes ? [[.. episodes]] : [];
}
