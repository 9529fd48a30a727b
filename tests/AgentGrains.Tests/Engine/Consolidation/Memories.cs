using System.Collections.Immutable;
using AgentGrains.Engine.Consolidation;
using AgentGrains.Engine.Memory;

namespace AgentGrains.Tests.Engine.Consolidation;

/// <summary>A memory and its consolidator, with short ways to write and tidy.</summary>
internal sealed class Memories(MemoryType type = MemoryType.Episodic, ConsolidationOptions? options = null, int chapter = 0)
{
    public static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public MemoryImage Image { get; } = new(Scope.User("acme", "ann"), type, chapter: chapter);

    public DateTimeOffset Later { get; } = Now.AddDays(3);

    public Consolidator NewConsolidator() => new(Image, options ?? new ConsolidationOptions());

    public MemoryId Add(MemoryDraft draft)
    {
        var decision = Image.State.Decide([draft], Now, new MemoryOptions());
        Apply(decision.Operations);
        return decision.Receipts[0].Id;
    }

    public MemoryId Say(string text, string actor = "Ann", DateTimeOffset? at = null) =>
        Add(new MemoryDraft { Text = text, Actor = actor, Session = "s1", OccurredAt = at ?? Now });

    public void Apply(ImmutableArray<MemoryOperation> operations)
    {
        foreach (var operation in operations)
            Image.Apply(operation);
    }

    /// <summary>Plans for all and takes what is not refused; the steps that were.</summary>
    public List<ConsolidationStep> Tidy(string run = "c1")
    {
        var consolidator = NewConsolidator();
        var taken = consolidator.Plan(0, int.MaxValue / 2, withTexts: false, Later).Steps.Where(step => consolidator.WhyNot(step, Later) is null).ToList();
        Apply(Image.State.DecideConsolidate(run, taken, Later));
        return taken;
    }

    public MemoryRecord this[MemoryId id] => Image.State.Find(id)!;
}
