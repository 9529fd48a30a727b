using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>A team that proposes, criticises and revises solutions. It hands in data; nothing it returns is run as code.</summary>
/// <remarks>
/// One instance serves all debates of a silo, several calls at once. A call that throws, outlives its deadline or returns something unusable
/// is recorded as a fault, and the debate goes on. A call whose silo died is made again with the same <see cref="DebateView.StepId"/>.
/// </remarks>
public interface IDebateTeam
{
    /// <summary>Its name, as <see cref="DebateRequest.Teams"/> has it; a valid scope id.</summary>
    string Name { get; }

    /// <summary>A first solution, made without sight of the other teams.</summary>
    ValueTask<TeamAnswer> ProposeAsync(DebateView view, CancellationToken cancellationToken);

    /// <summary>What is wrong with the others' solutions, given all outcomes.</summary>
    ValueTask<TeamAnswer> CritiqueAsync(DebateView view, CancellationToken cancellationToken);

    /// <summary>A solution for the next round, given the others' outcomes and critiques; the same one again is allowed.</summary>
    ValueTask<TeamAnswer> ReviseAsync(DebateView view, CancellationToken cancellationToken);
}

/// <summary>Chooses between positions in a debate with <see cref="DebateProtocol.Judge"/>.</summary>
/// <inheritdoc cref="IDebateTeam" path="/remarks"/>
public interface IDebateJudge
{
    /// <summary>Its name, as <see cref="DebateRequest.Judge"/> has it; a valid scope id.</summary>
    string Name { get; }

    /// <summary>Chooses. <see cref="TeamAnswer.Text"/> gives the reason, <see cref="TeamAnswer.Choice"/> the team.</summary>
    ValueTask<TeamAnswer> JudgeAsync(DebateView view, CancellationToken cancellationToken);
}

/// <summary>What a team or a judge returns.</summary>
/// <param name="Text">A solution in the form its family reads, a critique, or a judge's reason.</param>
/// <param name="Tokens">Tokens it cost, at least 0; counted against the budget.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.TeamAnswer")]
public sealed record TeamAnswer([property: Id(0)] string Text, [property: Id(1)] long Tokens = 0)
{
    /// <summary>The team a judge chooses; null otherwise.</summary>
    [Id(2)] public string? Choice { get; init; }
}

/// <summary>What a participant sees of a debate.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.DebateView")]
public sealed record DebateView
{
    /// <summary>The task, without its reference.</summary>
    [Id(0)] public required DebateTask Task { get; init; }

    /// <summary>The round that the answer is for, 0 for first proposals.</summary>
    [Id(1)] public int Round { get; init; }

    /// <summary>Names this call within the debate: a repetition after a crash has the same one.</summary>
    [Id(2)] public required string StepId { get; init; }

    /// <summary>The participant's own position; null when it has none yet.</summary>
    [Id(3)] public TeamPosition? Own { get; init; }

    /// <summary>The other teams' positions, ordered by outcome, so that the order tells nothing of who came first.</summary>
    [Id(4)] public ImmutableArray<TeamPosition> Others { get; init; } = [];

    /// <summary>Critiques of this round by the others, in the order of their text.</summary>
    [Id(5)] public ImmutableArray<TeamCritique> Critiques { get; init; } = [];

    /// <summary>
    /// What earlier debates taught, of each kind the most similar first; empty without <see cref="DebateRequest.Bank"/>. At a first solution all
    /// kinds; at a revision after a failed execution what mended like errors; in critique and revision how like disagreements were decided.
    /// </summary>
    [Id(6)] public ImmutableArray<BankCase> Cases { get; init; } = [];
}

/// <summary>Where a team stands.</summary>
/// <param name="Team">The team.</param>
/// <param name="Solution">What it handed in last; null when it never did.</param>
/// <param name="Outcome">What came out.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.TeamPosition")]
public sealed record TeamPosition([property: Id(0)] string Team, [property: Id(1)] string? Solution, [property: Id(2)] TeamOutcome Outcome);

/// <summary>What a team says about the others' solutions.</summary>
/// <param name="Team">Who says it.</param>
/// <param name="Text">What it says.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.TeamCritique")]
public sealed record TeamCritique([property: Id(0)] string Team, [property: Id(1)] string Text);
