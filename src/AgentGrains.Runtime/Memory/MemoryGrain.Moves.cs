using System.Collections.Immutable;
using AgentGrains.Engine.Cubes;
using AgentGrains.Engine.Moves;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Moves;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Memory;

// As a source, every chapter has a fence of its own, raised from the front door to the open one: what is written behind it until then is read with the rest.
// As a target, all comes to the first chapter, each chapter of the source as an import of its own, whose cursor is durable with what it counts.
internal abstract partial class MemoryGrain
{
    public ValueTask<MoveStanding> FindMoveAsync()
    {
        ThrowIfDamaged();
        return new(StandingNow);
    }

    public async ValueTask<MoveStanding> SettleMoveAsync(FenceNote note)
    {
        ThrowIfDamaged();
        if (note.Phase == MovePhase.Abandoned && _image.State.Fence is { Phase: MovePhase.Receiving or MovePhase.Complete } fence && fence.Move == note.Move)
        {
            // The mark comes with the next call, to what is empty by then: the other end waits for it before it opens again.
            await EraseAsync(CancellationToken.None);
            return StandingNow;
        }

        if (_image.State.DecideFence(note, services.Clock.GetUtcNow()) is { } operation)
        {
            await EnterAsync();
            await CommitAsync([operation]);
            LogSettled(Scope.Key, type, _chapter, note.Move, note.Phase, note.Elsewhere ?? "");
        }

        if (note.Phase is MovePhase.Fenced or MovePhase.Lifted)
        {
            foreach (var link in Behind is { } chain ? await chain.GetAsync() : [])
                await link.As<IMoveSink>().SettleMoveAsync(note);
        }

        return StandingNow;
    }

    public async ValueTask<MoveStretch> ReadMoveAsync(string move, ImmutableArray<long> cursors, int take)
    {
        ThrowIfDamaged();
        var parts = ImmutableArray.CreateBuilder<MovePart>();
        parts.Add(await ReadMovePartAsync(move, TakenOf(0), take));
        foreach (var link in Behind is { } chain ? await chain.GetAsync() : [])
        {
            if (parts.Sum(part => part.Operations.Length) is var read && read >= take)
                return new MoveStretch(move, Scope, type, parts.ToImmutable(), IsWhole: false);
            parts.Add(await link.As<IMoveSink>().ReadMovePartAsync(move, TakenOf(link.Number), take - read));
        }

        return new MoveStretch(move, Scope, type, parts.ToImmutable(), IsWhole: true);

        long TakenOf(int chapter) => chapter < cursors.Length ? cursors[chapter] : 0;
    }

    public async ValueTask<MovePart> ReadMovePartAsync(string move, long taken, int take)
    {
        ThrowIfDamaged();
        var state = _image.State;
        var after = Chapters.SequenceBefore(_chapter) + taken;
        if (after > state.Sequence)
            throw new InvalidMemoryException("move", $"The {type} memory of '{Scope.Key}' was erased while it moved: the target has taken more of it than there is. Give the move up.");
        ImmutableArray<MemoryOperation> operations = [.. (await _journal.ReadAsync(after, take)).Select(operation => AsSent(state, operation))];
        var isEnd = after + operations.Length == state.Sequence;
        return new MovePart(
            _chapter, after, operations, isEnd ? [.. state.Erased] : [],
            isEnd && state.Fence is { Phase: MovePhase.Fenced } fence && fence.Move == move ? [.. state.HashOfContent().ToArray()] : []);
    }

    public async ValueTask<MoveStanding> TakeMoveAsync(MoveStretch stretch)
    {
        ThrowIfDamaged();
        if (stretch.Memory != type || _image.State.Fence is not { } fence || fence.Move != stretch.Move || fence.Phase is not (MovePhase.Receiving or MovePhase.Complete or MovePhase.Open))
            throw new InvalidMemoryException("stretch", $"The {type} memory of '{Scope.Key}' receives nothing of the {stretch.Memory} memory in the move {stretch.Move} (it was given up, erased, or never begun); begin the move again.");
        if (fence.Phase != MovePhase.Receiving)
            return StandingNow;
        foreach (var part in stretch.Parts)
            await TakePartAsync(stretch.Move, part);
        if (_image.State.StillHere([.. stretch.Parts.SelectMany(part => part.Erased)]) is { IsEmpty: false } erased)
            await EraseHereAsync(erased);
        if (stretch.HashOfAll() is { } hash && stretch.Parts.All(part => CursorOf(stretch.Move, part.Chapter) == part.After + part.Operations.Length))
        {
            if (!_image.State.HashOfContent().ToArray().AsSpan().SequenceEqual(hash))
                throw new InvalidMemoryException("stretch", $"What came to the {type} memory of '{Scope.Key}' is not what the source has: give the move up, and move again.");
            await SettleMoveAsync(fence with { Phase = MovePhase.Complete });
        }

        return StandingNow;
    }

    private async ValueTask TakePartAsync(string move, MovePart part)
    {
        var import = MoveImport.Of(move, part.Chapter);
        if (_image.State.FindImport(import) is null)
            await CommitAsync([_image.State.DecideImport(import, ConflictRule.Refuse, [], [], services.Clock.GetUtcNow())]);
        if (part.After > CursorOf(move, part.Chapter))
            throw new InvalidMemoryException("stretch", $"A stretch before this one did not come to the {type} memory of '{Scope.Key}'; read again from its cursors.");
        var limits = await EnterAsync();
        var decided = _image.State.DecideImport(import, part.Operations, services.Options, limits);
        await RequireRoomAsync(limits, decided);
        await CommitAsync(decided);
    }

    private long CursorOf(string move, int chapter) => Math.Max(Chapters.SequenceBefore(chapter), _image.State.FindImport(MoveImport.Of(move, chapter))?.Cursor ?? 0);

    private static MemoryOperation AsSent(MemoryState state, MemoryOperation operation) =>
        CubeLog.WithoutGone(state, operation.Kind is OperationKind.Stage or OperationKind.Fence ? operation with { Stage = null, Fence = null, Gist = null } : operation);

    private MoveStanding StandingNow
    {
        get
        {
            if (_image.State.Fence is not { } fence)
                return new MoveStanding(type, null, MovePhase.None, null, []);
            var chapters = Enumerable.Range(0, int.MaxValue).TakeWhile(chapter => _image.State.FindImport(MoveImport.Of(fence.Move, chapter)) is not null);
            return new MoveStanding(type, fence.Move, fence.Phase, fence.Elsewhere, [.. chapters.Select(chapter => CursorOf(fence.Move, chapter) - Chapters.SequenceBefore(chapter))]);
        }
    }

    [LoggerMessage(14, LogLevel.Information, "The {Type} memory of '{Scope}', chapter {Chapter}, is in move {Move}: {Phase} {Elsewhere}")]
    private partial void LogSettled(string scope, MemoryType type, int chapter, string move, MovePhase phase, string elsewhere);
}
