using System.Collections.Immutable;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Cubes;
using AgentGrains.Engine.Moves;
using AgentGrains.Engine.Records;
using Xunit;

namespace AgentGrains.Tests.Engine.Moves;

/// <summary>Which phase of a move follows on which, what a memory takes in each, and that a journal which holds them replays to the byte.</summary>
public sealed class FenceTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly MemoryOptions Options = new();

    [Theory]
    [InlineData("", MovePhase.Fenced, true)]
    [InlineData("F1", MovePhase.Fenced, false)]
    [InlineData("F1", MovePhase.Lifted, true)]
    [InlineData("", MovePhase.Lifted, false)]
    [InlineData("F1 L1", MovePhase.Fenced, null)]
    [InlineData("F2", MovePhase.Fenced, null)]
    [InlineData("F2", MovePhase.Lifted, false)]
    [InlineData("F2 L2", MovePhase.Fenced, true)]
    [InlineData("", MovePhase.Receiving, true)]
    [InlineData("R1", MovePhase.Receiving, false)]
    [InlineData("R2", MovePhase.Receiving, null)]
    [InlineData("A1", MovePhase.Receiving, null)]
    [InlineData("A2", MovePhase.Receiving, true)]
    [InlineData("R1 C1 O1", MovePhase.Receiving, false)]
    [InlineData("R1", MovePhase.Open, null)]
    [InlineData("", MovePhase.Open, null)]
    [InlineData("R1 C1", MovePhase.Open, true)]
    [InlineData("R1 C1 O1", MovePhase.Open, false)]
    [InlineData("R1 C1 O1", MovePhase.Abandoned, null)]
    [InlineData("R1", MovePhase.Abandoned, true)]
    [InlineData("", MovePhase.Abandoned, true)]
    [InlineData("R2", MovePhase.Abandoned, false)]
    [InlineData("R1 C1 O1", MovePhase.Fenced, null)]
    [InlineData("R2 C2 O2", MovePhase.Fenced, true)]
    public void A_phase_follows_on_another_means_nothing_or_is_refused(string before, MovePhase phase, bool? decides)
    {
        var state = new MemoryState(Ann, MemoryType.Semantic);
        foreach (var step in before.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            state.Apply(Assert.IsType<MemoryOperation>(state.DecideFence(Note(step[1..], step[0] switch { 'F' => MovePhase.Fenced, 'L' => MovePhase.Lifted, 'R' => MovePhase.Receiving, 'C' => MovePhase.Complete, 'O' => MovePhase.Open, _ => MovePhase.Abandoned }), Noon)));
        if (decides is { } expected)
            Assert.Equal(expected, state.DecideFence(Note("1", phase), Noon) is not null);
        else
            Assert.Throws<InvalidMemoryException>(() => state.DecideFence(Note("1", phase), Noon));
    }

    [Fact]
    public void What_holds_records_receives_nothing()
    {
        var state = Written();
        Assert.Throws<InvalidMemoryException>(() => state.DecideFence(Note("1", MovePhase.Receiving), Noon));
        Assert.Null(state.DecideFence(Note("1", MovePhase.Abandoned), Noon));   // nor is it anybody's to mark
    }

    [Theory]
    [InlineData(MovePhase.Fenced, typeof(ScopeMovedException), true)]
    [InlineData(MovePhase.Receiving, typeof(ScopeNotOpenException), false)]
    public void A_memory_that_moves_takes_what_is_its_move_s_alone(MovePhase phase, Type refusal, bool takesTombstones)
    {
        var (state, source) = (new MemoryState(Ann, MemoryType.Semantic), Written());
        var add = source.Decide([new MemoryDraft { Kind = MemoryKind.Belief, Text = "Ann sings." }], Noon, Options).Operations;
        state.RequireOpen(add);
        state.Apply(state.DecideFence(Note("1", phase), Noon)!);
        Assert.IsType(refusal, Record.Exception(() => state.RequireOpen(add)));
        ImmutableArray<MemoryOperation> mixed = [add[0] with { Import = new ImportNote { Cube = "1/0" } }, .. add];
        Assert.IsType(refusal, Record.Exception(() => state.RequireOpen(mixed)));
        Assert.Equal(phase == MovePhase.Receiving, Record.Exception(() => state.RequireOpen([mixed[0]])) is null);
        foreach (var other in new[] { "2/0", "10/0", "1", "1/", "1/x", "1/0/0" })   // moves and cubes whose names begin with its own, too
            Assert.NotNull(Record.Exception(() => state.RequireOpen([mixed[0] with { Import = new ImportNote { Cube = other } }])));
        Assert.Equal(takesTombstones, Record.Exception(() => state.RequireOpen([add[0] with { Kind = OperationKind.Tombstone }])) is null);
    }

    [Fact]
    public void A_journal_with_fences_replays_to_the_byte_and_a_cube_leaves_them_at_home()
    {
        var state = Written();
        List<MemoryOperation> operations = [.. Log];
        foreach (var note in new[] { Note("1", MovePhase.Fenced), Note("1", MovePhase.Lifted), Note("2", MovePhase.Fenced) })
        {
            operations.Add(state.DecideFence(note, Noon)!);
            state.Apply(operations[^1]);
        }

        var (replayed, before, after) = (new MemoryState(Ann, MemoryType.Semantic), new FieldWriter(), new FieldWriter());
        foreach (var operation in operations)
        {
            before.Reset();
            OperationCodec.Write(before, operation);
            replayed.Apply(OperationCodec.Read(before.Written, operation.Sequence, new TextPool()));
        }

        before.Reset();
        state.WriteTo(before);
        replayed.WriteTo(after);
        Assert.Equal(before.Written, after.Written);
        Assert.Equal((MovePhase.Fenced, "2", "the other end"), (replayed.Fence!.Phase, replayed.Fence.Move, replayed.Fence.Elsewhere));
        var cube = CubeLog.Make(Ann, MemoryType.Semantic, [.. operations]);
        Assert.Null(cube.State.Fence);
        Assert.All(cube.Operations, operation => Assert.Null(operation.Fence));
    }

    [Fact]
    public void The_hash_of_content_tells_every_difference_but_order_and_place()
    {
        var hash = Written().HashOfContent().ToArray();
        Assert.Equal(hash, Written().HashOfContent().ToArray());
        Assert.NotEqual(hash, Replay([.. Log.Select(operation => operation with { Key = operation.Key + "x" })]));
        Assert.NotEqual(hash, Replay([.. Log.Select(operation => operation with { ContentHash = operation.ContentHash + 1 })]));
        Assert.NotEqual(hash, Replay([.. Log[..^1]]));
        Assert.NotEqual(hash, Replay([.. Log.Select(operation => operation with { Record = operation.Record! with { Trust = 0.123f } })]));
        Assert.Equal(hash, Replay([Log[1] with { Sequence = 1 }, Log[0] with { Sequence = 2 }]));
        var (first, second) = (new SetHash(), new SetHash());
        first.Add([1]);
        second.Add([2]);
        first.AddHash(second.ToArray());
        second.Add([1]);
        Assert.Equal(second.ToArray(), first.ToArray());
    }

    private static ImmutableArray<MemoryOperation> Log { get; } = new MemoryState(Ann, MemoryType.Semantic).Decide(
        [new MemoryDraft { Kind = MemoryKind.Belief, Text = "Ann lives in Lisbon.", Key = "a" }, new MemoryDraft { Kind = MemoryKind.Belief, Text = "Ann has two cats.", Key = "b" }], Noon, Options).Operations;

    private static MemoryState Written()
    {
        var state = new MemoryState(Ann, MemoryType.Semantic);
        foreach (var operation in Log)
            state.Apply(operation);
        return state;
    }

    private static byte[] Replay(ImmutableArray<MemoryOperation> operations)
    {
        var state = new MemoryState(Ann, MemoryType.Semantic);
        foreach (var operation in operations)
            state.Apply(operation);
        return state.HashOfContent().ToArray();
    }

    private static FenceNote Note(string move, MovePhase phase) => new() { Move = move, Phase = phase, Elsewhere = "the other end" };
}
