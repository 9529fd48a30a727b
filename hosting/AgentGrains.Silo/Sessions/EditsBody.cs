using System.Collections.Immutable;

namespace AgentGrains.Silo;

/// <summary>Changes of a working memory, all or none.</summary>
internal sealed record EditsBody
{
    /// <summary>The changes, in order.</summary>
    public IReadOnlyList<EditBody?>? Edits { get; init; }

    /// <summary>The edits that the body asks for.</summary>
    /// <exception cref="InvalidMemoryException">One of them is not valid.</exception>
    public ImmutableArray<WorkingEdit> ToEdits() => [.. Required.Items("edits", Edits).Select(pair => pair.Item.ToEdit(pair.Field))];
}

/// <summary>One change of a working memory.</summary>
internal sealed record EditBody
{
    /// <summary>openSubgoal (text), closeSubgoal (text, subgoal), reopenSubgoal (subgoal), addStep (step), defineSymbol (name, text) or setBlock (name, text, version).</summary>
    public string? Kind { get; init; }

    /// <summary>Idempotency key within the session: the same key again changes nothing and returns the first receipt.</summary>
    public string? Key { get; init; }

    /// <summary>The goal, summary, content or text.</summary>
    public string? Text { get; init; }

    /// <summary>Name of a symbol or block.</summary>
    public string? Name { get; init; }

    /// <summary>Number of the subgoal; the current one when left out.</summary>
    public int? Subgoal { get; init; }

    /// <summary>The version that the block has now; 0 when it is not there yet.</summary>
    public int? Version { get; init; }

    /// <summary>The step.</summary>
    public StepBody? Step { get; init; }

    /// <summary>The edit that the body asks for.</summary>
    public WorkingEdit ToEdit(string field)
    {
        var kind = EnumName.Parse<WorkingEditKind>($"{field}.kind", Kind);
        return new WorkingEdit
        {
            Kind = kind,
            Key = Key,
            Text = kind is WorkingEditKind.OpenSubgoal or WorkingEditKind.DefineSymbol or WorkingEditKind.SetBlock ? Required.Text($"{field}.text", Text) : Text,
            Name = kind is WorkingEditKind.DefineSymbol or WorkingEditKind.SetBlock ? Required.Text($"{field}.name", Name) : Name,
            Subgoal = kind == WorkingEditKind.ReopenSubgoal ? Required.Value($"{field}.subgoal", Subgoal) : Subgoal ?? 0,
            Version = kind == WorkingEditKind.SetBlock ? Required.Value($"{field}.version", Version) : Version ?? 0,
            Step = kind == WorkingEditKind.AddStep ? (Step ?? throw new InvalidMemoryException($"{field}.step", "The step is missing.")).ToStep($"{field}.step") : null,
        };
    }
}

/// <summary>What became of edits.</summary>
/// <param name="Receipts">One per edit, in order.</param>
internal sealed record EditReceiptsBody(IReadOnlyList<EditReceiptBody> Receipts);

/// <summary>Proof that an edit is durable.</summary>
/// <param name="Number">The subgoal opened, closed, reopened or added to; the version of a block or symbol.</param>
/// <param name="Sequence">Its position in the session's journal.</param>
internal sealed record EditReceiptBody(int Number, long Sequence);

/// <summary>A text with symbols.</summary>
internal sealed record ExpandBody
{
    /// <summary>The text; symbols are written &lt;|name|&gt;.</summary>
    public string? Text { get; init; }

    /// <summary>Largest result in UTF-8 bytes; 262144 when left out.</summary>
    public int? MaxBytes { get; init; }
}

/// <summary>A text with contents in the place of symbols.</summary>
/// <param name="Text">The text.</param>
/// <param name="Unknown">Names that are not defined; they stay as they were written.</param>
/// <param name="Circular">Names that hold themselves.</param>
/// <param name="IsTruncated">Whether contents were left out because of maxBytes.</param>
internal sealed record ExpansionBody(string Text, IReadOnlyList<string> Unknown, IReadOnlyList<string> Circular, bool IsTruncated);
