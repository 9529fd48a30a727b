using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AgentGrains.Engine.Consolidation;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Memory;

namespace AgentGrains.Runtime.Consolidation;

internal sealed partial class ConsolidationGrain
{
    private const int MostTries = 3;   // while others keep changing what a note is written against

    // The last stage. It reads the whole log again: which segments have a note is known by the notes' keys, so whatever a crash repeats does nothing.
    private async Task WriteNotesAsync(RunEntry entry, CancellationToken stopping)
    {
        if (_options.NoteTokens == 0)
            return;
        try
        {
            await foreach (var (key, episodes) in UnwrittenAsync(stopping))
            {
                if (await WriteAsync(entry, key, episodes, stopping) is { } fault)
                    entry.Run = entry.Run with { Refused = entry.Run.Refused + 1, Fault = fault };
            }
        }
        catch (LimitExceededException full)
        {
            entry.Run = entry.Run with { Fault = $"no more notes were written: {full.Message}" };
        }

        entry.Reach(Array.IndexOf(Tidied, MemoryType.Semantic), (await Memory(MemoryType.Semantic).GetStatusAsync(stopping)).Sequence);
        await SaveAsync();
    }

    // Segments that promotion would write a note of. Nobody sees them while the run is staged; without them one that has nothing else to do would be over.
    private async Task<int> CountUnwrittenAsync(CancellationToken stopping) =>
        _options.NoteTokens == 0 ? 0 : await UnwrittenAsync(stopping).CountAsync(unwritten => Notes.Extract(unwritten.Episodes, _options.NoteTokens) is not null, stopping);

    // Closed segments of the log that have no note.
    private async IAsyncEnumerable<(string Key, ImmutableArray<MemoryRecord> Episodes)> UnwrittenAsync([EnumeratorCancellation] CancellationToken stopping)
    {
        var segments = new NoteSegments(_options.LeastEpisodes);
        for (long? position = 0; position is { } from;)
        {
            var page = await Memory(MemoryType.Episodic).ListAsync(from, Math.Min(_options.BatchRecords, PageSize.Max), stopping);
            position = page.Next;
            var closed = segments.Add(page.Records).ToDictionary(Notes.Key);
            foreach (var segment in position is null ? segments.Quiet(clock.GetUtcNow() - _options.RestAfter) : [])
                closed.TryAdd(Notes.Key(segment), segment);
            if (closed.Count == 0)
                continue;
            foreach (var key in (await NotesOf(MemoryType.Semantic).FindUnwrittenAsync([.. closed.Keys])).Keys)
            {
                stopping.ThrowIfCancellationRequested();
                yield return (key, closed[key]);
            }
        }
    }

    // Read, write, and commit only against what was read: the beliefs by their revision, the episodes by looking again.
    private async Task<string?> WriteAsync(RunEntry entry, string key, ImmutableArray<MemoryRecord> episodes, CancellationToken stopping)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var read = await NotesOf(MemoryType.Semantic).FindUnwrittenAsync([key]);
            var (note, fault) = read.Keys.IsEmpty ? (null, null) : await notes.WriteAsync(_scope.Key, episodes, stopping);
            if (note is null)
                return fault;
            if (!(await NotesOf(MemoryType.Episodic).FindGoneAsync([.. episodes.Select(episode => episode.Id)])).IsEmpty)
                return "note: an episode was forgotten while it was written";
            if (await NotesOf(MemoryType.Semantic).NoteAsync(entry.Run.Id, Proposal(key, note, episodes), read.Revision))
                return null;
        }

        return "note: what is known kept changing while it was written";
    }

    private static MemoryProposal Proposal(string key, string note, ImmutableArray<MemoryRecord> episodes)
    {
        ImmutableArray<MemoryId> sources = [.. episodes.Select(episode => episode.Id)];
        return new MemoryProposal
        {
            Kind = OperationKind.Add,
            Key = key,
            Producer = MemoryState.NoteMaker,
            Evidence = sources,
            Trust = episodes.Min(episode => episode.Trust),
            Draft = new MemoryDraft
            {
                Kind = MemoryKind.Note,
                Text = note,
                OccurredAt = episodes[^1].OccurredAt,
                Session = episodes[0].Provenance.Session,
                Source = "consolidation",
                Status = EpistemicStatus.Inferred,
                DerivedFrom = sources,
            },
        };
    }

    private INoteSink NotesOf(MemoryType type) => Memory(type).AsReference<INoteSink>();
}
