namespace AgentGrains.Inference.Batching;

/// <summary>
/// Decides which work runs next and when: fair between tenants (deficit round robin, M. Shreedhar and G. Varghese 1995), of about one
/// length, at once when the device is idle and in growing batches while it is busy. Whose turn is next goes by virtual time (start-time fair
/// queueing, P. Goyal, H. Vin and H. Cheng 1996), so who asks little is not behind who asks much. Pure: it has no clock and calls nobody.
/// </summary>
/// <remarks>Not thread-safe. Times are counted from any one origin.</remarks>
internal sealed partial class BatchQueue(InferencePoolOptions options, int lanes)
{
    private const int Quantum = 64;
    private const double Many = 4;         // texts of a batch from which on throughput comes before the single answer
    private const double Stretch = 1.25;   // how much longer than a light tenant's own batch one may take while it is about
    private static readonly TimeSpan Near = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(2);

    private readonly Dictionary<(string Tenant, bool IsBackground), BatchFlow> _flows = [];
    private readonly LinkedList<BatchFlow> _turns = [];   // flows with queued work; the first one's turn is next
    private long _virtual;            // tag of the flow whose turn was last
    private int _queuedTokens;
    private int _runningTokens;
    private int _runningItems;
    private int _expected;            // items that were queued or running when the last batch ended
    private TimeSpan _lastEnd = TimeSpan.MinValue;
    private TimeSpan _lastCame = TimeSpan.MinValue;
    private double _about;            // the most that were, of late: some are always between answer and question
    private double _batchItems;       // of recent batches
    private double _batchSeconds;     // of recent batches

    public BatchCostModel Cost { get; } = new();

    public int Lanes { get; } = lanes;

    /// <summary>Items that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Batches that run.</summary>
    public int Running { get; private set; }

    /// <summary>How long work is held back while the device is busy.</summary>
    public TimeSpan Delay => TimeSpan.FromSeconds(Math.Min(options.MaxDelay.TotalSeconds, _batchSeconds / 20));

    /// <summary>
    /// How long the next text is waited for while many ask. With n texts in hand, (n + 1) / (overhead + (n + 1) · text + gap) is more than
    /// n / (overhead + n · text) where gap &lt; overhead / n: then the larger batch answers more texts per second.
    /// </summary>
    private TimeSpan Gap => TimeSpan.FromSeconds(Math.Min(options.MaxDelay.TotalSeconds, Cost.Overhead / Count));

    /// <summary>Items that a flow has queued.</summary>
    public int QueuedBy(string tenant, bool isBackground) => _flows.TryGetValue((tenant, isBackground), out var flow) ? flow.Count : 0;

    public void Add(BatchItem item, TimeSpan now)
    {
        if (!_flows.TryGetValue((item.Tenant, item.IsBackground), out var flow))
            _flows[(item.Tenant, item.IsBackground)] = flow = new BatchFlow(item.Tenant, item.IsBackground);
        if (flow.Count == 0)
        {
            _turns.AddLast(flow);
            flow.Tag = Math.Max(flow.Tag, _virtual);
        }

        flow.LastSeen = item.QueuedAt = _lastCame = now;
        flow.Add(item);
        Count++;
        _queuedTokens += item.Length;
    }

    /// <summary>Takes work out that nobody waits for any more. False when it does not wait (it runs, or is done).</summary>
    public bool Remove(BatchItem item)
    {
        if (item.Age is null)
            return false;
        var flow = item.Flow!;
        Leave(item, flow);
        item.Flow = null;
        return true;
    }

    /// <summary>Everything that waits.</summary>
    public IEnumerable<BatchItem> Items => _turns.SelectMany(static flow => flow.Items);

    /// <summary>Drops what is known of tenants that have had no work for a while.</summary>
    public void ForgetIdle(TimeSpan now)
    {
        foreach (var (key, flow) in _flows)
        {
            if (flow.Count == 0 && flow.Running == 0 && now - flow.LastSeen > Remembered)
                _flows.Remove(key);
        }
    }

    /// <summary>A batch is over, well or not.</summary>
    public void End(Batch batch, TimeSpan now, bool succeeded)
    {
        _expected = _runningItems + Count;
        _about = Math.Max(_expected, 0.95 * _about);
        _batchItems = 0.9 * _batchItems + 0.1 * batch.Items.Count;
        Running--;
        _runningItems -= batch.Items.Count;
        _runningTokens -= batch.Tokens;
        foreach (var item in batch.Items)
        {
            item.Flow!.Running -= item.Length;
            item.Flow.LastSeen = now;
            item.Flow = null;
        }

        _lastEnd = now;
        if (!succeeded)
            return;
        var seconds = (now - batch.TakenAt).TotalSeconds;
        Cost.Observe(batch.PaddedTokens, seconds);
        _batchSeconds = _batchSeconds == 0 ? seconds : 0.8 * _batchSeconds + 0.2 * seconds;
    }

    private void Leave(BatchItem item, BatchFlow flow)
    {
        flow.Remove(item);
        Count--;
        _queuedTokens -= item.Length;
        if (flow.Count > 0)
            return;
        _turns.Remove(flow);
        flow.Deficit = 0;
    }
}
