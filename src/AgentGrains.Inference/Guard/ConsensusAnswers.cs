using System.Collections.Immutable;
using AgentGrains.Inference.Derivation;

namespace AgentGrains.Inference.Guard;

/// <summary>What the first call answers: one chain per memory, in order.</summary>
internal sealed record ChainsAnswer(string[] Chains)
{
    /// <exception cref="FormatException">There is not one chain for each memory.</exception>
    public ImmutableArray<string> Read(int count)
    {
        var chains = AnswerRules.Items(Chains, "chains", count);
        return chains.Length == count
            ? [.. chains.Select(chain => AnswerRules.Text(chain, "a chain", AnswerRules.MaxName))]
            : throw new FormatException($"it has {chains.Length} chains for {count} memories");
    }
}

/// <summary>What the second call answers: numbers of the chains that may be acted on.</summary>
internal sealed record AuditAnswer(int[] Consistent)
{
    /// <exception cref="FormatException">A number stands for no chain.</exception>
    public ImmutableArray<MemoryId> Read(ImmutableArray<Evidence> evidence) =>
        [.. AnswerRules.Positions(AnswerRules.Items(Consistent, "consistent", evidence.Length), evidence.Length, "a chain").Select(position => evidence[position].Record.Id)];
}
