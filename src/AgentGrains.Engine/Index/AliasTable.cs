using System.Runtime.InteropServices;

namespace AgentGrains.Engine.Index;

/// <summary>Names that are matched whole: a name's folded words joined by spaces, and the records known by it.</summary>
internal sealed class AliasTable
{
    private readonly Dictionary<string, List<int>> _records = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly Dictionary<int, List<string>> _names = [];

    public AliasTable() => _lookup = _records.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Words of the longest name ever added; longer phrases need not be looked up.</summary>
    public int LongestWords { get; private set; }

    /// <summary>Every name that was ever added, once, in the order of adding.</summary>
    public List<string> Names { get; } = [];

    public bool IsEmpty => _names.Count == 0;

    public void Add(int ordinal, ReadOnlySpan<char> name, int words)
    {
        ref var records = ref CollectionsMarshal.GetValueRefOrAddDefault(_lookup, name, out var exists);
        records ??= [];
        var at = records.BinarySearch(ordinal);
        if (at >= 0)
            return;
        records.Insert(~at, ordinal);
        if (!exists)
            Names.Add(name.ToString());
        LongestWords = Math.Max(LongestWords, words);
        if (!_names.TryGetValue(ordinal, out var names))
            _names.Add(ordinal, names = []);
        names.Add(name.ToString());
    }

    public void Remove(int ordinal)
    {
        if (!_names.Remove(ordinal, out var names))
            return;
        foreach (var name in names)
        {
            _records[name].Remove(ordinal);   // an empty name is kept: it was given its place in Names
        }
    }

    /// <summary>The records known by a name, by ordinal; empty when there are none.</summary>
    public ReadOnlySpan<int> Find(ReadOnlySpan<char> name) =>
        _lookup.TryGetValue(name, out var records) ? CollectionsMarshal.AsSpan(records) : default;
}
