using AgentGrains.Chaos.History;
using Xunit;

namespace AgentGrains.Cluster.Tests.Chaos;

/// <summary>The checker of long runs must see what it is there to see: the history is three calls, of one, three and two texts.</summary>
public sealed class HistoryCheckerTests
{
    private static readonly string[][] Calls = [["a"], ["b1", "b2", "b3"], ["c1", "c2"]];

    [Fact]
    public void Exactly_what_was_acknowledged_passes() => Assert.True(Check("a b1 b2 b3 c1 c2").Holds);

    [Theory]
    [InlineData("a b1 b2 b3 c2", 1, 0, 0)]
    [InlineData("", 6, 0, 0)]
    [InlineData("b1 b2 b3 c1 c2", 1, 0, 0)]
    [InlineData("a b1 b2 b3 c1 c2 c2", 0, 1, 0)]
    [InlineData("a a b1 b2 b3 c1 c2", 0, 1, 0)]
    [InlineData("a b1 b2 b3 c1 c2 stranger", 0, 1, 0)]
    [InlineData("b1 b2 b3 a c1 c2", 0, 0, 1)]
    [InlineData("a b1 b2 b3 c2 c1", 0, 0, 1)]
    public void A_planted_fault_is_counted(string stored, int lost, int duplicated, int reordered)
    {
        var verdict = Check(stored);
        Assert.False(verdict.Holds);
        Assert.Equal((lost, duplicated, reordered), (verdict.Lost, verdict.Duplicated, verdict.Reordered));
        Assert.NotEmpty(verdict.Examples);
    }

    [Theory]
    [InlineData("a b1 b3 c1 c2")]
    [InlineData("a b1 c1 b2 b3 c2")]
    public void A_torn_call_is_seen(string stored) => Assert.True(Check(stored).Torn > 0);

    [Fact]
    public void A_record_under_another_receipt_is_lost()
    {
        var history = Make(acknowledged: 3);
        Assert.Equal(6, HistoryChecker.Check(history, Records("a b1 b2 b3 c1 c2", first: 10)).Lost);
    }

    [Theory]
    [InlineData("a b1 b2 b3", true)]
    [InlineData("a b1 b2 b3 c1 c2", true)]
    [InlineData("a b1 b2 b3 c1", false)]
    [InlineData("a c1 c2 b1 b2 b3", false)]
    public void A_call_that_was_never_acknowledged_is_there_whole_and_last_or_not_at_all(string stored, bool holds) =>
        Assert.Equal(holds, Check(stored, acknowledged: 2).Holds);

    private static HistoryVerdict Check(string stored, int acknowledged = 3) => HistoryChecker.Check(Make(acknowledged), Records(stored));

    private static ScopeHistory Make(int acknowledged)
    {
        var history = new ScopeHistory();
        var places = Records(string.Join(' ', Calls.SelectMany(call => call))).ToDictionary(record => record.Text);
        foreach (var call in Calls)
        {
            var attempt = history.Begin(call);
            if (acknowledged-- > 0)
                attempt.Acknowledge([.. call.Select(text => new MemoryReceipt(places[text].Id, places[text].Sequence, ""))]);
        }

        return history;
    }

    // Each text keeps the receipt of its proper place wherever it stands, except when everything is shifted.
    private static List<MemoryRecord> Records(string texts, long first = 1)
    {
        var proper = Calls.SelectMany(call => call).ToList();
        return
        [
            .. texts.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text =>
            {
                var sequence = first + Math.Max(0, proper.IndexOf(text));
                return new MemoryRecord { Id = MemoryId.Create(MemoryType.Episodic, DateTimeOffset.UnixEpoch, sequence, 1), Text = text, Sequence = sequence };
            }),
        ];
    }
}
