namespace AgentGrains;

/// <summary>A family of tasks: what a solution looks like, and what comes out of it.</summary>
/// <remarks>One instance serves a silo, several calls at once. Equal solutions should give equal outcomes: a silo that died may have it execute again.</remarks>
public interface IOutcomeFamily
{
    /// <summary>Its name, as <see cref="DebateTask.Family"/> has it.</summary>
    string Name { get; }

    /// <summary>Executes a solution. What cannot be read or executed is <see cref="TeamOutcome.Failed"/>, with the reason; an exception is a fault.</summary>
    /// <param name="task">The task, without its reference.</param>
    /// <param name="solution">What a team handed in. It may be anything: nothing about it was checked but its length.</param>
    /// <param name="cancellationToken">Stops the execution.</param>
    ValueTask<TeamOutcome> ExecuteAsync(DebateTask task, string solution, CancellationToken cancellationToken);
}

/// <summary>Checks outcomes independently of the teams. Only what it confirms is admitted.</summary>
/// <remarks>One instance serves a silo, several calls at once.</remarks>
public interface IOutcomeVerifier
{
    /// <summary>Name of the family whose outcomes it checks.</summary>
    string Family { get; }

    /// <summary>Checks one outcome; <see cref="Verdict.Unverified"/> when it cannot tell.</summary>
    /// <param name="task">The task with its reference.</param>
    /// <param name="solution">The solution that gave the outcome.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    ValueTask<Verification> VerifyAsync(DebateTask task, string solution, TeamOutcome outcome, CancellationToken cancellationToken);
}
