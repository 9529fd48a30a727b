using System.Collections.Immutable;

namespace AgentGrains.Benchmarks.Growth;

/// <summary>What was acknowledged while a scope grew, and whether what is read agrees with it.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class GrowthHistory(IReadOnlyList<MemoryDraft> drafts)
{
    private readonly Dictionary<string, MemoryDraft> _said = drafts.ToDictionary(draft => draft.Text);   // every text is there once
    private readonly Dictionary<MemoryId, MemoryDraft> _acknowledged = [];
    private readonly List<MemoryId> _ids = [];
    private readonly List<ImmutableArray<MemoryReceipt>> _calls = [];
    private readonly Dictionary<string, MemoryReceipt> _receipts = [];   // by key
    private readonly Lock _lock = new();

    /// <summary>What is wrong so far.</summary>
    public GrowthFaults Faults { get; } = new();

    public int Acknowledged => Locked(() => _ids.Count);

    /// <summary>One call was acknowledged, for the first time or again.</summary>
    public void Acknowledge(IReadOnlyList<MemoryDraft> said, ImmutableArray<MemoryReceipt> receipts) => Locked(() =>
    {
        var isFirst = !_receipts.ContainsKey(said[0].Key!);
        foreach (var (draft, receipt) in said.Zip(receipts))
        {
            if (!_receipts.TryAdd(draft.Key!, receipt))
                Faults.Doubled += _receipts[draft.Key!] == receipt ? 0 : 1;
            else if (receipt.Disposition != WriteDisposition.Stored || !_acknowledged.TryAdd(receipt.Id, draft))
                Faults.Lost++;
            else
                _ids.Add(receipt.Id);
        }

        if (isFirst)
            _calls.Add(receipts);
        return true;
    });

    /// <summary>A record that is there, for a question that must find it.</summary>
    public (MemoryId Id, MemoryDraft Draft) Pick(Random random) => Locked(() => _ids[random.Next(_ids.Count)] is var id ? (id, _acknowledged[id]) : default);

    /// <summary>What must be found by whoever begins to read now.</summary>
    public HashSet<MemoryId> Now() => Locked(() => _ids.ToHashSet());

    /// <summary>An answer to the very words of a record.</summary>
    public void CheckRecall(MemoryId asked, RecallResult found) => Locked(() =>
    {
        Faults.Partial += found.Flags.Contains(RecallRemark.Partial) ? 1 : 0;
        Faults.Unfound += found.Evidence.Any(item => item.Record.Id == asked) || found.Flags.Contains(RecallRemark.Partial) ? 0 : 1;
        Faults.Doubled += found.Evidence.Length - found.Evidence.Select(item => item.Record.Text).Distinct().Count();
        Faults.Torn += found.Evidence.Count(item => !IsWhole(item.Record));
        return true;
    });

    /// <summary>A whole list, of which these must be part.</summary>
    public void CheckList(IReadOnlyList<MemoryRecord> listed, IEnumerable<MemoryId> expected) => Locked(() =>
    {
        var ids = listed.Select(record => record.Id).ToHashSet();
        Faults.Lost += expected.Count(id => !ids.Contains(id));
        Faults.Doubled += listed.Count - listed.Select(record => record.Text).Distinct().Count();
        Faults.Torn += listed.Count(record => !IsWhole(record));
        Faults.Reordered += listed.Zip(listed.Skip(1)).Count(pair => pair.First.Id.CompareTo(pair.Second.Id) >= 0 || pair.First.Sequence >= pair.Second.Sequence);
        return true;
    });

    /// <summary>Nobody writes any more: what is listed is what was acknowledged, and what came in one call stands together.</summary>
    public void CheckEnd(IReadOnlyList<MemoryRecord> listed)
    {
        CheckList(listed, Now());
        var places = listed.Index().GroupBy(item => item.Item.Id).ToDictionary(group => group.Key, group => group.First().Index);
        Locked(() =>
        {
            Faults.Unacknowledged += listed.Count(record => !_acknowledged.ContainsKey(record.Id));
            Faults.Torn += _calls.Count(call => call.Index().Any(item => places.GetValueOrDefault(item.Item.Id, -1) != places.GetValueOrDefault(call[0].Id, -1) + item.Index));
            return true;
        });
    }

    private bool IsWhole(MemoryRecord record) =>
        _said.TryGetValue(record.Text, out var draft) && (!_acknowledged.TryGetValue(record.Id, out var its) || its == draft)
        && (record.Provenance.Actor, record.Provenance.Session, record.OccurredAt) == (draft.Actor, draft.Session, draft.OccurredAt ?? record.OccurredAt);

    private T Locked<T>(Func<T> run)
    {
        lock (_lock)
            return run();
    }
}

/// <summary>What was wrong, counted. All but <see cref="Partial"/> must be none.</summary>
internal sealed record GrowthFaults
{
    /// <summary>Acknowledged, and not there.</summary>
    public int Lost { get; set; }

    /// <summary>There twice, or acknowledged differently when it was sent again.</summary>
    public int Doubled { get; set; }

    /// <summary>Records that are not what was said, and calls whose records do not stand together.</summary>
    public int Torn { get; set; }

    /// <summary>Not in the order that ids and sequences say.</summary>
    public int Reordered { get; set; }

    /// <summary>There, though every call was answered and none of them was it.</summary>
    public int Unacknowledged { get; set; }

    /// <summary>Acknowledged, and not among the first ten of an answer to its very words.</summary>
    public int Unfound { get; set; }

    /// <summary>Answers that said themselves that they left a memory out.</summary>
    public int Partial { get; set; }

    /// <summary>All but <see cref="Partial"/>.</summary>
    public int Total => Lost + Doubled + Torn + Reordered + Unacknowledged + Unfound;
}
