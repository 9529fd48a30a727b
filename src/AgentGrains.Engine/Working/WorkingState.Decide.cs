using System.Collections.Immutable;

namespace AgentGrains.Engine.Working;

/// <summary>What some edits mean.</summary>
/// <param name="Operations">What to persist; empty when every edit was known.</param>
/// <param name="Receipts">One per edit. They hold once the operations are durable.</param>
/// <param name="State">The state once the operations are durable.</param>
public readonly record struct WorkingDecision(ImmutableArray<WorkingOperation> Operations, ImmutableArray<WorkingReceipt> Receipts, WorkingState State);

public sealed partial record WorkingState
{
    /// <summary>Decides what edits mean, all or none: each sees what those before it did. Throws on bad input.</summary>
    /// <inheritdoc cref="IWorkingMemoryGrain.ApplyAsync" path="/exception"/>
    public WorkingDecision Decide(ImmutableArray<WorkingEdit> edits, DateTimeOffset now, WorkingMemoryOptions limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (edits.IsDefaultOrEmpty)
            throw new InvalidMemoryException("edits", "There is nothing to do: give at least one edit.");
        if (edits.Length > limits.MaxBatch)
            throw new InvalidMemoryException("edits", $"{edits.Length:N0} edits in one call, the limit set by WorkingMemoryOptions.MaxBatch is {limits.MaxBatch:N0}; send several calls.");

        var state = this;
        var operations = ImmutableArray.CreateBuilder<WorkingOperation>(edits.Length);
        var receipts = ImmutableArray.CreateBuilder<WorkingReceipt>(edits.Length);
        foreach (var edit in edits)
        {
            WorkingRules.Check(edit, limits);
            var hash = WorkingOperation.HashOf(edit);
            if (edit.Key is { } key && state.Keys.TryGetValue(key, out var first))
            {
                receipts.Add(first.Hash == hash || first.Hash == WorkingOperation.ErasedHash ? first.Receipt : throw new InvalidMemoryException(
                    "key", $"Key '{key}' was already used in this session for another edit (sequence {first.Receipt.Sequence}). Use a new key for a new edit."));
                continue;
            }

            state.RequireRoom(edit, limits);
            var operation = new WorkingOperation(state.Complete(edit, now.ToUniversalTime()), hash, state.Sequence + 1);
            state = state.Apply(operation);
            operations.Add(operation);
            receipts.Add(state.Keys[operation.Edit.Key!].Receipt);
        }

        return new WorkingDecision(operations.ToImmutable(), receipts.ToImmutable(), state);
    }

    // Everything that depends on the clock, or on how a summary is made today, is settled before it is persisted.
    private WorkingEdit Complete(WorkingEdit edit, DateTimeOffset now)
    {
        edit = edit with { Key = edit.Key ?? $"#{Sequence + 1}" };
        return edit.Kind switch
        {
            WorkingEditKind.CloseSubgoal => CompleteClose(edit),
            WorkingEditKind.AddStep when edit.Step!.At == default => edit with { Step = edit.Step with { At = now } },
            _ => edit,
        };
    }

    private WorkingEdit CompleteClose(WorkingEdit edit)
    {
        var number = edit.Subgoal == 0 ? Current : edit.Subgoal;
        return edit with { Subgoal = number, Text = edit.Text ?? (number >= 1 && number <= Subgoals.Count ? SubgoalSummary.Of(this[number]) : null) };
    }

    private void RequireRoom(WorkingEdit edit, WorkingMemoryOptions limits)
    {
        switch (edit.Kind)
        {
            case WorkingEditKind.OpenSubgoal or WorkingEditKind.ReopenSubgoal:
                Require(Stack.Count, limits.MaxDepth, nameof(limits.MaxDepth), "open subgoals; close one");
                Require(Subgoals.Count, limits.MaxSteps, nameof(limits.MaxSteps), "subgoals; begin another session");
                break;
            case WorkingEditKind.AddStep:
                Require(StepCount, limits.MaxSteps, nameof(limits.MaxSteps), "steps; begin another session");
                break;
            case WorkingEditKind.DefineSymbol:
                if (!Symbols.ContainsKey(edit.Name!))
                    Require(Symbols.Count, limits.MaxSymbols, nameof(limits.MaxSymbols), "symbols; reuse a name");
                Require(
                    SymbolBytes + System.Text.Encoding.UTF8.GetByteCount(edit.Text!) - 1, limits.MaxSymbolBytesInAll,
                    nameof(limits.MaxSymbolBytesInAll), "bytes in symbols; keep long contents elsewhere");
                break;
            case WorkingEditKind.SetBlock when !Blocks.ContainsKey(edit.Name!):
                Require(Blocks.Count, limits.MaxBlocks, nameof(limits.MaxBlocks), "core blocks; write to one that is there");
                break;
        }
    }

    private static void Require(long count, long limit, string name, string remedy)
    {
        if (count >= limit)
            throw new LimitExceededException(name, limit, $"The session has {count:N0} {remedy}, or raise the limit of {limit:N0} set by {nameof(WorkingMemoryOptions)}.{name}.");
    }
}
