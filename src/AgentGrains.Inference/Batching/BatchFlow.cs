namespace AgentGrains.Inference.Batching;

/// <summary>What one tenant has queued and running, questions and background work apart.</summary>
internal sealed class BatchFlow(string tenant, bool isBackground)
{
    private readonly SortedDictionary<int, LinkedList<BatchItem>> _byLength = [];
    private readonly LinkedList<BatchItem> _byAge = [];

    public string Tenant { get; } = tenant;

    public bool IsBackground { get; } = isBackground;

    /// <summary>What it may still take in its turn (deficit round robin), in tokens.</summary>
    public int Deficit { get; set; }

    /// <summary>Tokens that are running.</summary>
    public int Running { get; set; }

    /// <summary>When it last had work.</summary>
    public TimeSpan LastSeen { get; set; }

    public int Count => _byAge.Count;

    public BatchItem? Oldest => _byAge.First?.Value;

    public IEnumerable<BatchItem> Items => _byAge;

    public void Add(BatchItem item)
    {
        item.Flow = this;
        item.Age = _byAge.AddLast(item);
        var bucket = LengthBuckets.Of(item.Length);
        if (!_byLength.TryGetValue(bucket, out var alike))
            _byLength[bucket] = alike = [];
        item.Alike = alike.AddLast(item);
    }

    public void Remove(BatchItem item)
    {
        _byAge.Remove(item.Age!);
        item.Alike!.List!.Remove(item.Alike);
        item.Age = item.Alike = null;
    }

    /// <summary>The oldest item of a class of lengths.</summary>
    public BatchItem? First(int bucket) => _byLength.TryGetValue(bucket, out var alike) ? alike.First?.Value : null;
}
