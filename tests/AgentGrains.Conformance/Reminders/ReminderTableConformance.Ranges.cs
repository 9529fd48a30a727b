using Xunit;

namespace AgentGrains.Conformance;

public abstract partial class ReminderTableConformance
{
    [Fact]
    public async Task A_range_excludes_its_begin_and_includes_its_end()
    {
        var hashes = await FillAsync(40);
        var (begin, end) = (hashes[10], hashes[20]);

        await AssertRangeAsync(hashes, begin, end, hash => hash > begin && hash <= end);
        await AssertRangeAsync(hashes, begin - 1, end - 1, hash => hash >= begin && hash < end);
    }

    [Fact]
    public async Task A_range_that_wraps_goes_through_zero()
    {
        var hashes = await FillAsync(40);
        var (begin, end) = (hashes[30], hashes[5]);

        await AssertRangeAsync(hashes, begin, end, hash => hash > begin || hash <= end);
        await AssertRangeAsync(hashes, begin, 0, hash => hash > begin);
        await AssertRangeAsync(hashes, uint.MaxValue, end, hash => hash <= end);
    }

    [Fact]
    public async Task Equal_bounds_are_the_whole_ring()
    {
        var hashes = await FillAsync(10);

        await AssertRangeAsync(hashes, 0, 0, _ => true);
        await AssertRangeAsync(hashes, hashes[4], hashes[4], _ => true);
    }

    [Fact]
    public async Task Neighbouring_ranges_share_the_ring_without_gap_or_overlap()
    {
        var hashes = await FillAsync(60);
        uint[] borders = [hashes[3], hashes[20], 0x8000_0000, hashes[50]];
        Array.Sort(borders);
        List<string> seen = [];
        for (var border = 0; border < borders.Length; border++)
            seen.AddRange(await KeysAsync(borders[border], borders[(border + 1) % borders.Length]));

        Assert.Equal(60, seen.Count);
        Assert.Equal(60, seen.Distinct().Count());
    }

    /// <summary>Adds one reminder to each of so many grains and returns their hashes in the ring's order.</summary>
    private async Task<uint[]> FillAsync(int grains)
    {
        for (var grain = 0; grain < grains; grain++)
            await UpsertAsync(Grain($"ring {grain}"), "tick");
        return [.. Enumerable.Range(0, grains).Select(grain => Grain($"ring {grain}").GetUniformHashCode()).Order()];
    }

    private async Task<List<string>> KeysAsync(uint begin, uint end) =>
        [.. (await Table.ReadRows(begin, end, Cancellation)).Reminders.Select(row => row.GrainId.ToString())];

    private async Task AssertRangeAsync(uint[] hashes, uint begin, uint end, Func<uint, bool> inside)
    {
        var rows = (await Table.ReadRows(begin, end, Cancellation)).Reminders;
        Assert.Equal(hashes.Where(inside), rows.Select(row => row.GrainId.GetUniformHashCode()).Order());
    }
}
