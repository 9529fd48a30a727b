using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using AgentGrains.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Cluster.Tests.Debate;

/// <summary>Debates whose solutions are numbers and whose reference is the right one; every call is counted.</summary>
internal sealed class NumberDebates
{
    public const string Tenant = "acme";

    /// <summary>Calls of participants, family and verifier by debate's task and step.</summary>
    public ConcurrentDictionary<(string Task, string Step), int> Calls { get; } = [];

    /// <summary>The cases that every step of a team was shown.</summary>
    public ConcurrentDictionary<(string Task, string Step), ImmutableArray<BankCase>> Shown { get; } = [];

    /// <summary>What every call waits for; null means nothing.</summary>
    public Func<string, string, CancellationToken, Task>? Waits { get; set; }

    public Action<AgentGrainsBuilder> Configure(params IDebateTeam[] others) => grains =>
    {
        grains.UseOutcomeFamily(_ => new Numbers(this)).UseOutcomeVerifier(_ => new Reference(this));
        grains.UseDebateTeam(_ => new Team(this, "red", ["1", "2", "3"])).UseDebateTeam(_ => new Team(this, "blue", ["5", "4", "3"]));
        foreach (var team in others)
            grains.UseDebateTeam(_ => team);
    };

    /// <summary>Red says 1, 2, 3 and blue 5, 4, 3: they agree on 3 in round 2.</summary>
    public static DebateRequest Request(string task = "t", params string[] teams) => new()
    {
        Task = new DebateTask(task, "numbers", "Which number?") { Reference = "3" },
        Teams = teams.Length == 0 ? ["red", "blue"] : [.. teams],
    };

    public static IDebateClient Client(MemoryCluster cluster) => cluster.Silos.Client.ServiceProvider.GetRequiredService<IDebateClient>();

    public async Task CallAsync(string task, string step, CancellationToken cancellationToken)
    {
        Calls.AddOrUpdate((task, step), 1, static (_, count) => count + 1);
        await (Waits?.Invoke(task, step, cancellationToken) ?? Task.CompletedTask);
    }

    private sealed class Team(NumberDebates debates, string name, ImmutableArray<string> numbers) : IDebateTeam
    {
        public string Name => name;

        public ValueTask<TeamAnswer> ProposeAsync(DebateView view, CancellationToken cancellationToken) => ReviseAsync(view, cancellationToken);

        public async ValueTask<TeamAnswer> CritiqueAsync(DebateView view, CancellationToken cancellationToken)
        {
            debates.Shown[(view.Task.Id, view.StepId)] = view.Cases;
            await debates.CallAsync(view.Task.Id, view.StepId, cancellationToken);
            return new TeamAnswer($"{name} does not believe {view.Others[0].Outcome.Value}.", 1);
        }

        public async ValueTask<TeamAnswer> ReviseAsync(DebateView view, CancellationToken cancellationToken)
        {
            if (view.Task.Reference is not null)
                throw new InvalidOperationException("A team saw the reference.");
            debates.Shown[(view.Task.Id, view.StepId)] = view.Cases;
            await debates.CallAsync(view.Task.Id, view.StepId, cancellationToken);
            return new TeamAnswer(numbers[Math.Min(view.Round, numbers.Length - 1)], 2);
        }
    }

    private sealed class Numbers(NumberDebates debates) : IOutcomeFamily
    {
        public string Name => "numbers";

        public async ValueTask<TeamOutcome> ExecuteAsync(DebateTask task, string solution, CancellationToken cancellationToken)
        {
            await debates.CallAsync(task.Id, $"execute {solution}", cancellationToken);
            return double.TryParse(solution, CultureInfo.InvariantCulture, out var number) ? TeamOutcome.Solved(number) : TeamOutcome.Failed("no number");
        }
    }

    private sealed class Reference(NumberDebates debates) : IOutcomeVerifier
    {
        public string Family => "numbers";

        public async ValueTask<Verification> VerifyAsync(DebateTask task, string solution, TeamOutcome outcome, CancellationToken cancellationToken)
        {
            await debates.CallAsync(task.Id, "verify", cancellationToken);
            return new Verification(task.Reference == solution ? Verdict.Verified : Verdict.Refuted, "reference", ["compared"]);
        }
    }
}
