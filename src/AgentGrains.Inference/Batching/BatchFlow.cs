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

    /// <summary>Its place in virtual time: tokens it was given, from where the others stood when it came. The least goes first.</summary>
    public long Tag { get; set; }

    /// <summary>Tokens it has queued.</summary>
    public int Queued { get; private set; }

    /// <summary>Tokens it has queued, padded as one batch would be where that is one.</summary>
    public int Padded(int most) => Count > most ? Queued : Count * _byAge.Max(static item => item.Length);

    /// <summary>Tokens it has queued when its turn comes, of late.</summary>
    public double Demand { get; private set; }

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
        Queued += item.Length;
        item.Age = _byAge.AddLast(item);
        var bucket = LengthBuckets.Of(item.Length);
        if (!_byLength.TryGetValue(bucket, out var alike))
            _byLength[bucket] = alike = [];
        item.Alike = alike.AddLast(item);
    }

    public void Remove(BatchItem item)
    {
        Queued -= item.Length;
        _byAge.Remove(item.Age!);
        item.Alike!.List!.Remove(item.Alike);
        item.Age = item.Alike = null;
    }

    /// <summary>Notes a turn.</summary>
    /// <param name="demand">Tokens it had queued before.</param>
    public void TookTurn(int demand) => Demand = Demand == 0 ? demand : 0.9 * Demand + 0.1 * demand;

    /// <summary>The oldest item of a class of lengths.</summary>
    public BatchItem? First(int bucket) => _byLength.TryGetValue(bucket, out var alike) ? alike.First?.Value : null;
}
