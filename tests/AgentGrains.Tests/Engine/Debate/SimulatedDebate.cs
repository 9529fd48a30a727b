using System.Globalization;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Debate;

namespace AgentGrains.Tests.Engine.Debate;

/// <summary>Runs the machine without grains: results come from a function, in an order that a seed shuffles.</summary>
internal sealed class SimulatedDebate(DebateRequest request, Func<DebateState, DebateStep, StepResult> results, int seed = 0)
{
    private static readonly DateTimeOffset Start = new(2026, 5, 3, 12, 0, 0, TimeSpan.Zero);
    private readonly Random _random = new(seed);

    public List<DebateEvent> Events { get; } = [];

    public DebateState State { get; private set; } = DebateState.Empty;

    /// <summary>Seconds that every event takes.</summary>
    public double SecondsPerEvent { get; init; } = 1;

    private DateTimeOffset Now => Start.AddSeconds(Events.Count * SecondsPerEvent);

    public DebateState Run()
    {
        Happen(new DebateEvent { Kind = DebateEventKind.Started, Request = request });
        while (DebateMachine.Next(State, Now) is { IsNone: false } move)
        {
            if (Events.Count > 10_000)
                throw new InvalidOperationException("The debate does not end.");
            Happen(move.Event ?? new DebateEvent { Kind = DebateEventKind.StepDone, Result = results(State, move.Steps[_random.Next(move.Steps.Length)]) });
        }

        return State;
    }

    public static DebateEvent Recorded(DebateEvent happened)
    {
        var writer = new FieldWriter();
        DebateEventCodec.Write(writer, happened);
        return DebateEventCodec.Read(writer.Written, happened.Sequence);
    }

    public static byte[] Bytes(DebateEvent happened)
    {
        var writer = new FieldWriter();
        DebateEventCodec.Write(writer, happened);
        return writer.Written.ToArray();
    }

    /// <summary>Results of teams whose solutions are numbers, one for each round; "x" is a failed execution, "!" a fault.</summary>
    public static Func<DebateState, DebateStep, StepResult> Scripted(
        Dictionary<string, string[]> solutions, Func<double, Verdict>? verify = null, string? choice = null) => (state, step) =>
    {
        var result = new StepResult { Step = step };
        var solution = step.Kind == DebateStepKind.Judge ? "" : solutions[step.Team][Math.Min(step.Round, solutions[step.Team].Length - 1)];
        switch (step.Kind)
        {
            case DebateStepKind.Propose or DebateStepKind.Revise when solution == "!":
                return result with { Fault = new StepFault(StepFaultKind.Threw, "It threw.") };
            case DebateStepKind.Propose or DebateStepKind.Revise:
                return result with { Answer = new TeamAnswer(solution, 10) };
            case DebateStepKind.Critique:
                return result with { Answer = new TeamAnswer($"{step.Team} objects", 5) };
            case DebateStepKind.Judge:
                return choice is null ? result with { Fault = new StepFault(StepFaultKind.TimedOut, "late") } : result with { Answer = new TeamAnswer("because") { Choice = choice } };
            case DebateStepKind.Execute:
                return result with { Outcome = OutcomeOf(solution) };
            default:
                var value = state.PositionOf(step.Team).Outcome.Value;
                return result with { Verification = new Verification(value is null || verify is null ? Verdict.Unverified : verify(value.Value), "test", []) };
        }
    };

    public static DebateRequest Request(params string[] teams) => new() { Task = new DebateTask("t", "numbers", "A problem."), Teams = [.. teams] };

    private static TeamOutcome OutcomeOf(string solution) => solution switch
    {
        "x" => TeamOutcome.Failed("error"),
        "infeasible" => new TeamOutcome { Status = OutcomeStatus.Infeasible },
        _ => TeamOutcome.Solved(double.Parse(solution, CultureInfo.InvariantCulture)),
    };

    private void Happen(DebateEvent happened)
    {
        happened = Recorded(happened with { Sequence = State.Sequence + 1, At = Now });
        State = State.Apply(happened);
        Events.Add(happened);
    }
}
