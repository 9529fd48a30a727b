using System.Collections.Immutable;
using AgentGrains.Engine.Debate.Facts;

namespace AgentGrains.Inference.Debate;

/// <summary>
/// Contested facts between memories of one tenant: a team hands in a value and cites records; its outcome is the value, when the records are
/// there and say so.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class FactsFamily(IMemoryClient memory) : IOutcomeFamily, ISolutionSteps
{
    private const int MostCited = 64;

    private readonly FactReader _reader = new(memory);

    /// <inheritdoc/>
    public string Name => ContestedFact.FamilyName;

    /// <inheritdoc/>
    public async ValueTask<TeamOutcome> ExecuteAsync(DebateTask task, string solution, CancellationToken cancellationToken)
    {
        ContestedFact fact;
        try
        {
            fact = ContestedFact.Read(task);
        }
        catch (FormatException broken)
        {
            return TeamOutcome.Failed(broken.Message);
        }

        if (FactClaim.Read(solution) is not { } claim)
            return TeamOutcome.Failed("""The solution is not of the form {"value": "...", "evidence": [{"scope": "agent:ana", "record": "s-..."}]}.""");
        if (claim.Evidence.IsEmpty || claim.Evidence.Length > MostCited)
            return TeamOutcome.Failed($"A claim cites 1 to {MostCited} records.");
        foreach (var citation in claim.Evidence)
        {
            if (await _reader.ReadAsync(fact, citation, cancellationToken) is not { } statement)
                return TeamOutcome.Failed($"'{citation.Record}' in '{citation.Scope}' is no statement about it.");
            if (FactWeighing.Normalize(statement.Value) != FactWeighing.Normalize(claim.Value))
                return TeamOutcome.Failed($"'{citation.Record}' in '{citation.Scope}' says '{statement.Value}'.");
        }

        return new TeamOutcome { Status = OutcomeStatus.Solved, Text = FactWeighing.Normalize(claim.Value) };
    }

    /// <inheritdoc/>
    public ImmutableArray<string> StepsOf(string solution) => FactClaim.Read(solution) is { } claim
        ? [.. claim.Evidence.Select(item => $"cite {item.Scope} {item.Record}").Order(StringComparer.Ordinal), $"value: {FactWeighing.Normalize(claim.Value)}"]
        : [];
}

/// <summary>
/// Checks a contested fact against all memories that the task names, whatever was cited: the value with the most and best independent witnesses,
/// by a margin, is confirmed; one that it beats is refuted; where it is close, nothing is.
/// </summary>
/// <remarks>Thread-safe. How witnesses are weighed: <see cref="FactWeighing"/>.</remarks>
public sealed class FactsVerifier(IMemoryClient memory) : IOutcomeVerifier
{
    private const string Verifier = "witnesses";
    private const double Enough = 0.5;
    private const double Margin = 0.15;

    private readonly FactReader _reader = new(memory);

    /// <inheritdoc/>
    public string Family => ContestedFact.FamilyName;

    /// <inheritdoc/>
    public async ValueTask<Verification> VerifyAsync(DebateTask task, string solution, TeamOutcome outcome, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var fact = ContestedFact.Read(task);
        if (await _reader.ReadAsync(fact, fact.Scopes, cancellationToken) is not { } statements)
            return new Verification(Verdict.Unverified, Verifier, ["A memory is too large to be read as a whole."]);
        var supports = FactWeighing.Weigh(statements, fact.At);
        var own = supports.FirstOrDefault(support => support.Value == outcome.Text);
        var other = supports.FirstOrDefault(support => support.Value != outcome.Text);
        var (mine, best) = (own?.Score ?? 0, other?.Score ?? 0);
        ImmutableArray<string> reasons = [.. supports.Select(support => FormattableString.Invariant(
            $"'{support.Value}': {support.Score:F2} from {string.Join(", ", support.Statements.Select(statement => statement.Origin))}"))];
        var verdict = mine >= Enough && mine - best >= Margin ? Verdict.Verified
            : best - mine >= Margin ? Verdict.Refuted
            : Verdict.Unverified;
        return new Verification(verdict, Verifier, reasons);
    }
}
