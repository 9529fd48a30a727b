using System.Collections.Immutable;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Consolidation;

namespace AgentGrains.Runtime.Memory;

internal abstract partial class MemoryGrain
{
    public ValueTask<UnwrittenNotes> FindUnwrittenAsync(ImmutableArray<string> keys)
    {
        ThrowIfDamaged();
        return new(new UnwrittenNotes([.. keys.Where(key => !_image.State.Knows(key))], _image.State.Revision));
    }

    public async ValueTask<ImmutableArray<MemoryId>> FindGoneAsync(ImmutableArray<MemoryId> ids)
    {
        ThrowIfDamaged();
        if (Behind is not { } chain)
            return GoneHere(ids);
        var links = await chain.GetAsync();
        var parts = ids.ToLookup(id => Link(id, links));
        var gone = await Task.WhenAll(parts.Where(part => part.Key is not null).Select(part => part.Key!.As<INoteSink>().FindGoneAsync([.. part]).AsTask()));
        return [.. GoneHere(parts[null]), .. gone.SelectMany(ids => ids)];
    }

    public async ValueTask<bool> NoteAsync(string run, MemoryProposal note, long readAt)
    {
        ThrowIfDamaged();
        var limits = await EnterAsync();

        // In the turn that writes: what is forgotten after this look retracts in the next one, and so finds the note.
        var gone = await GrainFactory.GetGrain<IEpisodicMemoryGrain>(Scope.Key).AsReference<INoteSink>().FindGoneAsync(note.Evidence);
        if (!gone.IsEmpty || (note.Draft is { } draft && _image.State.Tombstones.Find(draft, note.Key, type) is not null))
            return true;   // what it tells of was forgotten, or erased: there is nothing to write
        if (_image.State.Decide([note], readAt, services.Clock.GetUtcNow(), services.Options, limits) is not { } decided)
            return false;
        ImmutableArray<MemoryOperation> operations = [.. decided.Select(operation => MemoryState.AsNoteOf(run, operation, services.Consolidation.NotesRest))];
        await RequireRoomAsync(limits, operations);
        await CommitAsync(operations);
        return true;
    }

    private ImmutableArray<MemoryId> GoneHere(IEnumerable<MemoryId> ids) =>
        [.. ids.Where(id => _image.State.Find(id) is not { Lineage.RetiredAt: null, Status: < EpistemicStatus.Superseded })];
}
