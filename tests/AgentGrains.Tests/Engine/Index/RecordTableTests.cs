using AgentGrains.Engine.Index;
using Xunit;

namespace AgentGrains.Tests.Engine.Index;

public sealed class RecordTableTests
{
    [Theory]
    [InlineData(3, new[] { 2, 1, 4, 5 })]
    [InlineData(0, new[] { 1, 2 })]
    [InlineData(5, new[] { 4, 3 })]
    public void Two_on_either_side_are_around_a_record(int ordinal, int[] around)
    {
        var table = Chain(6);
        Span<int> buffer = stackalloc int[RecordTable.MostAround];
        Assert.Equal(around, table.Around(ordinal, null, buffer).ToArray());
    }

    [Fact]
    public void What_may_not_be_seen_keeps_its_place_and_what_was_removed_does_not()
    {
        var table = Chain(6);
        Span<int> buffer = stackalloc int[RecordTable.MostAround];
        Assert.Equal([1, 5], table.Around(3, [true, true, false, true, false, true], buffer).ToArray());
        table.Remove(2);
        Assert.Equal([1, 0, 4, 5], table.Around(3, null, buffer).ToArray());
    }

    private static RecordTable Chain(int records)
    {
        var table = new RecordTable();
        for (var i = 0; i < records; i++)
            table.Add(new RecordRow(0, 0, 0, RecordTable.None, 0, 0, 0, RecordMarks.None), 1, 0, i - 1);
        return table;
    }
}
