using System.Collections.Immutable;

namespace AgentGrains.Samples.DebateProblems;

/// <summary>How often a team slips, and what it is blind to in the work of others.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Blind">What it never notices by itself.</param>
/// <param name="Rates">How often it makes which slip; others happen with <see cref="HeuristicTeam.RareSlip"/>.</param>
public sealed record TeamCharacter(string Name, Slips Blind, IReadOnlyDictionary<Slips, double> Rates)
{
    /// <summary>Three teams whose weaknesses are each other's strengths.</summary>
    public static IReadOnlyList<TeamCharacter> Three { get; } =
    [
        new("literal", Slips.Units, new Dictionary<Slips, double> { [Slips.Units] = 0.9, [Slips.Bounds] = 0.4 }),
        new("hasty", Slips.Aside, new Dictionary<Slips, double> { [Slips.Aside] = 0.9, [Slips.Sense] = 0.3 }),
        new("smooth", Slips.Integrality, new Dictionary<Slips, double> { [Slips.Integrality] = 0.9 }),
    ];
}

/// <summary>
/// A team without a model of language: it writes a model from a problem's data, with its slips, finds in others' models what it is not blind
/// to, and mends in its own what it is told and finds true. It knows no results but those of the debate.
/// </summary>
/// <remarks>Thread-safe; the same step gives the same answer.</remarks>
public sealed class HeuristicTeam(TeamCharacter character, int seed, int draw = 0) : IDebateTeam
{
    /// <summary>How often a team makes a slip that is not in its character.</summary>
    public const double RareSlip = 0.05;

    private const double Notices = 0.8;
    private const double Heeds = 0.9;

    /// <inheritdoc/>
    public string Name => draw == 0 ? character.Name : $"{character.Name}-{draw + 1}";

    /// <inheritdoc/>
    public ValueTask<TeamAnswer> ProposeAsync(DebateView view, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(view);
        var cautions = Cautions.Of(view.Cases);
        var slips = SlipNames.All.Where(slip => Chance(view, "slips", SlipNames.WordOf(slip)) < character.Rates.GetValueOrDefault(slip, RareSlip)
            && !(cautions.HasFlag(slip) && Chance(view, "heeds", SlipNames.WordOf(slip)) < Heeds));
        var model = Formulation.Write(PlanningProblem.Read(view.Task.Problem), slips.Aggregate(Slips.None, (all, slip) => all | slip));
        return Answer(model, view.Task.Problem);
    }

    /// <inheritdoc/>
    public ValueTask<TeamAnswer> CritiqueAsync(DebateView view, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(view);
        var problem = PlanningProblem.Read(view.Task.Problem);
        var lines = view.Others
            .SelectMany(other => ModelReview.Of(problem, other.Solution)
                .Where(found => !character.Blind.HasFlag(found.Slip) && Chance(view, "notices", other.Team, SlipNames.WordOf(found.Slip)) < Notices)
                .Select(found => $"{other.Team}: {SlipNames.WordOf(found.Slip)}: {found.Where}"))
            .Distinct(StringComparer.Ordinal).ToList();
        var text = lines.Count == 0 ? "Nothing in the data speaks against the others' models." : string.Join('\n', lines);
        return Answer(text, view.Task.Problem, [.. view.Others.Select(other => other.Solution)]);
    }

    /// <inheritdoc/>
    public ValueTask<TeamAnswer> ReviseAsync(DebateView view, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(view);
        var problem = PlanningProblem.Read(view.Task.Problem);
        var told = view.Critiques.SelectMany(critique => critique.Text.Split('\n')).Where(line => line.StartsWith($"{Name}: ", StringComparison.Ordinal)).ToList();
        if (view.Own?.Solution is not { } own)
            return ProposeAsync(view, cancellationToken);
        // What it is told is looked up in the data: a critique is no proof.
        var left = ModelReview.Of(problem, own).Select(found => found.Slip).Distinct()
            .Where(slip => !told.Exists(line => line.StartsWith($"{Name}: {SlipNames.WordOf(slip)}:", StringComparison.Ordinal)));
        var model = Formulation.Write(problem, left.Aggregate(Slips.None, (all, slip) => all | slip));
        return Answer(model, view.Task.Problem, [own, .. view.Critiques.Select(critique => critique.Text)]);
    }

    private double Chance(DebateView view, params ReadOnlySpan<string> what) => Draw.For(seed, [Name, view.Task.Id, $"{view.Round}", .. what]);

    // What a model of language would read and write, at four characters a token.
    private static ValueTask<TeamAnswer> Answer(string text, string problem, params ImmutableArray<string?> read) =>
        new(new TeamAnswer(text, (text.Length + problem.Length + read.Sum(part => part?.Length ?? 0)) / 4));
}
