using System.Collections.Immutable;
using AgentGrains.Engine.Linking;

namespace AgentGrains.Inference.Derivation;

/// <summary>What the linker's model answers: numbers of records, from 1.</summary>
internal sealed record LinksAnswer(int[] Links)
{
    /// <summary>The records that the numbers stand for.</summary>
    /// <exception cref="FormatException">A number stands for none, or there are too many.</exception>
    public ImmutableArray<MemoryId> Read(ImmutableArray<MemoryRecord> neighbours) =>
        [.. AnswerRules.Positions(AnswerRules.Items(Links, "links", RuleLinker.MaxLinks), neighbours.Length, "a link").Select(position => neighbours[position].Id)];
}
