using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains;

/// <summary>One debate: a journal of events and the runner that goes on from them. The key is <c>tenant/debate</c>.</summary>
[Alias("agentgrains.IDebateGrain")]
public interface IDebateGrain : ITenantOwned
{
    /// <summary>Starts it; returns when the request is durable. Repeatable with the same request.</summary>
    /// <exception cref="InvalidDebateException">The request is not valid, or another one was started under this id. Nothing was started.</exception>
    /// <exception cref="WriteUncertainException">Storage failed; start it again with the same request.</exception>
    [Alias("Start")]
    ValueTask<DebateStatus> StartAsync(DebateRequest request, CancellationToken cancellationToken);

    /// <summary>Where it stands.</summary>
    [Alias("GetStatus"), AlwaysInterleave]
    ValueTask<DebateStatus> GetStatusAsync(CancellationToken cancellationToken);

    /// <summary>Events after a sequence. When there are none yet, it waits a little for one; then the page is empty.</summary>
    /// <param name="after">Sequence of the last event that is known; 0 for none.</param>
    /// <param name="take">Most events to return, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    [Alias("Read"), AlwaysInterleave]
    ValueTask<ImmutableArray<DebateEvent>> ReadAsync(long after, int take, CancellationToken cancellationToken);

    /// <summary>Stops it. Returns false when it was over already.</summary>
    /// <exception cref="WriteUncertainException">Storage failed; cancel again.</exception>
    [Alias("Cancel"), AlwaysInterleave]
    ValueTask<bool> CancelAsync(string reason, CancellationToken cancellationToken);

    /// <summary>Goes on if there is something to do: a result may be there.</summary>
    [Alias("Wake"), AlwaysInterleave]
    ValueTask WakeAsync();

    /// <summary>Stops it and removes it from storage, with its teams' results and what it taught its bank. Repeatable.</summary>
    /// <exception cref="WriteUncertainException">Storage failed; erase again.</exception>
    [Alias("Erase")]
    ValueTask EraseAsync(CancellationToken cancellationToken);
}

/// <summary>
/// The steps of one team, or judge, in one debate: runs each once, keeps its result, and contains what goes wrong. The key is
/// <c>tenant/debate/team</c>.
/// </summary>
[Alias("agentgrains.IDebateTeamGrain")]
public interface IDebateTeamGrain : ITenantOwned
{
    /// <summary>Runs a step, or returns its recorded result.</summary>
    /// <returns>The result; null when the step still runs after a little while: ask again.</returns>
    /// <exception cref="WriteUncertainException">Storage failed; ask again.</exception>
    [Alias("RunStep"), AlwaysInterleave]
    ValueTask<StepResult?> RunStepAsync(DebateStepCall work, CancellationToken cancellationToken);

    /// <summary>Stops what runs; nothing of it is recorded.</summary>
    [Alias("Stop"), AlwaysInterleave]
    ValueTask StopAsync();

    /// <summary>Stops what runs and removes all results from storage. Repeatable.</summary>
    /// <exception cref="WriteUncertainException">Storage failed; erase again.</exception>
    [Alias("Erase")]
    ValueTask EraseAsync(CancellationToken cancellationToken);
}

/// <summary>A step with all it needs.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.DebateStepCall")]
public sealed record DebateStepCall
{
    /// <summary>The step.</summary>
    [Id(0)] public required DebateStep Step { get; init; }

    /// <summary>The task with its reference, which only a verifier is given.</summary>
    [Id(1)] public required DebateTask Task { get; init; }

    /// <summary>What a participant sees; <see cref="DebateView.Own"/> is what is executed or verified.</summary>
    [Id(2)] public required DebateView View { get; init; }

    /// <summary>Where earlier debates are looked up; null for nowhere.</summary>
    [Id(3)] public string? Bank { get; init; }
}
