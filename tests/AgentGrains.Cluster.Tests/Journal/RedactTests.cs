using System.Text;
using AgentGrains.Engine.Audit;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Journal;
using Orleans.Storage;
using Xunit;

namespace AgentGrains.Cluster.Tests.Journal;

/// <summary>A redaction that a crash cuts short at any step is finished by whoever opens the journal; nothing of what is erased is left, all else is.</summary>
public sealed class RedactTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly JournalOptions Small = new() { HeadBytes = 300, SegmentBytes = 700, ParallelReads = 2 };

    [Fact]
    public async Task A_crash_at_any_storage_operation_leaves_the_journal_as_it_was_or_redacted()
    {
        var crashed = 0;
        for (var crashAt = 1; ; crashAt++)
        {
            var isThrough = false;
            foreach (var fate in new[] { Fate.FailsBefore, Fate.FailsAfter })
            {
                var store = await FilledAsync();
                var whole = await BytesAsync(store);
                var storage = new FailingStorage(store.Storage, crashAt, fate);
                var isErased = false;
                try
                {
                    var journal = await OpenAsync(store, storage);
                    await journal.Journal.RedactAsync(Erased(journal.State));
                    isErased = isThrough = true;
                }
                catch (Exception failure) when (failure is IOException or WriteUncertainException)
                {
                    crashed++;
                }

                // The next activation finishes what was begun before it answers.
                var after = await OpenAsync(store);
                Assert.True(isErased ? !Holds(store, "canary") : Holds(store, "canary") == Bytes(after.State).AsSpan().SequenceEqual(whole));
                await after.Journal.RedactAsync(Erased(after.State));
                await AssertRedactedAsync(store);
            }

            if (isThrough)
                break;
        }

        Assert.True(crashed > 12, $"Only {crashed} crashes.");
    }

    [Fact]
    public async Task What_failed_appends_left_behind_goes_too_and_writing_goes_on()
    {
        var store = await FilledAsync();
        for (var failAt = 1; failAt < 12; failAt++)
        {
            try
            {
                var failing = await OpenAsync(store, new FailingStorage(store.Storage, 8 + failAt, Fate.FailsAfter));
                await failing.Journal.AppendAsync([.. Enumerable.Range(1, 9).Select(number => Add(failing.State.Sequence + number, $"a canary of a failed write {new string('.', 60)}"))]);
            }
            catch (Exception failure) when (failure is IOException or WriteUncertainException)
            {
            }
        }

        // And what stands under the name of the next segment, which nothing vouches for.
        var spare = JournalPieces.SegmentName(store.Pieces.Count(piece => piece != JournalPieces.HeadName) + 1);
        store[spare] = [.. store[JournalPieces.SegmentName(1)]];
        var after = await OpenAsync(store);
        await after.Journal.RedactAsync(Erased(after.State));
        Assert.False(Holds(store, "canary"));
        Assert.DoesNotContain(spare, store.Pieces);
        var again = await OpenAsync(store);
        for (var number = 0; number < 20; number++)
        {
            var operation = Add(again.State.Sequence + 1, $"written after, number {number}");
            await again.Journal.AppendAsync([operation]);
            again.State.Apply(operation);
        }

        Assert.Equal(Bytes(again.State), Bytes((await OpenAsync(store)).State));
        Assert.Null((await (await OpenAsync(store)).Journal.FollowAsync(0, [], 1_000)).BrokenAt);
    }

    [Fact]
    public async Task An_activation_that_lost_its_fence_redacts_nothing_and_damages_nothing()
    {
        var store = await FilledAsync();
        var first = await OpenAsync(store);
        var second = await OpenAsync(store);
        var operation = Add(second.State.Sequence + 1, "what the other one wrote");
        await second.Journal.AppendAsync([operation]);
        second.State.Apply(operation);
        await Assert.ThrowsAsync<WriteUncertainException>(() => first.Journal.RedactAsync(Erased(first.State)));
        Assert.Equal(Bytes(second.State), Bytes((await OpenAsync(store)).State));
        await second.Journal.RedactAsync(Erased(second.State));
        Assert.False(Holds(store, "canary"));
        Assert.Contains((await OpenAsync(store)).Records, record => record.Text == "what the other one wrote");
    }

    [Fact]
    public async Task A_build_that_knows_no_redaction_refuses_the_journal_while_one_is_under_way()
    {
        var store = await FilledAsync();
        var journal = await OpenAsync(store, new FailingStorage(store.Storage, 20, Fate.FailsBefore));
        await Assert.ThrowsAsync<WriteUncertainException>(() => journal.Journal.RedactAsync(Erased(journal.State)));
        Assert.Equal(2, store["journal"][3]);
        var plain = new OperationJournal(store.Journal(), "memory");
        await Assert.ThrowsAsync<JournalCorruptedException>(() => plain.OpenAsync(static _ => { }));
        await AssertRedactedAsync(store);
    }

    private static async Task AssertRedactedAsync(JournalStore store)
    {
        var (journal, state, records) = await OpenAsync(store);
        Assert.False(Holds(store, "canary"), "The canary is still in storage.");
        Assert.Equal(36, records.Count);
        Assert.All(records, record => Assert.StartsWith("kept", record.Text, StringComparison.Ordinal));
        Assert.Equal(48, state.Sequence);
        var stretch = await journal.FollowAsync(0, [], 1_000);
        Assert.Equal((48, 1, (long?)null), (stretch.Sequence, stretch.ChainedFrom, stretch.BrokenAt));
    }

    // Every fourth record is a canary: some in each segment, some in the head.
    private static async Task<JournalStore> FilledAsync()
    {
        var store = new JournalStore(options: Small);
        var (journal, state, _) = await OpenAsync(store);
        for (var number = 0; number < 48; number++)
        {
            var operation = Add(state.Sequence + 1, number % 4 == 1 ? $"a canary, number {number}" : $"kept, number {number}");
            await journal.AppendAsync([operation]);
            state.Apply(operation);
        }

        Assert.True(store.Pieces.Count > 4, "The journal has too few pieces.");
        return store;
    }

    private static MemoryOperation Add(long sequence, string text)
    {
        var (id, at) = (MemoryId.Create(MemoryType.Episodic, Start.AddMinutes(sequence), sequence, 7), Start.AddMinutes(sequence));
        return new MemoryOperation
        {
            Kind = OperationKind.Add,
            Sequence = sequence,
            At = at,
            Key = $"k{sequence}",
            Target = id,
            Record = new MemoryRecord { Id = id, Text = text, Kind = MemoryKind.Turn, Sequence = sequence, OccurredAt = at, RecordedAt = at, Provenance = new Provenance() },
        };
    }

    private static async Task<(OperationJournal Journal, MemoryState State, List<MemoryRecord> Records)> OpenAsync(JournalStore store, IGrainStorage? storage = null)
    {
        var grain = new GrainJournal(new JournalPieces(storage ?? store.Storage, JournalStore.Grain), JournalStore.Owner, Small) { Redactor = FrameRedaction.Redact };
        var (journal, state) = (new OperationJournal(grain, "memory"), new MemoryState(Scope.User("acme", "ann"), MemoryType.Episodic));
        await journal.OpenAsync(operation => state.Apply(operation));
        return (journal, state, [.. Enumerable.Range(0, state.Versions).Select(ordinal => state[ordinal]).OfType<MemoryRecord>()]);
    }

    private static IEnumerable<MemoryId> Erased(MemoryState state) =>
        Enumerable.Range(0, state.Versions).Select(ordinal => state[ordinal]).OfType<MemoryRecord>().Where(record => record.Text.Contains("canary", StringComparison.Ordinal)).Select(record => record.Id);

    private static bool Holds(JournalStore store, string text) => store.Shared.Records.Values.Any(record => record.Payload.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    private static async Task<byte[]> BytesAsync(JournalStore store) => Bytes((await OpenAsync(store)).State);

    private static byte[] Bytes(MemoryState state)
    {
        var writer = new FieldWriter();
        state.WriteTo(writer);
        return writer.Written.ToArray();
    }
}
