using System.Text;

namespace AgentGrains.Engine.Working;

public sealed partial record WorkingState
{
    /// <summary>The state after one more operation.</summary>
    /// <exception cref="InvalidMemoryException">The edit does not fit what is there.</exception>
    /// <exception cref="BlockConflictException">A core block has another version than its writer read.</exception>
    public WorkingState Apply(WorkingOperation operation)
    {
        if (operation.Sequence != Sequence + 1)
            throw new InvalidOperationException($"Operation {operation.Sequence} does not follow {Sequence}.");
        var edit = operation.Edit;
        var (next, number) = edit.Kind switch
        {
            WorkingEditKind.OpenSubgoal => Open(edit),
            WorkingEditKind.CloseSubgoal => Close(edit),
            WorkingEditKind.ReopenSubgoal => Reopen(edit),
            WorkingEditKind.AddStep => Add(edit.Step!),
            WorkingEditKind.DefineSymbol => Define(edit),
            WorkingEditKind.SetBlock => SetBlock(edit),
            _ => throw new InvalidOperationException($"Edit {(int)edit.Kind} is not known; a newer version wrote it."),
        };
        return next with
        {
            Sequence = operation.Sequence,
            Keys = Keys.Add(edit.Key!, (operation.ContentHash, new WorkingReceipt(number, operation.Sequence))),
        };
    }

    private (WorkingState, int) Open(WorkingEdit edit)
    {
        var number = Subgoals.Count + 1;
        return (this with { Subgoals = Subgoals.Add(new SubgoalState(number, Current, edit.Text!, true, null, [])), Stack = Stack.Add(number) }, number);
    }

    private (WorkingState, int) Close(WorkingEdit edit)
    {
        if (Current == 0)
            throw new InvalidMemoryException("subgoal", "No subgoal is open; open one first.");
        if (edit.Subgoal != Current)
            throw new InvalidMemoryException("subgoal", $"Subgoal {edit.Subgoal} is not the current one; close subgoal {Current} first.");
        var closed = this[Current] with { IsOpen = false, Summary = edit.Text };
        return (this with { Subgoals = Subgoals.SetItem(Current - 1, closed), Stack = Stack.RemoveAt(Stack.Count - 1) }, closed.Number);
    }

    private (WorkingState, int) Reopen(WorkingEdit edit)
    {
        if (edit.Subgoal < 1 || edit.Subgoal > Subgoals.Count)
            throw new InvalidMemoryException("subgoal", $"There is no subgoal {edit.Subgoal}; there are {Subgoals.Count}.");
        if (this[edit.Subgoal].IsOpen)
            throw new InvalidMemoryException("subgoal", $"Subgoal {edit.Subgoal} is open already.");
        var opened = this[edit.Subgoal] with { IsOpen = true };
        return (this with { Subgoals = Subgoals.SetItem(edit.Subgoal - 1, opened), Stack = Stack.Add(edit.Subgoal) }, edit.Subgoal);
    }

    private (WorkingState, int) Add(WorkingStep step)
    {
        var next = this with { StepCount = StepCount + 1 };
        if (Current == 0)
            return (next with { Steps = Steps.Add(step) }, 0);
        var subgoal = this[Current];
        return (next with { Subgoals = Subgoals.SetItem(Current - 1, subgoal with { Steps = subgoal.Steps.Add(step) }) }, Current);
    }

    private (WorkingState, int) Define(WorkingEdit edit)
    {
        var before = Symbols.TryGetValue(edit.Name!, out var known) ? known.Info : new SymbolInfo(edit.Name!, 0, 0);
        var info = new SymbolInfo(edit.Name!, Encoding.UTF8.GetByteCount(edit.Text!), before.Version + 1);
        return (this with { Symbols = Symbols.SetItem(edit.Name!, (edit.Text!, info)), SymbolBytes = SymbolBytes + info.Bytes - before.Bytes }, info.Version);
    }

    private (WorkingState, int) SetBlock(WorkingEdit edit)
    {
        var current = Blocks.GetValueOrDefault(edit.Name!);
        if ((current?.Version ?? 0) != edit.Version)
        {
            throw new BlockConflictException(current, current is null
                ? $"There is no core block '{edit.Name}' (any version); write it with version 0."
                : $"Core block '{edit.Name}' has version {current.Version}, not {edit.Version}: somebody wrote it since. Read it, and write with its version.");
        }

        var block = new CoreBlock(edit.Name!, edit.Text!, edit.Version + 1);
        return (this with { Blocks = Blocks.SetItem(block.Name, block) }, block.Version);
    }
}
