using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>
/// Moves a scope from one cluster to another while it is written to: copies, catches up in rounds, fences the source, copies the rest, and opens the target.
/// It keeps nothing itself: both ends know durably where they stand, so whoever runs it again, wherever it broke off, finishes.
/// </summary>
/// <remarks>Not thread-safe. Two of one move at a time do no harm. docs/decisions/0033-moves.md.</remarks>
/// <param name="source">Where the scope is.</param>
/// <param name="target">Where it goes; an empty scope.</param>
/// <param name="from">The source as its clients write it.</param>
/// <param name="to">The target as its clients write it: those who write to the source afterwards are sent there.</param>
public sealed class ScopeMover(IMemoryMove source, IMemoryMove target, string from, string to)
{
    private const int FewLeft = 200;      // operations of a round after which the source is fenced: the rest is copied in well under a second
    private const int MostRounds = 20;    // writers that are faster than the copying are stopped by the fence
    private const int MostPages = 10_000;

    /// <summary>Moves the scope, or finishes a move that broke off.</summary>
    /// <returns>The move's name and the operations that this call copied.</returns>
    /// <exception cref="InvalidMemoryException">The source moves elsewhere, the target is not empty, or what arrived is not what was sent.</exception>
    public async ValueTask<(string Move, long Copied)> MoveAsync(CancellationToken cancellationToken = default)
    {
        var (move, there) = await FindAsync(cancellationToken);
        move ??= Guid.CreateVersion7().ToString("N");
        if (there.All(memory => memory.Move == move && memory.Phase == MovePhase.Open))
            return (move, 0);
        there = await target.SettleAsync(move, MovePhase.Receiving, from, cancellationToken);
        var copied = 0L;
        for (var round = 1; round <= MostRounds; round++)
        {
            (there, var came) = await CopyAsync(move, there, cancellationToken);
            copied += came;
            if (came <= FewLeft)
                break;
        }

        await source.SettleAsync(move, MovePhase.Fenced, to, cancellationToken);
        var (_, last) = await CopyAsync(move, there, cancellationToken, toEnd: true);
        await target.SettleAsync(move, MovePhase.Open, null, cancellationToken);
        return (move, copied + last);
    }

    /// <summary>Gives a move up: what came to the target is erased, then the source takes writes again. Before the fence the source knows nothing of it.</summary>
    /// <returns>The move; null when there was none.</returns>
    /// <exception cref="InvalidMemoryException">The target is open: the scope has moved.</exception>
    public async ValueTask<string?> GiveUpAsync(CancellationToken cancellationToken = default)
    {
        var (move, _) = await FindAsync(cancellationToken);
        if (move is null)
            return null;

        // The target first, and durably: once the source takes writes again, nobody can open the target any more.
        await target.SettleAsync(move, MovePhase.Abandoned, null, cancellationToken);
        await source.SettleAsync(move, MovePhase.Lifted, null, cancellationToken);
        return move;
    }

    // The source's fence says best which move it is.
    private async ValueTask<(string? Move, ImmutableArray<MoveStanding> There)> FindAsync(CancellationToken cancellationToken)
    {
        var here = (await source.GetAsync(cancellationToken)).FirstOrDefault(memory => memory.Phase == MovePhase.Fenced);
        var there = await target.GetAsync(cancellationToken);
        if (here is not null)
        {
            return here.Elsewhere == to
                ? (here.Move, there)
                : throw new InvalidMemoryException("to", $"The source is moving to {here.Elsewhere} or has moved there, and not to {to}; finish that move, or give it up.");
        }

        var begun = there.FirstOrDefault(memory => memory.Phase is MovePhase.Receiving or MovePhase.Complete);
        return begun is null || begun.Elsewhere == from
            ? (begun?.Move, there)
            : throw new InvalidMemoryException("from", $"The target is receiving {begun.Elsewhere}, and not {from}; finish that move, or give it up.");
    }

    // To the end of a source that is still written to nobody comes: a page that is smaller than those before it ends its memory's part of the round.
    private async ValueTask<(ImmutableArray<MoveStanding> There, long Came)> CopyAsync(
        string move, ImmutableArray<MoveStanding> there, CancellationToken cancellationToken, bool toEnd = false)
    {
        var came = 0L;
        foreach (var (i, memory) in there.Index())
        {
            var standing = memory;
            var (page, largest) = (1L, 0L);
            for (var pages = 0; standing.Phase == MovePhase.Receiving && (toEnd || (page > 0 && page >= largest && pages < MostPages)); pages++)
            {
                var before = standing.Cursors.Sum();
                standing = await target.TakeAsync(await source.ReadAsync(move, standing.Memory, standing.Cursors, cancellationToken), cancellationToken);
                page = standing.Cursors.Sum() - before;
                (came, largest) = (came + page, Math.Max(largest, page));
                if (toEnd && page == 0 && standing.Phase == MovePhase.Receiving)
                    throw new InvalidMemoryException("move", $"The {standing.Memory} memory of the source is fenced, has nothing more to send, and does not prove that this was all. Move again; if that changes nothing, give the move up.");
            }

            there = there.SetItem(i, standing);
        }

        return (there, came);
    }
}
