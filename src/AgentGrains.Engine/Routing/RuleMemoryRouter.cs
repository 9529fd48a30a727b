namespace AgentGrains.Engine.Routing;

/// <summary>
/// Routes by signs in the words, without a model: each sign that is there adds its weight to its kind, and the heaviest kind wins. On a tie the
/// order of caution decides: a secret first, so that none is taken for a fact.
/// </summary>
/// <remarks>Thread-safe. English; a statement without any sign is taken for a fact.</remarks>
public sealed class RuleMemoryRouter : IMemoryRouter
{
    private static readonly MemoryRoute[] Caution =
        [MemoryRoute.Vault, MemoryRoute.Core, MemoryRoute.Resource, MemoryRoute.Procedural, MemoryRoute.Episodic, MemoryRoute.Semantic];

    /// <inheritdoc/>
    public MemoryRoute Route(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<int> weights = stackalloc int[Caution.Length];
        foreach (var (route, sign, weight) in RouteCues.All)
        {
            if (sign.IsMatch(text))
                weights[(int)route] += weight;
        }

        var best = MemoryRoute.Semantic;
        foreach (var route in Caution)
        {
            if (weights[(int)route] > weights[(int)best] || (weights[(int)route] == weights[(int)best] && weights[(int)route] > 0 && Array.IndexOf(Caution, route) < Array.IndexOf(Caution, best)))
                best = route;
        }

        return best;
    }
}
