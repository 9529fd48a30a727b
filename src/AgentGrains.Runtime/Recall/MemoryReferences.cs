namespace AgentGrains.Runtime.Recall;

/// <summary>References to the memories of recently asked scopes: making one costs microseconds, and it is good for ever.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class MemoryReferences(IGrainFactory grains)
{
    private const int Most = 4096;

    private readonly Dictionary<Scope, (MemoryType Type, IMemoryGrain Grain)[]> _known = [];

    public (MemoryType Type, IMemoryGrain Grain)[] Of(Scope scope)
    {
        if (_known.TryGetValue(scope, out var memories))
            return memories;
        if (_known.Count == Most)
            _known.Clear();
        return _known[scope] =
        [
            (MemoryType.Episodic, grains.GetGrain<IEpisodicMemoryGrain>(scope.Key)),
            (MemoryType.Semantic, grains.GetGrain<ISemanticMemoryGrain>(scope.Key)),
            (MemoryType.Procedural, grains.GetGrain<IProceduralMemoryGrain>(scope.Key)),
        ];
    }
}
