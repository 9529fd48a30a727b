using System.Collections.Immutable;
using AgentGrains.Engine.Audit;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Consolidation;
using AgentGrains.Engine.Cubes;
using AgentGrains.Engine.Records;
using Xunit;

namespace AgentGrains.Tests.Engine.Consolidation;

/// <summary>Staged steps as operations: they replay, change no record, go with an erased one, and are seen by the sessions that were drawn.</summary>
public sealed class StagedRunTests
{
    private const string Chatty = "Hey Bob! So good to see you here again. The spare key is under the blue flower pot by the kitchen door. That is just great, really so great!";

    [Fact]
    public void Staged_steps_survive_their_bytes_and_a_replay_and_change_no_record()
    {
        var (memory, log) = (Filled(out var operations), operations);
        var records = Bytes(memory.Image.State, withStage: false);
        Stage(memory, log);
        Assert.Equal(records, Bytes(memory.Image.State, withStage: false));
        var replayed = new MemoryState(memory.Image.State.Scope, MemoryType.Episodic);
        foreach (var operation in log)
        {
            var writer = new FieldWriter();
            OperationCodec.Write(writer, operation);
            replayed.Apply(OperationCodec.Read(writer.Written, operation.Sequence, new TextPool()));
        }

        Assert.Equal(Bytes(memory.Image.State, withStage: true), Bytes(replayed, withStage: true));
        Assert.NotEqual(Bytes(memory.Image.State, withStage: true), Bytes(replayed, withStage: false));
        Assert.Empty(memory.Image.State.DecideStage("c1", memory.Image.State.Staged.Page("c1", 0, 100), memory.Later));   // once
        Assert.Null(memory.Image.State.DecidePhase(new StageNote { Run = "c1", Phase = StagePhase.Opened }, null, memory.Later));
    }

    [Fact]
    public void A_step_for_an_erased_record_is_overwritten_with_it()
    {
        var memory = Filled(out var log);
        Stage(memory, log);
        var step = log.First(operation => operation is { Kind: OperationKind.Stage, Gist: not null });
        var instead = FrameRedaction.Of(step, new HashSet<MemoryId> { step.Target });
        Assert.Equal((OperationKind.ErasedChange, null, null, null), (instead!.Kind, instead.Gist, instead.Stage, instead.Reason));
        Assert.Null(FrameRedaction.Of(log[^1], new HashSet<MemoryId> { step.Target }));
    }

    [Fact]
    public void A_share_of_sessions_is_drawn_once_for_a_run_and_anew_for_the_next()
    {
        var canary = new ConsolidationCanary(["boss"], 20);
        string[] sessions = [.. Enumerable.Range(0, 2_000).Select(n => $"session {n}")];
        var first = sessions.Where(session => StagedRun.Covers(canary, "c1", session)).ToList();
        Assert.InRange(first.Count, 340, 460);
        Assert.Equal(first, sessions.Where(session => StagedRun.Covers(canary, "c1", session)));
        Assert.InRange(first.Count(session => StagedRun.Covers(canary, "c2", session)), 40, 120);   // a fifth of them again
        Assert.True(StagedRun.Covers(canary, "c1", "boss"));
        Assert.False(StagedRun.Covers(canary with { Percent = 100 }, "c1", null));
        Assert.DoesNotContain(sessions, session => StagedRun.Covers(ConsolidationCanary.None, "c1", session));
    }

    private static Memories Filled(out List<MemoryOperation> log)
    {
        var memory = new Memories(options: new ConsolidationOptions { RestAfter = TimeSpan.Zero });
        log = [];
        foreach (var text in (string[])[.. Enumerable.Range(0, 20).Select(i => $"The ledger of the greenhouse lists orchids, ferns and palms in row {i}."), Chatty, "So glad, that is lovely!"])
        {
            var decision = memory.Image.State.Decide([new MemoryDraft { Text = text, Actor = "Ann", Session = "s1", OccurredAt = Memories.Now }], Memories.Now, new MemoryOptions());
            memory.Apply(decision.Operations);
            log.AddRange(decision.Operations);
        }

        return memory;
    }

    [Fact]
    public void A_cube_keeps_the_place_of_a_step_and_nothing_of_it()
    {
        var memory = Filled(out var log);
        Stage(memory, log);
        var cube = CubeLog.Make(memory.Image.State.Scope, MemoryType.Episodic, [.. log]);
        Assert.Equal(log.Count, cube.Operations.Length);
        Assert.All(cube.Operations.Where(operation => operation.Kind == OperationKind.Stage), operation => Assert.Equal((null, null, null), (operation.Stage, operation.Gist, operation.Reason)));
        Assert.Equal(cube.StateHash(), CubeLog.Of(memory.Image.State.Scope, MemoryType.Episodic, cube.Operations).StateHash());
        Assert.Null(cube.State.Staged.Run);
    }

    private static void Stage(Memories memory, List<MemoryOperation> log)
    {
        var plan = memory.NewConsolidator().Plan(0, 1_000, withTexts: false, memory.Later);
        Assert.True(plan.Steps.Length >= 2);
        Commit(memory.Image.State.DecideStage("c1", plan.Steps, memory.Later));
        Assert.Null(memory.Image.StagedFor(new MemorySearch { Query = "key", ForSession = "monday" }));   // nobody sees half a page
        Commit([memory.Image.State.DecidePhase(new StageNote { Run = "c1", Phase = StagePhase.Opened, Canary = new ConsolidationCanary(["monday"], 7) }, "a reason", memory.Later)!]);

        void Commit(ImmutableArray<MemoryOperation> operations)
        {
            memory.Apply(operations);
            log.AddRange(operations);
        }
    }

    private static string Bytes(MemoryState state, bool withStage)
    {
        var writer = new FieldWriter();
        if (withStage)
        {
            state.WriteTo(writer);
        }
        else
        {
            foreach (var record in state.Page(0, 1_000).Records)
                OperationCodec.WriteRecord(writer, record);
        }

        return Convert.ToHexString(writer.Written);
    }
}
