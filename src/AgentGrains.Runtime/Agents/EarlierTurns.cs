using System.Collections.Immutable;
using AgentGrains.Engine.Assembly;

namespace AgentGrains.Runtime.Agents;

/// <summary>What was said in a session, as a model is shown it: the latest, as much as fits, never beginning with an answer to what is not there.</summary>
internal static class EarlierTurns
{
    public static ImmutableArray<WorkingStep> Of(WorkingView view, int tokenBudget)
    {
        List<WorkingStep> said =
        [
            .. view.Steps.Concat(view.Subgoals.SelectMany(subgoal => subgoal.Steps))
                .Where(step => step.Kind is StepKind.Message or StepKind.Answer)
                .OrderBy(step => step.At),
        ];
        var first = said.Count;
        for (var left = tokenBudget; first > 0 && (left -= ContextAssembler.CountTokens(said[first - 1].Text)) >= 0;)
            first--;
        while (first < said.Count && said[first].Kind == StepKind.Answer)
            first++;
        return [.. said.Skip(first)];
    }
}
