using System.Collections.Immutable;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Procedural;
using Xunit;

namespace AgentGrains.Tests.Engine.Procedural;

/// <summary>The bandit finds the skills that fit, and a bank that does worse gives way to the best one.</summary>
public sealed class SkillBankTests
{
    private static readonly ImmutableArray<Skill> Extractors = [.. Enumerable.Range(0, 6).Select(i => new Skill($"extractor {i}", $"routine {i}"))];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Regret_is_under_35_percent_of_uniform_choice_after_500_spans(int seed)
    {
        var (state, random) = (Publish(SkillBankState.Empty, Extractors), new Random(seed));
        double regret = 0, uniform = 0;
        for (var span = 0; span < 500; span++)
        {
            var type = random.Next(3);   // extractors 2t and 2t+1 fit spans of type t
            var choice = state.Choose($"type {type}", 1, span);
            var fits = Array.IndexOf([.. Extractors], choice.Skills[0]) / 2 == type;
            state = Reward(state, choice, random.NextDouble() < (fits ? 0.9 : 0.1) ? 1 : 0, $"{span}");
            regret += 0.9 - (fits ? 0.9 : 0.1);
            uniform += 0.9 - (2 * 0.9 + 4 * 0.1) / 6;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {regret / uniform:0.000} of uniform regret");
        Assert.InRange(regret / uniform, 0, 0.35);
    }

    [Fact]
    public void A_worse_bank_is_rolled_back_by_itself_and_a_better_one_becomes_the_best()
    {
        var state = Run(Publish(SkillBankState.Empty, Extractors), rate: 0.7, count: 40);
        state = Run(Publish(state, [new Skill("clever", "but wrong")]), rate: 0.4, count: SkillBankState.JudgedAfter);
        Assert.Equal((1, 1), (state.View.Current, state.View.Best));
        Assert.True(state.View.Versions[1].IsRolledBack);
        state = Run(Publish(state, [new Skill("better", "and right")]), rate: 0.9, count: SkillBankState.JudgedAfter);
        Assert.Equal((3, 3), (state.View.Current, state.View.Best));
        state = Run(Publish(state, [new Skill("slightly worse", "within the margin")]), rate: 0.87, count: SkillBankState.JudgedAfter + 5);
        Assert.Equal((4, 3), (state.View.Current, state.View.Best));
        state = Run(Publish(state, [new Skill("bad", "again")]), rate: 0.1, count: SkillBankState.JudgedAfter);
        Assert.Equal(3, state.View.Current);   // back to the best, not to the one before
        Assert.Equal([2, 5], state.View.Versions.Where(version => version.IsRolledBack).Select(version => version.Number));
    }

    [Fact]
    public void Versions_and_statistics_replay_from_their_bytes()
    {
        var (state, random, frames) = (SkillBankState.Empty, new Random(5), new List<byte[]>());
        Do(new SkillOperation("first", Extractors, "the first", Chosen: []));
        for (var i = 0; i < 200; i++)
        {
            var choice = state.Choose($"type {random.Next(3)}", 2, i);
            Do(new SkillOperation($"{i}", [], null, choice.Version, choice.Context, [.. choice.Skills.Select(skill => skill.Name)], random.NextDouble()));
            if (i == 100)
                Do(new SkillOperation("second", [Extractors[0], new Skill("new", "text")], null, Chosen: []));
        }

        var replayed = frames.Select((frame, i) => SkillOperation.Read(frame, i + 1)).Aggregate(SkillBankState.Empty, (before, operation) => before.Apply(operation));
        Assert.Equal(Show(state.View), Show(replayed.View));
        for (var draw = 0; draw < 50; draw++)
            Assert.Equal(state.Choose("type 1", 2, draw).Skills, replayed.Choose("type 1", 2, draw).Skills);

        void Do(SkillOperation operation)
        {
            var writer = new FieldWriter();
            operation.WriteTo(writer);
            frames.Add(writer.Written.ToArray());
            state = state.Apply(operation);
        }
    }

    private static SkillBankState Publish(SkillBankState state, ImmutableArray<Skill> skills) =>
        state.Apply(new SkillOperation($"publish {state.Sequence}", skills, null, Chosen: []));

    private static SkillBankState Reward(SkillBankState state, SkillChoice choice, double reward, string key) =>
        state.Apply(new SkillOperation(key, [], null, choice.Version, choice.Context, [.. choice.Skills.Select(skill => skill.Name)], reward));

    // Rewards of exactly this mean, so that the rule is tested and not the dice.
    private static SkillBankState Run(SkillBankState state, double rate, int count)
    {
        for (var i = 0; i < count; i++)
            state = Reward(state, state.Choose("work", 1, i), rate, $"run {state.Sequence}");
        return state;
    }

    private static string Show(SkillBankView view) => System.Text.Json.JsonSerializer.Serialize(view);
}
