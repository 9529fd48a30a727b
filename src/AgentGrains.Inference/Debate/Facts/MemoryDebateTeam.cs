using AgentGrains.Engine.Debate.Facts;

namespace AgentGrains.Inference.Debate;

/// <summary>
/// An agent that debates a contested fact from its own memory: it proposes what its memory says, shows the others its witnesses, and comes over
/// when theirs, which it looks up, weigh more.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="name">The team's name.</param>
/// <param name="memory">The memories.</param>
/// <param name="scope">Name of its own scope, such as <c>agent:ana</c>.</param>
public sealed class MemoryDebateTeam(string name, IMemoryClient memory, string scope) : IDebateTeam
{
    private readonly FactReader _reader = new(memory);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    /// <exception cref="DebateTeamException">Its memory says nothing about it.</exception>
    public async ValueTask<TeamAnswer> ProposeAsync(DebateView view, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(view);
        var fact = ContestedFact.Read(view.Task);
        return Claim(fact, await OwnAsync(fact, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<TeamAnswer> CritiqueAsync(DebateView view, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(view);
        var fact = ContestedFact.Read(view.Task);
        var own = FactWeighing.Weigh(await OwnAsync(fact, cancellationToken), fact.At);
        return new TeamAnswer(own.IsEmpty
            ? "I know nothing about it."
            : string.Join('\n', own.SelectMany(support => support.Statements).Select(statement => FormattableString.Invariant(
                $"{statement.Origin} said '{statement.Value}' on {statement.Said:yyyy-MM-dd}{(statement.IsFirstHand ? ", of themselves" : "")}: {statement.Scope} {statement.Id}"))));
    }

    /// <inheritdoc/>
    /// <exception cref="DebateTeamException">No memory says anything about it.</exception>
    public async ValueTask<TeamAnswer> ReviseAsync(DebateView view, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(view);
        var fact = ContestedFact.Read(view.Task);
        var known = await OwnAsync(fact, cancellationToken);
        foreach (var citation in view.Others.SelectMany(other => FactClaim.Read(other.Solution)?.Evidence ?? []).Distinct())
        {
            if (await _reader.ReadAsync(fact, citation, cancellationToken) is { } statement && !known.Exists(other => other.Scope == statement.Scope && other.Id == statement.Id))
                known.Add(statement);
        }

        return Claim(fact, known);
    }

    private async Task<List<FactStatement>> OwnAsync(ContestedFact fact, CancellationToken cancellationToken) =>
        fact.Scopes.Contains(scope) ? await _reader.ReadAsync(fact, [scope], cancellationToken) ?? [] : [];

    private TeamAnswer Claim(ContestedFact fact, List<FactStatement> known) => FactWeighing.Weigh(FactReader.Echoes(known, fact), fact.At) is [var best, ..]
        ? new TeamAnswer(new FactClaim(best.Statements[0].Value, [.. best.Statements.Select(statement => new FactCitation(statement.Scope, statement.Id.ToString()))]).ToSolution())
        : throw new DebateTeamException(0, $"The memory of '{name}' says nothing about it.");
}
