using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace AgentGrains.Silo.Tests;

/// <summary>Debates that end at once, one per id; the last request is kept.</summary>
internal sealed class FakeDebateClient : IDebateClient
{
    private readonly Dictionary<string, FakeDebate> _debates = new(StringComparer.Ordinal);

    public DebateRequest? LastRequest { get; private set; }

    public ValueTask<IDebate> StartAsync(string tenant, string debate, DebateRequest request, CancellationToken cancellationToken = default)
    {
        Scope.Team(tenant, debate);   // names are checked like the real ones
        if (request.Teams.Contains("unknown"))
            throw new InvalidDebateException("teams", "'unknown' is not known to this silo.");
        LastRequest = request;
        return new(_debates[$"{tenant}/{debate}"] = new FakeDebate(debate) { IsThere = true });
    }

    public IDebate Debate(string tenant, string debate) => _debates.GetValueOrDefault($"{tenant}/{debate}") ?? new FakeDebate(debate);

    public ValueTask<ImmutableArray<TeamReliability>> GetReliabilityAsync(
        string tenant, string family, IReadOnlyCollection<string> teams, CancellationToken cancellationToken = default) => new([.. teams.Select(team => new TeamReliability(team))]);
}

internal sealed class FakeDebate(string id) : IDebate
{
    private static readonly DateTimeOffset Start = new(2026, 5, 3, 9, 30, 0, TimeSpan.Zero);

    public bool IsThere { get; set; }

    public string? Cancelled { get; private set; }

    public string Id => id;

    public ValueTask<DebateStatus> GetStatusAsync(CancellationToken cancellationToken = default) => new(IsThere
        ? new DebateStatus(Cancelled is null ? DebatePhase.Stored : DebatePhase.Cancelled, 1, 42, 1, 4, new DebateDecision
        {
            Team = "red",
            Solution = "3",
            Outcome = TeamOutcome.Solved(3),
            Verdict = Verdict.Verified,
            Agreed = true,
            Round = 1,
            Reason = "The teams agree.",
            Groups = [new GroupEvidence(["red", "blue"], TeamOutcome.Solved(3), Verdict.Verified, 1)],
            Reliability = [new TeamReliability("red", 3, 1)],
        })
        : new DebateStatus(DebatePhase.None, 0, 0, 0, 0, null));

    public async IAsyncEnumerable<DebateEvent> WatchAsync(long after = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        var step = new DebateStep(DebateStepKind.Propose, 0, "red");
        var record = MemoryId.Create(MemoryType.Procedural, Start, 1, 7);
        DebateEvent[] events =
        [
            new() { Kind = DebateEventKind.Started },
            new() { Kind = DebateEventKind.StepDone, Result = new StepResult { Step = step, Answer = new TeamAnswer("3", 42), Shown = [new ShownCase(record, 0.5f)] } },
            new() { Kind = DebateEventKind.Exhausted, Cause = ExhaustionCause.Rounds },
            new() { Kind = DebateEventKind.Stored, Admitted = true },
        ];
        for (var i = 0; i < events.Length; i++)
        {
            if (i + 1 > after)
                yield return events[i] with { Sequence = i + 1, At = Start };
        }
    }

    public ValueTask<bool> CancelAsync(string reason, CancellationToken cancellationToken = default)
    {
        Cancelled = reason;
        return new(true);
    }

    public ValueTask EraseAsync(CancellationToken cancellationToken = default)
    {
        IsThere = false;
        return ValueTask.CompletedTask;
    }
}
