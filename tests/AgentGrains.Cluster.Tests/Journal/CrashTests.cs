using CsCheck;
using Xunit;

namespace AgentGrains.Cluster.Tests.Journal;

/// <summary>A journal whose storage fails at any one operation: acknowledged operations stay, the batch under way is whole or absent.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task After_a_crash_at_any_storage_operation_every_batch_is_whole_or_absent() =>
        await Gen.Select(Gen.Int[1, 90].Array[1, 5].Array[1, 8], Gen.Int[1, 60], Gen.Bool).SampleAsync(
            async (batches, crashAt, committed) =>
            {
                var store = new JournalStore();
                var storage = new FailingStorage(store.Storage, crashAt, committed ? Fate.FailsAfter : Fate.FailsBefore);
                var acknowledged = new List<string>();
                string[] pending = [];
                try
                {
                    var (journal, _) = await store.OpenAsync(storage);
                    for (var i = 0; i < batches.Length; i++)
                    {
                        pending = [.. batches[i].Select((size, place) => $"{i}.{place}".PadRight(size, '.'))];
                        await journal.AppendAsync(JournalStore.Frames(pending), pending.Length);
                        acknowledged.AddRange(pending);
                        pending = [];
                    }
                }
                catch (Exception failure) when (failure is IOException or WriteUncertainException)
                {
                    // The crash.
                }

                var stored = await store.ReplayAsync();
                Assert.Equal(acknowledged, stored.Take(acknowledged.Count));
                Assert.True(
                    stored.Count == acknowledged.Count || stored.Skip(acknowledged.Count).SequenceEqual(pending),
                    $"{stored.Count - acknowledged.Count} operations of the {pending.Length} under way are there.");

                // Life goes on over whatever the crash left behind.
                await store.AppendAsync("after".PadRight(60, '.'), "the".PadRight(90, '.'), "crash".PadRight(10, '.'));
                await store.AppendAsync("and on".PadRight(70, '.'));
                Assert.Equal(stored.Count + 4, (await store.ReplayAsync()).Count);
            },
            iter: 1_500);

    [Fact]
    public async Task What_a_failed_append_left_in_the_tail_is_not_taken_for_committed_when_the_next_batch_begins_a_new_segment()
    {
        var store = new JournalStore();
        await store.AppendAsync("first".PadRight(50, '.'));
        var failing = new FailingStorage(store.Storage, failAt: 6, Fate.FailsBefore);   // reads two, reads the tail, commits, writes it, and commits
        var (journal, _) = await store.OpenAsync(failing);
        await Assert.ThrowsAsync<WriteUncertainException>(
            () => journal.AppendAsync(JournalStore.Frames("lost".PadRight(45, '.')), 1));
        await store.AppendAsync("second".PadRight(90, '.'));

        var (reopened, stored) = await store.OpenAsync();
        Assert.Equal(["first", "second"], stored.Select(operation => operation.Trim('.')));
        Assert.Equal(stored, await reopened.ReadAsync(0, 10, JournalStore.Decode));
        Assert.Equal(stored[1..], await reopened.ReadAsync(1, 10, JournalStore.Decode));
    }

    [Fact]
    public async Task A_journal_refuses_appends_after_a_failed_one_until_it_is_opened_again()
    {
        var store = new JournalStore();
        var (journal, _) = await store.OpenAsync(new FailingStorage(store.Storage, failAt: 3, Fate.FailsAfter, crash: false));
        await Assert.ThrowsAsync<WriteUncertainException>(() => journal.AppendAsync(JournalStore.Frames("one"), 1));
        await Assert.ThrowsAsync<WriteUncertainException>(() => journal.AppendAsync(JournalStore.Frames("two"), 1));
        Assert.Equal(["one"], await store.ReplayAsync());
    }

    [Fact]
    public async Task An_append_writes_at_most_the_head_and_two_segments_however_long_the_journal_is()
    {
        var store = new JournalStore();
        var storage = new FailingStorage(store.Storage, failAt: int.MaxValue, Fate.Done);
        var (journal, _) = await store.OpenAsync(storage);
        var most = 0L;
        for (var i = 0; i < 500; i++)
        {
            var before = storage.BytesWritten;
            await journal.AppendAsync(JournalStore.Frames("x".PadRight(19, 'x')), 1);
            most = Math.Max(most, storage.BytesWritten - before);
        }

        const int overhead = 64;   // of one piece
        Assert.InRange(most, 20, JournalStore.Small.HeadBytes + overhead + 2 * (JournalStore.Small.SegmentBytes + overhead) + overhead);
        Assert.True(store.Pieces.Count > 90, "The journal is not long.");
    }
}
