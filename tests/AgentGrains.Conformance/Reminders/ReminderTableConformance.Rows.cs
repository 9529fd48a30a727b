using Xunit;

namespace AgentGrains.Conformance;

public abstract partial class ReminderTableConformance
{
    [Fact]
    public async Task A_missing_reminder_reads_as_null()
    {
        Assert.Null(await Table.ReadRow(Grain("nobody"), "none", Cancellation));
        Assert.Empty((await Table.ReadRows(Grain("nobody"), Cancellation)).Reminders);
    }

    [Fact]
    public async Task An_upserted_reminder_reads_back_with_its_etag()
    {
        var etag = await UpsertAsync(Grain("a"), "wake");

        var read = await Table.ReadRow(Grain("a"), "wake", Cancellation);

        AssertSame(Entry(Grain("a"), "wake"), read);
        Assert.Equal(etag, read!.ETag);
    }

    [Fact]
    public async Task An_upsert_replaces_and_changes_the_etag()
    {
        var first = await UpsertAsync(Grain("a"), "wake", 5);
        var second = await UpsertAsync(Grain("a"), "wake", 7);

        Assert.NotEqual(first, second);
        var row = Assert.Single((await Table.ReadRows(Grain("a"), Cancellation)).Reminders);
        AssertSame(Entry(Grain("a"), "wake", 7), row);
        Assert.Equal(second, row.ETag);
    }

    [Fact]
    public async Task A_removal_wants_the_present_etag()
    {
        var stale = await UpsertAsync(Grain("a"), "wake", 5);
        var present = await UpsertAsync(Grain("a"), "wake", 7);

        Assert.False(await Table.RemoveRow(Grain("a"), "wake", stale!, Cancellation));
        AssertSame(Entry(Grain("a"), "wake", 7), await Table.ReadRow(Grain("a"), "wake", Cancellation));

        Assert.True(await Table.RemoveRow(Grain("a"), "wake", present!, Cancellation));
        Assert.Null(await Table.ReadRow(Grain("a"), "wake", Cancellation));
        Assert.False(await Table.RemoveRow(Grain("a"), "wake", present!, Cancellation));
    }

    [Fact]
    public async Task A_grains_reminders_are_its_own()
    {
        await UpsertAsync(Grain("a"), "one");
        await UpsertAsync(Grain("a"), "two");
        await UpsertAsync(Grain("b"), "one", 9);

        var ofA = (await Table.ReadRows(Grain("a"), Cancellation)).Reminders;

        Assert.Equal(["one", "two"], ofA.Select(row => row.ReminderName).Order());
        Assert.All(ofA, row => Assert.Equal(Grain("a"), row.GrainId));
        AssertSame(Entry(Grain("b"), "one", 9), await Table.ReadRow(Grain("b"), "one", Cancellation));
    }

    [Fact]
    public async Task Unicode_names_and_keys_are_told_apart()
    {
        string[] texts = ["Grüße", "記憶", "🧠", "e\u0301", "\u00e9", "a b/c", "quote'\""];
        foreach (var text in texts)
            await UpsertAsync(Grain(text), text);

        foreach (var text in texts)
            AssertSame(Entry(Grain(text), text), Assert.Single((await Table.ReadRows(Grain(text), Cancellation)).Reminders));
    }

    [Fact]
    public async Task Reminders_outlive_a_reopen()
    {
        var etag = await UpsertAsync(Grain("a"), "wake");

        Table = await ReopenAsync();

        var read = await Table.ReadRow(Grain("a"), "wake", Cancellation);
        AssertSame(Entry(Grain("a"), "wake"), read);
        Assert.True(await Table.RemoveRow(Grain("a"), "wake", etag!, Cancellation));
    }

    [Fact]
    public async Task Clearing_the_table_removes_all()
    {
        await UpsertAsync(Grain("a"), "one");
        await UpsertAsync(Grain("b"), "two");

        await Table.TestOnlyClearTable(Cancellation);

        Assert.Empty((await Table.ReadRows(0, 0, Cancellation)).Reminders);
    }
}
