using AgentGrains.Cluster.Tests.Journal;
using AgentGrains.Engine.Codec;
using AgentGrains.Runtime.Consolidation;
using AgentGrains.Runtime.Journal;
using AgentGrains.Runtime.Outcomes;
using Orleans.Storage;
using Xunit;

namespace AgentGrains.Cluster.Tests.Outcomes;

/// <summary>Two journals that change places lose nothing, whenever storage fails and whoever else writes.</summary>
public sealed class OutcomeJournalTests
{
    [Fact]
    public async Task A_crash_at_any_storage_operation_loses_nothing_that_was_acknowledged()
    {
        var crashes = true;
        for (var crashAt = 1; crashes; crashAt++)
        {
            Assert.True(crashAt < 1_000, "The journal never gets through.");
            foreach (var fate in new[] { Fate.FailsBefore, Fate.FailsAfter })
            {
                var store = new JournalStore();
                var acknowledged = 0;
                crashes = false;
                try
                {
                    var (journal, log) = await OpenAsync(store, new FailingStorage(store.Storage, crashAt, fate));
                    for (var number = 0; number < 12; number++)
                    {
                        await AppendAsync(journal, log, Shown(number));
                        acknowledged++;
                        if (number % 4 == 3)
                            await journal.RotateAsync(log);
                    }
                }
                catch (Exception failure) when (failure is IOException or WriteUncertainException)
                {
                    crashes = true;
                }

                var (after, survived) = await OpenAsync(store, store.Storage);
                Assert.InRange(survived.Waiting, acknowledged, acknowledged + 1);
                await AppendAsync(after, survived, Shown(100));
                await after.RotateAsync(survived);
                Assert.Equal(survived.Waiting, (await OpenAsync(store, store.Storage)).Log.Waiting);
                Assert.True(crashes || acknowledged == 12);
            }
        }
    }

    [Fact]
    public async Task An_activation_that_was_overtaken_by_a_rotation_can_write_no_more()
    {
        var store = new JournalStore();
        var (first, firstLog) = await OpenAsync(store, store.Storage);
        await AppendAsync(first, firstLog, Shown(1));
        var (second, secondLog) = await OpenAsync(store, store.Storage);
        await second.RotateAsync(secondLog);
        await Assert.ThrowsAsync<WriteUncertainException>(() => AppendAsync(first, firstLog, Shown(2)));
        await AppendAsync(second, secondLog, Shown(3));
        Assert.Equal(2, (await OpenAsync(store, store.Storage)).Log.Waiting);
    }

