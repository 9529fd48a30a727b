using System.Collections.Immutable;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Derivation;

namespace AgentGrains.Runtime.Memory;

internal abstract partial class MemoryGrain
{
    private const int MostRelated = 8;

    // A derivation under way may still hold what was forgotten when it proposes.
    private readonly HashSet<MemoryId> _retracted = [];

    public async ValueTask<TurnPage> ReadTurnsAsync(long position, int take)
    {
        ThrowIfDamaged();
        if (Behind is not { } chain)
            return TurnsHere(position, take);
        var (page, next, number) = await PageAsync(
            chain, position, (chapter, from) => chapter?.AsReference<ITurnSource>().ReadTurnsAsync(from, take) ?? new(TurnsHere(from, take)),
            page => page.IsEnd ? null : page.Next);

        // At the end of a chapter that is not the last, all of it is before the next.
        return next is { } at
            ? page with
            {
                Next = at,
                IsEnd = false,
                Sequence = page.IsEnd ? Chapters.SequenceBefore(number + 1) : page.Sequence,
                Passed = page.IsEnd ? Chapters.Position(number, page.Next) : null,
            }
            : page with { Next = Chapters.Position(number, page.Next) };
    }

    private TurnPage TurnsHere(long position, int take)
    {
        var state = _image.State;
        var turns = ImmutableArray.CreateBuilder<MemoryRecord>(take);
        var ordinal = (int)Math.Clamp(position, 0, state.Versions);
        for (; ordinal < state.Versions && turns.Count < take; ordinal++)
        {
            if (state[ordinal] is { Lineage.RetiredAt: null, Status: not EpistemicStatus.Quarantined } record)
                turns.Add(record);
        }

        var isEnd = ordinal == state.Versions;
        if (isEnd)
            _follower?.Followed();
        return new TurnPage(turns.ToImmutable(), ordinal, isEnd ? state.Sequence : turns.Max(turn => turn.Sequence), isEnd);
    }

    public ValueTask<RelatedFinds> FindRelatedAsync(ImmutableArray<KeyedUnit> units)
    {
        ThrowIfDamaged();
        var found = ImmutableArray.CreateBuilder<RelatedRecords>(units.Length);
        foreach (var item in units)
        {
            var done = _image.State.Knows(item.Key);
            var (similar, neighbours) = done ? ([], []) : _image.FindRelated(item.Unit, MostRelated);
            found.Add(new RelatedRecords(done, similar, neighbours));
        }

        return new(new RelatedFinds(found.MoveToImmutable(), _image.State.Revision));
    }

    public ValueTask<DerivedFinds> FindDerivedAsync(ImmutableArray<MemoryId> turns)
    {
        ThrowIfDamaged();
        return new(new DerivedFinds([.. _image.State.DerivedFrom(turns.ToHashSet()).Select(record => new DerivedRecord(record, _image.State.Stands(record)))], _image.State.Revision));
    }

    public async ValueTask<bool> ProposeAsync(ImmutableArray<MemoryProposal> proposals, long readAt)
    {
        ThrowIfDamaged();
        var limits = await EnterAsync();
        proposals = proposals.RemoveAll(proposal => proposal.Evidence.Any(_retracted.Contains) || proposal.Draft is { } draft && _image.State.Tombstones.Find(draft, proposal.Key, type) is not null);
        if (_image.State.Decide(proposals, readAt, services.Clock.GetUtcNow(), services.Options, limits) is not { } operations)
            return false;
        await RequireRoomAsync(limits, operations);
        await CommitAsync(operations);
        return true;
    }

    public async ValueTask RetractAsync(MemoryId source)
    {
        ThrowIfDamaged();
        _retracted.Add(source);
        await CommitAsync(_image.State.DecideRetract(source, services.Clock.GetUtcNow()));
    }

    public ValueTask RestoreAsync(MemoryId source)
    {
        _retracted.Remove(source);
        return ValueTask.CompletedTask;
    }
}
