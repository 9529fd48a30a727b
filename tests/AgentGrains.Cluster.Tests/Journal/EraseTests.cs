using Xunit;

namespace AgentGrains.Cluster.Tests.Journal;

/// <summary>Erasing a journal: nothing remains, whatever interrupts it and whatever is damaged.</summary>
public sealed class EraseTests
{
    private static readonly string[] Operations = [.. Enumerable.Range(0, 30).Select(i => $"operation {i}".PadRight(45, '.'))];

    [Theory]
    [InlineData(Fate.FailsBefore)]
    [InlineData(Fate.FailsAfter)]
    public async Task An_erase_interrupted_at_any_storage_operation_is_finished_by_the_next_one(object fate)
    {
        for (var failAt = 1; ; failAt++)
        {
            var store = await FilledAsync();
            var failing = new FailingStorage(store.Storage, failAt, (Fate)fate);
            try
            {
                await store.Journal(failing).EraseAsync();
                Assert.True(failAt > 20, "The journal is too short to interrupt anything.");
                return;
            }
            catch (WriteUncertainException)
            {
                // Interrupted.
            }

            await store.Journal().EraseAsync();
            Assert.Empty(store.Pieces);
            Assert.Empty(await store.ReplayAsync());
        }
    }

    [Theory]
    [InlineData(Fate.FailsBefore)]
    [InlineData(Fate.FailsAfter)]
    public async Task An_erase_that_began_is_finished_by_opening_and_never_resurrects_a_part(object fate)
    {
        for (var failAt = 1; failAt < 20; failAt++)
        {
            var store = await FilledAsync();
            await Assert.ThrowsAsync<WriteUncertainException>(
                () => store.Journal(new FailingStorage(store.Storage, failAt, (Fate)fate)).EraseAsync());
            var replayed = await store.ReplayAsync();
            if (replayed.Count == 0)
                Assert.Empty(store.Pieces);
            else
                Assert.Equal(Operations, replayed);
        }
    }

    [Fact]
    public async Task What_an_erased_scope_remembers_afterwards_is_all_there_is()
    {
        var store = await FilledAsync();
        var (journal, _) = await store.OpenAsync();
        await journal.EraseAsync();
        Assert.Equal(0, journal.Sequence);
        await journal.AppendAsync(JournalStore.Frames("new".PadRight(60, '.'), "and newer"), 2);
        Assert.Equal(["new", "and newer"], (await store.ReplayAsync()).Select(operation => operation.Trim('.')));
    }

    [Theory]
    [InlineData("journal")]
    [InlineData("journal-000001")]
    [InlineData("journal-000002")]
    public async Task A_damaged_journal_can_be_erased(string piece)
    {
        foreach (var missing in new[] { true, false })
        {
            var store = await FilledAsync();
            if (missing)
                Assert.True(store.Shared.Records.TryRemove((piece, JournalStore.Grain), out _));
            else
                store[piece] = [.. store[piece].Reverse()];
            await Assert.ThrowsAsync<JournalCorruptedException>(store.ReplayAsync);
            await store.Journal().EraseAsync();
            Assert.Empty(store.Pieces);
        }
    }

    [Fact]
    public async Task An_activation_that_opened_before_an_erase_cannot_bring_anything_back()
    {
        var store = await FilledAsync();
        var (old, _) = await store.OpenAsync();
        await store.Journal().EraseAsync();
        await Assert.ThrowsAsync<WriteUncertainException>(() => old.AppendAsync(JournalStore.Frames("late"), 1));
        Assert.Empty(store.Pieces);
    }

    private static async Task<JournalStore> FilledAsync()
    {
        var store = new JournalStore();
        await store.AppendAsync(Operations[..^1]);
        await store.AppendAsync(Operations[^1]);
        return store;
    }
}
