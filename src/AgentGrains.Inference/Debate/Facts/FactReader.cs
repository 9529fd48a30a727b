using AgentGrains.Engine.Debate.Facts;

namespace AgentGrains.Inference.Debate;

/// <summary>Reads statements about a contested fact from the memories themselves: what a team says about them is not believed.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class FactReader(IMemoryClient memory)
{
    private const int MostRecords = 20_000;   // of one scope; what is larger cannot be weighed as a whole
    private const int MostSteps = 8;

    /// <summary>Every statement of all scopes; null when a scope is too large to be read as a whole.</summary>
    public async Task<List<FactStatement>?> ReadAsync(ContestedFact fact, IEnumerable<string> scopes, CancellationToken cancellationToken)
    {
        var statements = new List<FactStatement>();
        foreach (var name in scopes.Distinct(StringComparer.Ordinal))
        {
            var scope = memory.Scope(Tenant, name);
            var read = 0;
            await foreach (var record in scope.ListAsync(cancellationToken))
            {
                if (++read > MostRecords)
                    return null;
                if (IsAbout(record, fact))
                    statements.Add(await StatementAsync(scope, record, fact, cancellationToken));
            }
        }

        return Echoes(statements, fact);
    }

    /// <summary>One cited statement; null when there is none such.</summary>
    public async Task<FactStatement?> ReadAsync(ContestedFact fact, FactCitation citation, CancellationToken cancellationToken)
    {
        if (!fact.Scopes.Contains(citation.Scope) || !MemoryId.TryParse(citation.Record, null, out var id))
            return null;
        var scope = memory.Scope(Tenant, citation.Scope);
        return await scope.GetAsync(id, cancellationToken: cancellationToken) is { } record && IsAbout(record, fact)
            ? await StatementAsync(scope, record, fact, cancellationToken)
            : null;
    }

    // The tenant is the debate's, from the call: neither task nor solution can name one.
    private static string Tenant => TenantContext.Current ?? throw new InvalidOperationException("Contested facts are read within a debate: the call carries no tenant.");

    private static bool IsAbout(MemoryRecord record, ContestedFact fact) => record is { Kind: MemoryKind.Belief, Slot: { } slot }
        && record.Status is EpistemicStatus.Active or EpistemicStatus.Exploratory or EpistemicStatus.Inferred
        && string.Equals(slot.Subject, fact.Subject, StringComparison.OrdinalIgnoreCase) && string.Equals(slot.Predicate, fact.Predicate, StringComparison.OrdinalIgnoreCase);

    // Who said it first: along what it was derived from, as far as its own memory knows.
    private static async Task<FactStatement> StatementAsync(IScopedMemory scope, MemoryRecord record, ContestedFact fact, CancellationToken cancellationToken)
    {
        var root = record;
        for (var step = 0; step < MostSteps && !root.Provenance.DerivedFrom.IsDefaultOrEmpty; step++)
        {
            if (await scope.GetAsync(root.Provenance.DerivedFrom[0], cancellationToken: cancellationToken) is not { } earlier)
                break;
            root = earlier;
        }

        var origin = root.Provenance.Source is { } source && source != scope.Scope.Name && fact.Scopes.Contains(source) ? source
            : root.Provenance.Actor ?? root.Provenance.Source ?? scope.Scope.Name;
        var slot = record.Slot!;
        return new FactStatement(
            record.Id, scope.Scope.Name, slot.Value, origin, string.Equals(origin, slot.Subject, StringComparison.OrdinalIgnoreCase),
            record.OccurredAt, record.ValidFrom, record.ValidTo, record.Trust);
    }

    /// <summary>What one memory has from another is that one's witness, and not a second one.</summary>
    public static List<FactStatement> Echoes(List<FactStatement> statements, ContestedFact fact) => statements.ConvertAll(statement =>
        fact.Scopes.Contains(statement.Origin)
        && statements.Find(other => other.Scope == statement.Origin && !fact.Scopes.Contains(other.Origin) && FactWeighing.Normalize(other.Value) == FactWeighing.Normalize(statement.Value)) is { } heard
            ? statement with { Origin = heard.Origin, IsFirstHand = heard.IsFirstHand, Said = heard.Said < statement.Said ? heard.Said : statement.Said }
            : statement);
}
