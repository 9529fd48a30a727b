using AgentGrains.Engine.Working;

namespace AgentGrains.Tests.Engine.Working;

/// <summary>A long task worked off in subgoals, from a seed: what a tool-using agent does and sees.</summary>
internal static class Trajectory
{
    public static readonly WorkingMemoryOptions Limits = new();
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 9, 0, 0, TimeSpan.Zero);

    /// <summary>The full history: every step as a line, nothing left out.</summary>
    public static string History(IEnumerable<WorkingStep> steps) => string.Join('\n', steps.Select(step => $"- {step.Actor}: {step.Text}"));

    /// <summary>Works off <paramref name="steps"/> steps in subgoals of a few steps each, and gives the state and the steps after every one.</summary>
    public static IEnumerable<(WorkingState State, List<WorkingStep> Steps)> Run(int seed, int steps)
    {
        var random = new Random(seed);
        var (state, done) = (WorkingState.Empty, new List<WorkingStep>());
        while (done.Count < steps)
        {
            state = Do(state, WorkingEdit.Open($"Find out about shelf {random.Next(100)} and report"));
            for (var left = random.Next(5, 11); left > 0 && done.Count < steps; left--)
            {
                WorkingStep[] pair =
                [
                    new(StepKind.Action, $"look(shelf={random.Next(100)}, row={random.Next(100)})", "warehouse", Start.AddMinutes(done.Count)),
                    new(StepKind.Observation, $"The row holds {random.Next(90)} boxes of type {random.Next(9_999)}, last counted by worker {random.Next(50)}; "
                        + $"{random.Next(9)} are damaged and wait for inspection in bay {random.Next(20)}.", "warehouse", Start.AddMinutes(done.Count)),
                ];
                foreach (var step in pair)
                    state = Do(state, WorkingEdit.Add(step));
                done.AddRange(pair);
                yield return (state, done);
            }

            state = Do(state, WorkingEdit.Close());
        }
    }

    /// <summary>Makes edits.</summary>
    public static WorkingState Do(WorkingState state, params WorkingEdit[] edits) => state.Decide([.. edits], Start, Limits).State;
}
