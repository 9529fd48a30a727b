using System.Collections.Immutable;
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
        var segments = new NoteSegments(_options.LeastEpisodes);
        try
        {
            for (long? position = 0; position is { } from;)
            {
                var page = await Memory(MemoryType.Episodic).ListAsync(from, Math.Min(_options.BatchRecords, PageSize.Max), stopping);
                await WriteAsync(entry, segments.Add(page.Records), stopping);
                position = page.Next;
            }

            await WriteAsync(entry, segments.Quiet(clock.GetUtcNow() - _options.RestAfter), stopping);
        }
        catch (LimitExceededException full)
        {
            entry.Run = entry.Run with { Fault = $"no more notes were written: {full.Message}" };
        }

        entry.Reach(Array.IndexOf(Tidied, MemoryType.Semantic), (await Memory(MemoryType.Semantic).GetStatusAsync(stopping)).Sequence);
        await SaveAsync();
    }

    private async Task WriteAsync(RunEntry entry, IEnumerable<ImmutableArray<MemoryRecord>> closed, CancellationToken stopping)
    {
        var segments = closed.ToDictionary(Notes.Key);
        if (segments.Count == 0)
            return;
        foreach (var key in (await NotesOf(MemoryType.Semantic).FindUnwrittenAsync([.. segments.Keys])).Keys)
        {
            stopping.ThrowIfCancellationRequested();
            if (await WriteAsync(entry, key, segments[key], stopping) is { } fault)
                entry.Run = entry.Run with { Refused = entry.Run.Refused + 1, Fault = fault };
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
