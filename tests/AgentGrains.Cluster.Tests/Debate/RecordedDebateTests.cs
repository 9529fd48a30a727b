using AgentGrains.Benchmarks;
using AgentGrains.Benchmarks.Debate;
using Xunit;

namespace AgentGrains.Cluster.Tests.Debate;

/// <summary>The reader of recorded debates takes what is there, and says of each debate why it cannot be replayed.</summary>
public sealed class RecordedDebateTests
{
    [Fact]
    public void What_a_debate_lacks_makes_that_one_not_replayable()
    {
        var read = RecordedDebate.Read("""
            [
              {"id":"whole","problem":"p","initialA":"5","initialB":3,"rounds":[{"round":"1","a":4.0,"aStatus":"success","b":"4.0","bStatus":"success"}],"finalObjective":"4","groundTruth":"4.0"},
              {"id":7,"rounds":null},
              {},
              {"id":"nan","initialA":NaN,"initialB":-Infinity,"rounds":[{"round":1,"a":1e999,"b":2,"bStatus":null}],"finalObjective":2,"groundTruth":"infeasible"},
              {"id":"gap","initialA":1,"initialB":2,"rounds":[{"round":1,"a":1,"b":2},{"round":3,"a":2,"b":2}],"finalObjective":2},
              {"id":"three","initialA":1,"initialB":1,"initialC":2,"rounds":[],"finalObjective":1},
              {"id":"at once","initialA":1,"initialB":1.01,"rounds":[],"finalObjective":1}
            ]
            """, "test");
        Assert.Equal(["whole", "7", "number 3", "nan", "gap", "three", "at once"], read.Select(debate => debate.Id));
        Assert.Equal([true, false, false, false, false, false, true], read.Select(debate => debate.WhyNotReplayable is null));
        Assert.Equal(((double?)4, (double?)4), (read[0].Final, read[0].Truth));
        Assert.Equal(((double?)null, (double?)2), read[3].Rounds[1]);
        Assert.Null(read[3].Truth);
        Assert.Contains("more than two teams", read[5].WhyNotReplayable, StringComparison.Ordinal);
        Assert.All(read, debate => Assert.NotEmpty(debate.Problem));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("not JSON")]
    public void What_is_no_list_of_debates_is_said(string text) =>
        Assert.Contains("not a list of recorded debates", Assert.Throws<BenchmarkInputException>(() => RecordedDebate.Read(text, "test")).Message, StringComparison.Ordinal);
}
