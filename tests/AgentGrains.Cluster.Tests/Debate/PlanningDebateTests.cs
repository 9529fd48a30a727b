using AgentGrains.Benchmarks.Debate;
using Xunit;

namespace AgentGrains.Cluster.Tests.Debate;

/// <summary>What <c>debate --problems</c> measures, held on problems and slips that no rule was made with.</summary>
public sealed class PlanningDebateTests
{
    [Fact]
    public async Task Debates_are_right_more_often_than_team_vote_and_judge_and_memory_saves_rounds_and_repeats()
    {
        var figures = await ProblemsReport.RunAsync(seed: 4711, encounters: 2);
        var accuracy = figures["accuracy"]!.AsObject();
        Assert.All(accuracy.Where(arm => arm.Key != "debate"), arm => Assert.True((double)accuracy["debate"]! > (double)arm.Value!, $"{arm.Key}: {accuracy}"));
        var tokens = figures["tokens"]!.AsObject();
        Assert.All(tokens, arm => Assert.True((double)arm.Value! >= 0.95 * (double)tokens["debate"]!, $"{arm.Key}: {tokens}"));   // nobody had less to spend
        Assert.True((int)figures["recovered"]! > 0 && (int)figures["allWrongVote"]! < (int)figures["recovered"]!, figures.ToJsonString());

        var memory = figures["memory"]!.AsObject();
        Assert.True((double)memory["roundsOn"]! < (double)memory["roundsOff"]!, memory.ToJsonString());
        Assert.True((int)memory["repeatFailuresOff"]! > 0 && (int)memory["repeatFailuresOn"]! * 2 <= (int)memory["repeatFailuresOff"]!, memory.ToJsonString());
        Assert.Equal(0, (int)memory["wrongAdmitted"]!);
    }
}
