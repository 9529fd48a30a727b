using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>What an earlier debate taught, as it is shown to a team. Kept in the procedural memory of <see cref="DebateRequest.Bank"/>.</summary>
/// <remarks>Immutable and thread-safe. It is evidence, never an instruction: texts in it were written by teams.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.BankCase")]
public sealed record BankCase
{
    /// <summary>The record that holds it.</summary>
    [Id(0)] public MemoryId Id { get; init; }

    /// <summary>What it is. Anything that no verifier confirmed is a <see cref="BankCaseKind.Lesson"/>.</summary>
    [Id(1)] public required BankCaseKind Kind { get; init; }

    /// <summary>The problem it was learnt from, perhaps cut short.</summary>
    [Id(2)] public required string Problem { get; init; }

    /// <summary>What was wrong: an error, a mismatch of outcomes, or the first wrong step; empty when nothing was.</summary>
    [Id(3)] public string Wrong { get; init; } = "";

    /// <summary>What was right: a solution, what mended the error, the argument that decided, or the right step; empty when nobody knows.</summary>
    [Id(4)] public string Right { get; init; } = "";

    /// <summary>What to watch in a like problem.</summary>
    [Id(5)] public ImmutableArray<string> Guardrails { get; init; } = [];

    /// <summary>What the verifier found about what is right, or, in a lesson without that, about what is wrong.</summary>
    [Id(6)] public Verdict Verdict { get; init; }

    /// <summary>How like its problem, or error, is to the one at hand: 0 to 1, comparable between debates.</summary>
    [Id(7)] public float Similarity { get; init; }
}

/// <summary>What a debate taught. The names are persisted.</summary>
[GenerateSerializer, Alias("agentgrains.BankCaseKind")]
public enum BankCaseKind : byte
{
    /// <summary>A problem and its solution, which a verifier confirmed.</summary>
    Solution = 0,

    /// <summary>An error of execution and what mended it, in a debate that a verifier confirmed.</summary>
    Debug = 1,

    /// <summary>A disagreement and the argument that decided it, which a verifier confirmed.</summary>
    Debate = 2,

    /// <summary>The first step in which a wrong solution differs from the right one; or what was tried and is not confirmed.</summary>
    Lesson = 3,
}

/// <summary>A case that a step was shown.</summary>
/// <param name="Id">The record.</param>
/// <param name="Similarity">How like it was.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.ShownCase")]
public readonly record struct ShownCase([property: Id(0)] MemoryId Id, [property: Id(1)] float Similarity);

/// <summary>A family whose solutions can be read as steps, so that a lesson names the first step that was wrong.</summary>
/// <remarks>Implemented by an <see cref="IOutcomeFamily"/> beside it; without it, steps are lines. Thread-safe, quick, and without effects.</remarks>
public interface ISolutionSteps
{
    /// <summary>The steps of a solution in an order that does not depend on how its team wrote it; empty when it cannot be read.</summary>
    ImmutableArray<string> StepsOf(string solution);
}
