using System.Collections.Immutable;
using AgentGrains.Engine.Decisions;

namespace AgentGrains.Inference.Derivation;

/// <summary>What the policy's model answers: an action, and the number of the record it acts on, from 1.</summary>
internal sealed record DecisionAnswer(string Action, string Reason, int? Target = null)
{
    /// <summary>The decision.</summary>
    /// <exception cref="FormatException">It acts on nothing that was given, on something that a person set, or against the statement.</exception>
    public PolicyDecision Read(ExtractedUnit unit, ImmutableArray<MemoryRecord> similar)
    {
        var action = AnswerRules.Value<PolicyAction>(Action, "the action");
        var reason = AnswerRules.Text(Reason, "the reason", AnswerRules.MaxName);
        var target = Target is { } number ? similar[AnswerRules.Position(number, similar.Length, "the target")] : null;
        if (action == PolicyAction.Add && target is not null)
            throw new FormatException("it adds, and names a target");
        if (action is PolicyAction.Add or PolicyAction.Update && unit.Negated)
            throw new FormatException("it keeps a statement that says that something is over");
        if (action is PolicyAction.Update or PolicyAction.Delete)
            CheckChange(unit, target ?? throw new FormatException($"it is to {Action} and names no target"));
        return new PolicyDecision(action, target?.Id, reason);
    }

    private static void CheckChange(ExtractedUnit unit, MemoryRecord target)
    {
        if (Protection.Covers(target))
            throw new FormatException("it changes what a person set");
        if ((unit.ValidTo ?? unit.OccurredAt) < target.ValidFrom)
            throw new FormatException("it ends a record before that began");
    }
}
