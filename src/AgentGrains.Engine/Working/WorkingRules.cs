using AgentGrains.Engine.Records;

namespace AgentGrains.Engine.Working;

/// <summary>What an edit must keep by itself, whatever is there. Pure: it throws or it changes nothing.</summary>
internal static class WorkingRules
{
    public static void Check(WorkingEdit edit, WorkingMemoryOptions limits)
    {
        if (edit is null)
            throw new InvalidMemoryException("edits", "An edit is missing.");
        CheckKey(edit.Key);
        if (edit.Subgoal < 0 || edit.Version < 0)
            throw new InvalidMemoryException(edit.Subgoal < 0 ? "subgoal" : "version", "Numbers of subgoals and versions are not negative.");
        switch (edit.Kind)
        {
            case WorkingEditKind.OpenSubgoal:
                CheckFilled("goal", edit.Text, limits.MaxStepBytes, nameof(limits.MaxStepBytes));
                break;
            case WorkingEditKind.CloseSubgoal when edit.Text is not null:
                CheckFilled("summary", edit.Text, limits.MaxStepBytes, nameof(limits.MaxStepBytes));
                break;
            case WorkingEditKind.CloseSubgoal:
                break;
            case WorkingEditKind.ReopenSubgoal when edit.Subgoal == 0:
                throw new InvalidMemoryException("subgoal", "Name the number of the subgoal to reopen.");
            case WorkingEditKind.ReopenSubgoal:
                break;
            case WorkingEditKind.AddStep:
                CheckStep(edit.Step, limits);
                break;
            case WorkingEditKind.DefineSymbol:
                CheckName("symbol", edit.Name);
                CheckFilled("content", edit.Text, limits.MaxSymbolBytes, nameof(limits.MaxSymbolBytes));
                break;
            case WorkingEditKind.SetBlock:
                CheckName("block", edit.Name);
                CheckText("text", edit.Text, limits.MaxBlockBytes, nameof(limits.MaxBlockBytes));
                break;
            default:
                throw new InvalidMemoryException("kind", $"{(int)edit.Kind} is not a kind of edit.");
        }
    }

    private static void CheckStep(WorkingStep? step, WorkingMemoryOptions limits)
    {
        if (step is null)
            throw new InvalidMemoryException("step", "The step is missing.");
        if (!Enum.IsDefined(step.Kind))
            throw new InvalidMemoryException("step", $"{(int)step.Kind} is not a kind of step.");
        CheckFilled("step", step.Text, limits.MaxStepBytes, nameof(limits.MaxStepBytes));
        if (step.Actor is not null)
            CheckFilled("actor", step.Actor, 1024, nameof(MemoryOptions.MaxNameBytes));
    }

    private static void CheckKey(string? key)
    {
        if (key is null)
            return;
        CheckFilled("key", key, 1024, nameof(MemoryOptions.MaxNameBytes));
        if (key[0] == '#')
            throw new InvalidMemoryException("key", "A key that begins with # is reserved for edits without a key; begin yours otherwise.");
    }

    private static void CheckName(string field, string? name)
    {
        if (name is null || !SymbolText.IsName(name))
            throw new InvalidMemoryException(field, $"The name of a {field} takes 1 to {SymbolText.LongestName} letters, digits, dots, dashes, underscores or colons.");
    }

    private static void CheckFilled(string field, string? text, int maxBytes, string option)
    {
        CheckText(field, text, maxBytes, option);
        if (string.IsNullOrWhiteSpace(text))
            throw new InvalidMemoryException(field, $"{field} is empty.");
    }

    private static void CheckText(string field, string? text, int maxBytes, string option) =>
        DraftRules.CheckText(field, text, maxBytes, $"{nameof(WorkingMemoryOptions)}.{option}");
}
