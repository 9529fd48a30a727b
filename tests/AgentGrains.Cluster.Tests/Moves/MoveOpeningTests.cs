using Xunit;
using static AgentGrains.Cluster.Tests.Moves.MoveRig;

namespace AgentGrains.Cluster.Tests.Moves;

/// <summary>A target opens in all its memories or in none, and never beside a source that takes writes.</summary>
public sealed class MoveOpeningTests
{
    private const string Move = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Nothing_of_a_target_opens_before_all_of_it_is_complete()
    {
        await using var from = Keyed(await MemoryCluster.StartAsync());
        await using var to = Keyed(await MemoryCluster.StartAsync());
        var (source, target) = (from.Memory.Scope("acme", "user:ann"), to.Memory.Scope("globex", "user:bea"));
        await FillAsync(source, 12);
        await FenceAsync(source, target);
        await CompleteAsync(source, target, MemoryType.Semantic);
        Assert.Contains("has not received all", (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await target.Move.SettleAsync(Move, MovePhase.Open))).Message, StringComparison.Ordinal);
        Assert.Equal([MovePhase.Complete, MovePhase.Receiving, MovePhase.Receiving], (await target.Move.GetAsync()).Select(memory => memory.Phase));
        await Assert.ThrowsAsync<ScopeNotOpenException>(async () => await target.RememberAsync(new MemoryDraft { Kind = MemoryKind.Belief, Text = "Too soon." }));
        await Mover(source, target).MoveAsync();
        Assert.All(await target.Move.GetAsync(), memory => Assert.Equal(MovePhase.Open, memory.Phase));
    }

    // All has come and only the opening is left: that is when two leaders, one who gives up and one who goes on, could open both.
    [Theory, InlineData(true), InlineData(false)]
    public async Task A_complete_target_that_is_given_up_and_killed_at_any_step_never_opens_beside_its_source(bool before)
    {
        await using var from = Keyed(await MemoryCluster.StartAsync());
        await using var to = Keyed(await MemoryCluster.StartAsync());
        for (var failAt = 1; ; failAt++)
        {
            var (source, target) = (from.Memory.Scope("acme", $"user:ann{failAt}"), to.Memory.Scope("globex", $"user:bea{failAt}"));
            await FillAsync(source, 6);
            await FenceAsync(source, target);
            await CompleteAsync(source, target, MemoryType.Semantic, MemoryType.Procedural, MemoryType.Episodic);
            var calls = new CrashingCalls(failAt, before);
            await Record.ExceptionAsync(async () => await new ScopeMover(calls.Wrap(source.Move), calls.Wrap(target.Move), From, To).GiveUpAsync());
            var writes = await Record.ExceptionAsync(async () => await source.RememberAsync("Here again."));
            var opens = await Record.ExceptionAsync(async () => await target.Move.SettleAsync(Move, MovePhase.Open));
            Assert.True(writes is ScopeMovedException || opens is InvalidMemoryException, $"Both take writes after call {failAt}: {writes} {opens}");
            if (!calls.Failed)
            {
                Assert.True(failAt > 4, "To give up takes more steps than that.");
                Assert.Null(writes);
                return;
            }
        }
    }

    private static async Task FenceAsync(IScopedMemory source, IScopedMemory target)
    {
        await target.Move.SettleAsync(Move, MovePhase.Receiving, From);
        await source.Move.SettleAsync(Move, MovePhase.Fenced, To);
    }

    private static async Task CompleteAsync(IScopedMemory source, IScopedMemory target, params MemoryType[] memories)
    {
        foreach (var standing in (await target.Move.GetAsync()).Where(memory => memories.Contains(memory.Memory)))
        {
            var now = standing;
            for (var pages = 0; now.Phase == MovePhase.Receiving; pages++)
            {
                Assert.True(pages < 50, "It does not become complete.");
                now = await target.Move.TakeAsync(await source.Move.ReadAsync(Move, now.Memory, now.Cursors));
            }
        }
    }
}