    [Fact]
    public async Task Whoever_opens_a_sealed_journal_finishes_the_rotation_and_shuts_out_who_began_it()
    {
        for (var stop = 1; stop < 40; stop++)
        {
            var store = new JournalStore();
            var (writer, writerLog) = await OpenAsync(store, store.Storage);
            await AppendAsync(writer, writerLog, Shown(1));
            var stepped = new SteppedStorage(store.Storage);
            var opening = OpenAsync(store, stepped);
            await StepAsync(stepped, opening);
            var (slow, slowLog) = await opening;
            var rotation = slow.RotateAsync(slowLog);
            var steps = await StepAsync(stepped, rotation, stop);
            var (fast, fastLog) = await OpenAsync(store, store.Storage);
            await AppendAsync(fast, fastLog, Shown(2));
            await StepAsync(stepped, rotation);
            await ((Task)rotation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            Assert.Equal(2, (await OpenAsync(store, store.Storage)).Log.Waiting);
            if (steps < stop)
                return;
        }

        Assert.Fail("The rotation has more steps than were tried.");
    }

    [Fact]
    public void Every_event_reads_as_it_was_written()
    {
        var recall = Shown(7);
        OutcomeEvent[] events =
        [
            new OutcomeEvent.Shown(recall), new OutcomeEvent.Reported(recall.Id, [recall.Hits[0].Id], true),
            new OutcomeEvent.Adopted(new RankingAdjustment(3, 2, [0.25f, -1.125f])),
            new OutcomeEvent.Adopted(new RankingAdjustment(4, 2, []) { Cut = new RecallCut(3, 2.5f) }), new OutcomeEvent.RolledBack(2), new OutcomeEvent.RolledBack(0),
            new OutcomeEvent.ScopeErased("user:ann"), new OutcomeEvent.Began(4), new OutcomeEvent.Sealed(), new OutcomeEvent.Federated(true), new OutcomeEvent.Federated(false),
        ];
        foreach (var written in events)
        {
            var read = OutcomeEventCodec.Read(Bytes(written), 1);
            Assert.Equal(written.GetType(), read.GetType());
            Assert.Equal(Bytes(written), Bytes(read));
        }

        Assert.Equal([null, new RecallCut(3, 2.5f)], events.OfType<OutcomeEvent.Adopted>().Select(adopted => Assert.IsType<OutcomeEvent.Adopted>(OutcomeEventCodec.Read(Bytes(adopted), 1)).Ranking.Cut));
        var hit = Assert.IsType<OutcomeEvent.Shown>(OutcomeEventCodec.Read(Bytes(events[0]), 1)).Recall.Hits[0];
        Assert.Equal((recall.Hits[0].Id, 1, 0.5f), (hit.Id, hit.List, hit.Signals[0]));
        Assert.Equal(recall.Watched, Assert.IsType<OutcomeEvent.Shown>(OutcomeEventCodec.Read(Bytes(events[0]), 1)).Recall.Watched.AsEnumerable());
    }

    [Fact]
    public void A_snapshot_makes_the_same_log()
    {
        var log = new OutcomeLog(100);
        for (var number = 0; number < 40; number++)
            log.Apply(new OutcomeEvent.Shown(Shown(number)));
        for (var number = 0; number < 20; number++)
            log.Apply(new OutcomeEvent.Reported(Shown(number).Id, [Shown(number).Hits[0].Id], number % 2 == 0));
        log.Apply(new OutcomeEvent.Adopted(new RankingAdjustment(1, 2, [1]) { Cut = new RecallCut(4, 6) }));
        log.Apply(new OutcomeEvent.Adopted(new RankingAdjustment(2, 2, [2])));
        log.Apply(new OutcomeEvent.RolledBack(1));
        var copy = new OutcomeLog(100);
        foreach (var happened in log.Snapshot())
            copy.Apply(happened);
        Assert.Equal((log.Ranking.Version, log.LastVersion, log.Waiting, log.Usable), (copy.Ranking.Version, copy.LastVersion, copy.Waiting, copy.Usable));
        Assert.Equal(new RecallCut(4, 6), copy.Ranking.Cut);
        Assert.Equal((1, 2, 20, 10), (log.Ranking.Version, log.LastVersion, log.Waiting, log.Usable));
        Assert.Equal(log.Snapshot().Select(Bytes), copy.Snapshot().Select(Bytes));
    }

    [Fact]
    public void Rarer_success_under_a_new_ranking_is_seen()
    {
        var log = new OutcomeLog(1000);
        Report(0, 0, 40, success: true);
        log.Apply(new OutcomeEvent.Adopted(new RankingAdjustment(1, 2, [1])));
        Report(100, 1, 29, success: false);
        Assert.False(log.IsWorse());
        Report(200, 1, 5, success: false);
        Assert.True(log.IsWorse());

        void Report(int from, int version, int count, bool success)
        {
            for (var number = from; number < from + count; number++)
            {
                log.Apply(new OutcomeEvent.Shown(Shown(number) with { Version = version }));
                log.Apply(new OutcomeEvent.Reported(Shown(number).Id, [Shown(number).Hits[0].Id], success));
            }
        }
    }

    private static ShownRecall Shown(int number) => new()
    {
        Id = new Guid(number + 1, 0, 0, new byte[8]),
        Version = 1,
        Basis = 2,
        Scopes = ["user:ann"],
        Hits = [.. Enumerable.Range(0, 3).Select(hit => new ShownHit(
            MemoryId.Create(MemoryType.Episodic, DateTimeOffset.UnixEpoch.AddDays(number), hit, 1), 1, [.. Enumerable.Repeat(0.5f, 20)]))],
        Watched = [new WatchedScope("user:ann", new StagedView("c1", RunArm.Canary))],
    };

    private static byte[] Bytes(OutcomeEvent happened)
    {
        var writer = new FieldWriter();
        OutcomeEventCodec.Write(writer, happened);
        return writer.Written.ToArray();
    }

    private static async Task AppendAsync(OutcomeJournal journal, OutcomeLog log, ShownRecall recall)
    {
        await journal.AppendAsync([new OutcomeEvent.Shown(recall)]);
        log.Apply(new OutcomeEvent.Shown(recall));
    }

    private static async Task<(OutcomeJournal Journal, OutcomeLog Log)> OpenAsync(JournalStore store, IGrainStorage storage)
    {
        var journal = new OutcomeJournal(side => new GrainJournal(
            new JournalPieces(storage, GrainId.Create(side == 0 ? "outcomes" : "outcomes-other", "acme")), "acme", JournalStore.Small));
        var log = new OutcomeLog(1000);
        await journal.OpenAsync(log);
        return (journal, log);
    }

    // Lets storage operations of one task happen, at most so many; returns how many did.
    private static async Task<int> StepAsync(SteppedStorage storage, Task task, int most = int.MaxValue)
    {
        for (var steps = 0; ; steps++)
        {
            await Task.WhenAny(storage.Arrived, task);
            if (!storage.Arrived.IsCompleted || steps == most)
                return steps;
            storage.Step(Fate.Done);
        }
    }
}
